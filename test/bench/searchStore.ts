import { fusionWeights } from '../../src/core/search/fusionWeights.ts';
import { lexicalEmbedder } from '../../src/core/search/lexicalEmbedder.ts';
import {
  codeText,
  contentText,
  problemText,
  type SearchablePattern,
  wholeText,
} from '../../src/core/search/patternText.ts';
import { queryTerms } from '../../src/core/search/queryTerms.ts';
import type { RankCandidate } from '../../src/core/search/reranker.ts';
import { fitStatistics, type TermStatistics } from '../../src/core/search/termStatistics.ts';
import { documentVectorText, vectorText } from '../../src/core/search/vectors.ts';
import type { OpenStore, StoreUser } from '../support/storeDatabase.ts';

/** A workspace filled with patterns and their lexical vectors. */
export interface SearchStore {
  readonly statistics: TermStatistics;
  readonly embedder: { readonly embedder_id: string; readonly embedder_version: string };
  readonly user: StoreUser;
  /** What filling took: writing rows, making vectors, writing vectors. */
  readonly spent: { readonly insertMs: number; readonly embedMs: number; readonly saveMs: number };
  /** A text's vector as the store takes it. */
  vectorOf(text: string): Promise<string>;
  /** Candidates as the store ranks them; `textOnly` asks full text alone. */
  search(
    text: string,
    options: { readonly textOnly?: boolean; readonly exact?: boolean; readonly candidates?: number },
  ): Promise<readonly RankCandidate[]>;
}

const BATCH_ROWS = 100;

interface StoredRow extends SearchablePattern {
  readonly parts: {
    readonly fused: number;
    readonly content?: { readonly similarity: number };
    readonly problem?: { readonly similarity: number };
  };
}

export async function fillSearchStore(
  database: OpenStore,
  patterns: readonly SearchablePattern[],
): Promise<SearchStore> {
  const tenant = await database.tenant();
  const user = database.as(tenant.userId);
  const statistics = fitStatistics(patterns.map(wholeText));
  const embedder = lexicalEmbedder(statistics);
  const named = { embedder_id: embedder.id, embedder_version: embedder.version };
  const spent = { insertMs: 0, embedMs: 0, saveMs: 0 };
  for (let from = 0; from < patterns.length; from += BATCH_ROWS) {
    const batch = patterns.slice(from, from + BATCH_ROWS);
    const inserting = performance.now();
    const rows = await user.query<{ id: string; key: string }>(
      `insert into fixward.fix_patterns (workspace_id, created_by, key, title, problem_type, severity, status, symptoms,
         problem_description, solution_steps, learnings, tags, rule_ids, code_before, code_after)
       select $1, $2, r.key, r.title, 'Standards', 'MEDIUM', 'active', r.symptoms, r.problem_description, r.solution_steps,
         r.learnings, r.tags, r.rule_ids, r.code_before, r.code_after
       from jsonb_populate_recordset(null::fixward.fix_patterns, $3::jsonb) r returning id, key`,
      [tenant.workspaceId, tenant.userId, JSON.stringify(batch.map(({ id: _id, ...row }) => row))],
    );
    const embedding = performance.now();
    const ids = new Map(rows.map(({ id, key }) => [key, id]));
    const contents = await embedder.embed(batch.map(contentText), 'document');
    const problems = await embedder.embed(batch.map(problemText), 'document');
    const codes = await embedder.embed(
      batch.map((pattern) => codeText(pattern) ?? ''),
      'document',
    );
    const saving = performance.now();
    await user.data('save_embeddings', {
      ...named,
      rows: batch.map(({ key }, index) => ({
        id: ids.get(key),
        version: 1,
        content: documentVectorText(contents[index] ?? new Float32Array()),
        problem: documentVectorText(problems[index] ?? new Float32Array()),
        code: vectorText(codes[index] ?? new Float32Array()) ?? null,
      })),
    });
    spent.insertMs += embedding - inserting;
    spent.embedMs += saving - embedding;
    spent.saveMs += performance.now() - saving;
  }
  const idOf = new Map(patterns.map(({ key, id }) => [key, id]));
  return {
    statistics,
    embedder: named,
    user,
    spent,
    async vectorOf(text) {
      const [vector] = await embedder.embed([text], 'query');
      return documentVectorText(vector ?? new Float32Array());
    },
    async search(text, { textOnly = false, exact = false, candidates = 60 }) {
      const [vector] = await embedder.embed([text], 'query');
      const words = vector && vectorText(vector);
      const data = await user.data('search_patterns', {
        query: text,
        ...queryTerms(text, statistics),
        ...(textOnly && { identifiers: [] }),
        ...(!textOnly && words !== undefined && { vectors: { words }, ...named }),
        weights: fusionWeights('lexical'),
        candidates,
        exact,
      });
      // SAFETY: the function's documented answer.
      return (data.candidates as readonly StoredRow[]).map((row) => ({
        pattern: {
          ...row,
          id: idOf.get(row.key) ?? row.id,
          code_before: row.code_before ?? undefined,
          code_after: row.code_after ?? undefined,
        },
        fused: row.parts.fused,
        similarity: { content: row.parts.content?.similarity, problem: row.parts.problem?.similarity },
      }));
    },
  };
}
