import { type Embedder, EmbedderFailure } from '../../core/search/embedder.ts';
import { mostCompleteEmbedder } from '../../core/search/embedderChoice.ts';
import { excerptOf } from '../../core/search/excerpt.ts';
import { fusionWeights } from '../../core/search/fusionWeights.ts';
import { queryTerms } from '../../core/search/queryTerms.ts';
import type { RankCandidate, Reranked, Reranker } from '../../core/search/reranker.ts';
import type { TermStatistics } from '../../core/search/termStatistics.ts';
import { padVector, vectorText } from '../../core/search/vectors.ts';
import type { SearchHit, SearchResult } from '../../protocol/service.ts';
import type { StoreTransport } from '../../store/store.ts';
import { candidatesSchema, type EmbeddingStatusData, type StoredCandidate } from './searchAnswers.ts';
import type { SearchMeter } from './searchMeter.ts';
import type { ParsedSearchParams } from './searchParams.ts';
import { storeData } from './storeData.ts';

/** A longer query is a pasted file; its beginning says what is looked for. */
const QUERY_LENGTH_MAX = 10_000;
const CODE_LENGTH_MAX = 20_000;
const CANDIDATES_LEAST = 60;
const CANDIDATES_MOST = 200;

/** What a search works with, as it stands at the moment. */
export interface SearchTools {
  readonly store: StoreTransport;
  /** The one that patterns are being embedded with, and those before it that are still at hand. */
  readonly wanted: Embedder;
  readonly others: readonly Embedder[];
  readonly reranker: Reranker;
  /** Takes the place of a reranker that fails. */
  readonly featureReranker: Reranker;
  readonly statistics: TermStatistics;
  readonly status: EmbeddingStatusData;
  readonly meter: SearchMeter;
  /** Told before the results, such as a provider that could not be started. */
  readonly notes: readonly string[];
}

interface Found extends RankCandidate {
  readonly pattern: StoredCandidate;
}

/** Full text, names and vectors from the store, fused there, ordered here. */
export async function runSearch(
  tools: SearchTools,
  params: ParsedSearchParams,
  signal: AbortSignal,
): Promise<Omit<SearchResult, 'milliseconds'>> {
  const notes = [...tools.notes];
  const code = params.code?.slice(0, CODE_LENGTH_MAX);
  const asked = params.query.trim() === '' ? (code ?? '') : params.query;
  if (asked.length > QUERY_LENGTH_MAX)
    notes.push(`Only the first ${QUERY_LENGTH_MAX} characters were searched.`);
  const text = asked.slice(0, QUERY_LENGTH_MAX);
  const vectors = await queryVectors(tools, text, code, notes, signal);
  const request = {
    query: text,
    ...queryTerms(text, tools.statistics),
    ...(vectors && {
      vectors: vectors.texts,
      embedder_id: vectors.embedder.id,
      embedder_version: vectors.embedder.version,
      weights: fusionWeights(vectors.embedder.kind),
    }),
    filters: params.filters ?? {},
    candidates: Math.min(CANDIDATES_MOST, Math.max(CANDIDATES_LEAST, params.limit * 2)),
    ...(params.workspaceId !== undefined && { workspace_id: params.workspaceId }),
  };
  const { candidates } = await tools.meter.stage('store', signal, () =>
    storeData(tools.store, 'search_patterns', request, candidatesSchema, signal),
  );
  const { ranked, reranker } = await rerank(tools, { text, code }, candidates.map(asFound), notes, signal);
  return {
    hits: ranked.slice(0, params.limit).map((entry) => hitOf(entry, text, tools.statistics)),
    embedder: vectors === undefined ? 'none' : vectors.embedder.id,
    reranker: reranker.id,
    notes,
  };
}

interface QueryVectors {
  readonly embedder: Embedder;
  readonly texts: Readonly<Record<string, string>>;
}

