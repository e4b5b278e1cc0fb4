import { z } from 'zod';
import { type GroupCounts, type GroupRate, groupRates } from '../../../core/confidence/groups/groupRates.ts';
import type { ConfidenceEvidence } from '../../../protocol/confidence.ts';
import { listRules } from '../../../store/functions/rules.ts';
import type { StoreTransport } from '../../../store/store.ts';
import { storeData } from '../storeData.ts';

/** How each of many that are alike fared before a change, the rarely tried leaning on all. */
export type RateOf = (key: string) => GroupRate;

/** Others beyond these change what all of them suggest by next to nothing. */
const PATTERNS_MAX = 500;
const RULES_MAX = 2_000;

const patternsSchema = z.object({
  patterns: z.array(
    z.object({
      key: z.string(),
      successes: z.number().default(0),
      failures: z.number().default(0),
    }),
  ),
});

type Store = Pick<StoreTransport, 'call'>;

/** Of patterns: applications that held, of those whose end is known. */
export async function patternCounts(store: Store): Promise<readonly GroupCounts[]> {
  const request = { order: 'applied', limit: PATTERNS_MAX, fields: ['key', 'successes', 'failures'] };
  const answer = await store.call('list_patterns', request);
  if (!answer.ok) throw new Error(answer.error.message);
  return patternsSchema.parse(answer.data).patterns.map(({ key, successes, failures }) => ({
    key,
    successes,
    trials: successes + failures,
  }));
}

/** Of rules: findings that were mended, of those that somebody did anything about. */
export async function ruleCounts(store: StoreTransport): Promise<readonly GroupCounts[]> {
  const { rules } = storeData(await listRules(store, { order: 'fired', limit: RULES_MAX }));
  return rules.map(({ name, fixed, dismissed, suppressed }) => ({
    key: name,
    successes: fixed,
    trials: fixed + dismissed + suppressed,
  }));
}

/**
 * Rates as they were before some trials that the counts hold by now: what is to be foretold must not be part of what
 * foretells it.
 */
export function ratesBefore(
  counts: readonly GroupCounts[],
  own: ReadonlyMap<string, { readonly successes: number; readonly trials: number }>,
): RateOf {
  const before = counts.map(({ key, successes, trials }) => {
    const { successes: won = 0, trials: tried = 0 } = own.get(key) ?? {};
    const left = Math.max(0, trials - tried);
    return { key, successes: Math.min(left, Math.max(0, successes - won)), trials: left };
  });
  const { groups } = groupRates([...before, { key: '', successes: 0, trials: 0 }]);
  const rates = new Map(groups.map((group) => [group.key, group]));
  // One that nobody has tried has what all of them suggest.
  const untried = groups.at(-1);
  return (key) => {
    const rate = rates.get(key) ?? untried;
    if (!rate) throw new Error('there is always the one that was never tried');
    return { ...rate, key };
  };
}

/** What the record of a group says of its next trial. */
export function recordEvidence(
  { successes, trials }: GroupRate,
  what: string,
): readonly ConfidenceEvidence[] {
  if (trials === 0) return [];
  const text = `${successes} of ${trials} ${what}.`;
  return [{ part: 'factual', kind: 'track_record', text, passed: successes, of: trials }];
}
