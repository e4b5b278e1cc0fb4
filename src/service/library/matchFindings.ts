import { z } from 'zod';
import { empiricalPrior } from '../../core/confidence/empiricalPrior.ts';
import { type SuccessPrior, UNIFORM_PRIOR } from '../../core/confidence/successPosterior.ts';
import {
  candidateOf,
  type MatchCandidate,
  type RankedMatch,
  RULE_MATCH_SIMILARITY,
  rankMatches,
} from '../../core/library/matchPatterns.ts';
import type { MatchResult, PatternMatch, SearchHit } from '../../protocol/service.ts';
import { storeData } from '../search/storeData.ts';
import { getPatterns, scoped, type WorkspaceScope } from './readStore.ts';

export const matchParamsSchema = z.strictObject({
  findings: z
    .array(
      z.strictObject({
        ruleId: z.string().min(1).max(200),
        message: z.string(),
        language: z.string().exactOptional(),
        layer: z.int().min(1).max(7).exactOptional(),
        workflows: z.array(z.string()).exactOptional(),
        path: z.string().exactOptional(),
        code: z.string().exactOptional(),
      }),
    )
    .max(500),
  limit: z.int().min(1).max(50).default(3),
  mode: z.enum(['sound', 'seed']).default('sound'),
  autoApply: z.boolean().default(false),
  verification: z.enum(['clean', 'finding_stays', 'new_findings', 'parses_worse']).exactOptional(),
  workspaceId: z.uuid().exactOptional(),
});
export type ParsedMatch = z.infer<typeof matchParamsSchema>;
type Finding = ParsedMatch['findings'][number];

/** Finds patterns by words and code, where no pattern names the rule; absent where no search is at hand. */
export type FindByText = (query: string, code: string | undefined) => Promise<readonly SearchHit[]>;

/** Searches of one request; a finding beyond them has only the patterns that name its rule. */
const SEARCHES_MAX = 10;
/** Applications looked at for conflicts; what lies further back is not in the file any more. */
const RECENT_APPLICATIONS = 50;

const countsPage = z.object({
  patterns: z.array(z.object({ successes: z.number().default(0), failures: z.number().default(0) })),
});

/** Which patterns mend the findings, best first: those that name the rule, else those that a search finds. */
export async function matchFindings(
  scope: WorkspaceScope,
  params: ParsedMatch,
  prior: SuccessPrior,
  findByText: FindByText | undefined,
): Promise<MatchResult> {
  const ruleIds = [...new Set(params.findings.map(({ ruleId }) => ruleId))];
  const known =
    ruleIds.length === 0 ? [] : await getPatterns(scope, { rule_ids: ruleIds, statuses: ['active'] });
  let searches = 0;
  const ranked: (readonly RankedMatch[])[] = [];
  for (const finding of params.findings) {
    let candidates = known
      .filter(({ content }) => content.rule_ids.includes(finding.ruleId))
      .map((pattern) => candidateOf(pattern.id, pattern.content, RULE_MATCH_SIMILARITY, pattern));
    if (candidates.length === 0 && findByText && searches < SEARCHES_MAX) {
      searches++;
      candidates = await searched(scope, finding, findByText);
    }
    const { mode, limit, autoApply, verification } = params;
    ranked.push(
      rankMatches(plain(finding), candidates, {
        mode,
        limit,
        autoApply,
        prior,
        ...(verification !== undefined && { verification }),
      }),
    );
  }
  const conflicts = await conflictsOf(scope, ranked.flat(), params.findings);
  return {
    matches: ranked.map((list, index) =>
      list.map((match) => answered(match, conflicts(match.candidate.id, params.findings[index]?.path))),
    ),
  };
}