async function queryVectors(
  { wanted, others, status, meter }: SearchTools,
  text: string,
  code: string | undefined,
  notes: string[],
  signal: AbortSignal,
): Promise<QueryVectors | undefined> {
  if (status.total === 0) return undefined;
  const embedder = mostCompleteEmbedder(wanted, others, status.embedders);
  if (embedder === undefined) {
    notes.push('No pattern is embedded yet; searched by words and names.');
    return undefined;
  }
  const embedded = rowsOf(embedder, status);
  if (embedder !== wanted) {
    notes.push(`Patterns are being embedded with ${wanted.id}; until most are, ${embedder.id} is compared.`);
  }
  if (embedded < status.total) {
    notes.push(
      `${embedded} of ${status.total} patterns have vectors of ${embedder.id}; the others are found by words.`,
    );
  }
  try {
    const texts = code === undefined ? [text] : [text, code];
    const [words, codeVector] = await meter.stage('embed', signal, () =>
      embedder.embed(texts, 'query', signal),
    );
    const content = words && vectorText(padVector(words));
    const codeText = codeVector && vectorText(padVector(codeVector));
    const found = {
      ...(content !== undefined && { words: content }),
      ...(codeText !== undefined && { code: codeText }),
    };
    return Object.keys(found).length === 0 ? undefined : { embedder, texts: found };
  } catch (error) {
    if (!(error instanceof EmbedderFailure)) throw error;
    notes.push(`${error.message} Searched by words and names.`);
    return undefined;
  }
}

async function rerank(
  tools: SearchTools,
  query: { readonly text: string; readonly code: string | undefined },
  found: readonly Found[],
  notes: string[],
  signal: AbortSignal,
): Promise<{ readonly ranked: readonly Reranked<Found>[]; readonly reranker: Reranker }> {
  try {
    const ranked = await tools.meter.stage('rerank', signal, async () =>
      tools.reranker.rerank(query, found, signal),
    );
    return { ranked, reranker: tools.reranker };
  } catch (error) {
    if (!(error instanceof EmbedderFailure)) throw error;
    notes.push(`${error.message} Ordered by counted features.`);
    const { featureReranker } = tools;
    const ranked = await tools.meter.stage('rerank', signal, async () =>
      featureReranker.rerank(query, found, signal),
    );
    return { ranked, reranker: featureReranker };
  }
}

export function rowsOf({ id, version }: Embedder, { embedders }: EmbeddingStatusData): number {
  const rows = embedders.find((row) => row.embedder_id === id && row.embedder_version === version);
  return rows?.patterns ?? 0;
}

function asFound(pattern: StoredCandidate): Found {
  const { content, problem, code, fused } = pattern.parts;
  return {
    pattern,
    fused,
    similarity: {
      content: content?.similarity,
      problem: problem?.similarity,
      code: code?.similarity,
    },
  };
}

function hitOf(
  { candidate: { pattern }, score, features }: Reranked<Found>,
  text: string,
  statistics: TermStatistics,
): SearchHit {
  const { text: words, identifiers, content, problem, code, fused } = pattern.parts;
  return {
    kind: 'pattern',
    id: pattern.id,
    key: pattern.key,
    title: pattern.title,
    severity: pattern.severity,
    problem_type: pattern.problem_type,
    ...(pattern.code_type !== undefined && { code_type: pattern.code_type }),
    layers: pattern.layers,
    status: pattern.status,
    origin: pattern.origin,
    rule_ids: pattern.rule_ids,
    excerpt: excerptOf(text, [...pattern.symptoms, pattern.problem_description], statistics),
    applied_count: pattern.applied_count,
    successes: pattern.successes,
    failures: pattern.failures,
    score: Number(score.toFixed(4)),
    parts: {
      ...(words && { text: words }),
      ...(identifiers && { identifiers }),
      ...(content && { content }),
      ...(problem && { problem }),
      ...(code && { code }),
      fused,
      reranked: { score: Number(score.toFixed(4)), ...(features && { features }) },
    },
  };
}
