import { z } from 'zod';
import type { ConfidenceScoreToRecord } from '../../store/functions/confidenceScores.ts';
import type { FoundOutcome } from './outcomes.ts';
import type { EndedScores } from './records/ruleScores.ts';
import { type RateOf, recordEvidence } from './records/trackRecords.ts';
import { uuidOf } from './scoreIds.ts';
import type { MadeChange } from './testRuns.ts';

/** What became of a pattern's fix, as editors and the command line write it down. */
const eventSchema = z.looseObject({
  id: z.string(),
  pattern_key: z.string().optional(),
  rule_name: z.string().optional(),
  event: z.string(),
  verification: z.string().optional(),
  confidence: z.number().min(0).max(1).optional(),
  application_id: z.string().optional(),
  project: z.string().optional(),
  /** The user's tests held with the fix in place. */
  tested: z.boolean().optional(),
  happened_at: z.string().optional(),
});

/** Values of patterns are of one kind, whatever model wrote the patterns: they are fitted together. */
const FAMILY = 'patterns';
/** What a pattern's record alone says is another value, and fitted by itself. */
const RECORD_FAMILY = 'pattern records';
const TITLE_MAX = 200;

const ENDS: Readonly<Record<string, Omit<FoundOutcome, 'note'>>> = {
  kept: { method: 'user_accept', actual: 1 },
  undone: { method: 'user_revert', actual: 0 },
  failed: { method: 'automated_test', actual: 0 },
};

type ApplicationEvent = z.infer<typeof eventSchema>;

export interface PatternScores extends EndedScores {
  /** Of projects, which tests may say something of later. */
  readonly changes: readonly MadeChange[];
}

/** Fixes were applied of which nobody stated how sure it was: only their patterns' records can say. */
export function needRecords(events: unknown): boolean {
  return readEvents(events).some(isUnstated);
}

function isUnstated({ event, confidence, pattern_key: key }: ApplicationEvent): boolean {
  return event === 'applied' && confidence === undefined && key !== undefined;
}

function readEvents(events: unknown): readonly ApplicationEvent[] {
  const read = z.array(z.unknown()).safeParse(events).data ?? [];
  return read.flatMap((each) => eventSchema.safeParse(each).data ?? []);
}

/** What the events themselves have added to their patterns' records. */
export function ownTrials(
  events: unknown,
): ReadonlyMap<string, { readonly successes: number; readonly trials: number }> {
  const read = readEvents(events);
  const own = new Map<string, { successes: number; trials: number }>();
  for (const { id, event, verification, pattern_key: key } of read) {
    if (event !== 'applied' || key === undefined) continue;
    const end = read.find(({ application_id: of, event: kind }) => of === id && Object.hasOwn(ENDS, kind));
    if (!end && verification === undefined) continue;
    const isGood = end ? end.event === 'kept' : verification === 'clean';
    const { successes, trials } = own.get(key) ?? { successes: 0, trials: 0 };
    own.set(key, { successes: successes + (isGood ? 1 : 0), trials: trials + 1 });
  }
  return own;
}

/**
 * Fixes that were applied as scores, and what is known of the end of such: by the confidence stated when each was offered,
 * else by how its pattern fared before.
 */
export function patternScores(events: unknown, rateOf?: RateOf): PatternScores {
  const scores: ConfidenceScoreToRecord[] = [];
  const outcomes: { scoreId: string; outcome: FoundOutcome }[] = [];
  const changes: MadeChange[] = [];
  for (const event of readEvents(events)) {
    const { id, application_id: applied } = event;
    const value = statedOrKnown(event, rateOf);
    if (value) {
      const scoreId = scoreIdOfFix(id);
      scores.push({
        id: scoreId,
        request_id: scoreId,
        request_type: 'pattern',
        method: 'heuristic',
        ...value,
        title: titleOf(event),
        ...(event.happened_at !== undefined && { created_at: event.happened_at }),
      });
      changes.push(...changeOf(scoreId, event));
    }
    const end = endOf(event);
    if (end && applied !== undefined) outcomes.push({ scoreId: scoreIdOfFix(applied), outcome: end });
  }
  return { scores, outcomes, changes };
}

function statedOrKnown(
  event: ApplicationEvent,
  rateOf: RateOf | undefined,
): Pick<ConfidenceScoreToRecord, 'model_family' | 'raw_confidence' | 'evidence'> | undefined {
  const { event: kind, confidence, pattern_key: key } = event;
  if (kind !== 'applied') return undefined;
  if (confidence !== undefined) return { model_family: FAMILY, raw_confidence: confidence };
  if (!rateOf || key === undefined) return undefined;
  const rate = rateOf(key);
  const evidence = [...recordEvidence(rate, 'applications of the pattern whose end is known held')];
  return { model_family: RECORD_FAMILY, raw_confidence: rate.mean, evidence };
}

function endOf({ event: kind, tested }: ApplicationEvent): FoundOutcome | undefined {
  if (kind === 'kept' && tested) {
    return { method: 'automated_test', actual: 1, note: 'The tests held with the fix in place.' };
  }
  if (kind === 'failed' && tested) {
    return { method: 'automated_test', actual: 0, note: 'The tests failed with the fix in place.' };
  }
  const end = Object.hasOwn(ENDS, kind) ? ENDS[kind] : undefined;
  return end && { ...end, note: `The fix was ${kind === 'failed' ? 'no fix' : kind}.` };
}

function changeOf(
  scoreId: string,
  { project = '', happened_at: at }: ApplicationEvent,
): readonly MadeChange[] {
  const atMs = at === undefined ? Number.NaN : Date.parse(at);
  return project === '' || Number.isNaN(atMs) ? [] : [{ scoreId, project, atMs }];
}

function scoreIdOfFix(applicationId: string): string {
  return uuidOf(`score/fix/${applicationId}`);
}

function titleOf(event: ApplicationEvent): string {
  const { pattern_key: key = 'a pattern', rule_name: rule } = event;
  return (rule === undefined ? key : `${key} for ${rule}`).slice(0, TITLE_MAX);
}