async function searched(
  scope: WorkspaceScope,
  finding: Finding,
  findByText: FindByText,
): Promise<MatchCandidate[]> {
  const hits = await findByText(`${finding.ruleId.replaceAll('-', ' ')} ${finding.message}`, finding.code);
  const patterns = await getPatterns(scope, { ids: hits.map(({ id }) => id) });
  return hits.flatMap((hit) => {
    const pattern = patterns.find(({ id, status }) => id === hit.id && status === 'active');
    const { content, problem, code } = hit.parts;
    // Words alone say that a text is near, not how near: an unmeasured likeness counts as even odds at best.
    const likeness = [content, problem, code].flatMap((part) => (part ? [part.similarity] : []));
    const similarity = likeness.length > 0 ? Math.min(RULE_MATCH_SIMILARITY, Math.max(...likeness)) : 0.5;
    return pattern ? [candidateOf(pattern.id, pattern.content, similarity, pattern)] : [];
  });
}

/** What the patterns most often applied suggest of one that was not. */
export async function libraryPrior(scope: WorkspaceScope): Promise<SuccessPrior> {
  const { patterns } = await storeData(
    scope.store,
    'list_patterns',
    scoped(scope, { order: 'applied', limit: 200, fields: ['successes', 'failures'] }),
    countsPage,
    scope.signal,
  );
  const tried = patterns.filter(({ successes, failures }) => successes + failures > 0);
  if (tried.length === 0) return UNIFORM_PRIOR;
  return empiricalPrior(
    tried.map(({ successes, failures }) => ({ successes, trials: successes + failures })),
  );
}

/** Keys of patterns that conflict with one and were applied to the same file. */
async function conflictsOf(
  scope: WorkspaceScope,
  matches: readonly RankedMatch[],
  findings: readonly Finding[],
): Promise<(id: string, path: string | undefined) => readonly string[]> {
  const ids = [...new Set(matches.map(({ candidate: { id } }) => id))];
  const paths = new Set(findings.flatMap(({ path }) => path ?? []));
  if (ids.length === 0 || paths.size === 0) return () => [];
  const named = z.object({ id: z.string(), key: z.string() });
  const { relations } = await storeData(
    scope.store,
    'list_relations',
    scoped(scope, { kinds: ['conflicts'], pattern_ids: ids }),
    z.object({ relations: z.array(z.object({ from: named, to: named })) }),
    scope.signal,
  );
  if (relations.length === 0) return () => [];
  const others = [...new Set(relations.flatMap(({ from, to }) => [from.id, to.id]))];
  const applied = await appliedPaths(scope, others);
  return (id, path) =>
    relations.flatMap(({ from, to }) => {
      const other = from.id === id ? to : to.id === id ? from : undefined;
      return other && path !== undefined && applied.get(other.id)?.has(path) ? [other.key] : [];
    });
}

async function appliedPaths(
  scope: WorkspaceScope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const event = z.object({
    id: z.string(),
    event: z.string(),
    path: z.string().nullish(),
    application_id: z.string().nullish(),
  });
  const { records } = await storeData(
    scope.store,
    'pattern_track_records',
    scoped(scope, { ids, recent: RECENT_APPLICATIONS }),
    z.object({ records: z.array(z.object({ id: z.string(), recent: z.array(event).default([]) })) }),
    scope.signal,
  );
  return new Map(
    records.map(({ id, recent }) => {
      const undone = new Set(
        recent.flatMap((one) => (one.event === 'undone' ? (one.application_id ?? []) : [])),
      );
      const standing = recent.filter((one) => one.event === 'applied' && !undone.has(one.id));
      return [id, new Set(standing.flatMap(({ path }) => path ?? []))];
    }),
  );
}

function plain({ ruleId, language, layer, workflows, path }: Finding): Parameters<typeof rankMatches>[0] {
  return {
    ruleId,
    ...(language !== undefined && { language }),
    ...(layer !== undefined && { layer }),
    ...(workflows !== undefined && { workflows }),
    ...(path !== undefined && { path }),
  };
}

function answered(
  { candidate, confidence, method, successLower, advice }: RankedMatch,
  conflicts: readonly string[],
): PatternMatch {
  return {
    patternId: candidate.id,
    key: candidate.key,
    title: candidate.title,
    ruleIds: candidate.rule_ids,
    confidence,
    method,
    ...(successLower !== undefined && { successLower }),
    successes: candidate.successes,
    failures: candidate.failures,
    applied: candidate.applied_count,
    advice,
    similarity: candidate.similarity,
    conflicts,
  };
}
