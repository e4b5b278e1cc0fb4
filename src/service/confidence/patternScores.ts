import { z } from 'zod';
import type { ConfidenceScoreToRecord } from '../../store/functions/confidenceScores.ts';
import type { FoundOutcome } from './outcomes.ts';
import { uuidOf } from './scoreIds.ts';
import type { MadeChange } from './testRuns.ts';

/** What became of a pattern's fix, as editors and the command line write it down. */
const eventSchema = z.looseObject({
  id: z.string(),
  pattern_key: z.string().optional(),
  rule_name: z.string().optional(),
  event: z.string(),
  confidence: z.number().min(0).max(1).optional(),
  application_id: z.string().optional(),
  project: z.string().optional(),
  /** The user's tests held with the fix in place. */
  tested: z.boolean().optional(),
  happened_at: z.string().optional(),
});

/** Values of patterns are of one kind, whatever model wrote the patterns: they are fitted together. */
const FAMILY = 'patterns';
const TITLE_MAX = 200;

const ENDS: Readonly<Record<string, Omit<FoundOutcome, 'note'>>> = {
  kept: { method: 'user_accept', actual: 1 },
  undone: { method: 'user_revert', actual: 0 },
  failed: { method: 'automated_test', actual: 0 },
};

export interface PatternScores {
  readonly scores: readonly ConfidenceScoreToRecord[];
  readonly outcomes: readonly { readonly scoreId: string; readonly outcome: FoundOutcome }[];
  /** Of projects, which tests may say something of later. */
  readonly changes: readonly MadeChange[];
}

/** Fixes that were applied with a stated confidence as scores, and what is known of the end of such. */
export function patternScores(events: unknown): PatternScores {
  const read = z.array(z.unknown()).safeParse(events).data ?? [];
  const scores: ConfidenceScoreToRecord[] = [];
  const outcomes: { scoreId: string; outcome: FoundOutcome }[] = [];
  const changes: MadeChange[] = [];
  for (const each of read) {
    const event = eventSchema.safeParse(each).data;
    if (!event) continue;
    const { id, event: kind, confidence, application_id: applied } = event;
    if (kind === 'applied' && confidence !== undefined) {
      const scoreId = scoreIdOfFix(id);
      scores.push({
        id: scoreId,
        request_id: scoreId,
        request_type: 'pattern',
        method: 'heuristic',
        model_family: FAMILY,
        raw_confidence: confidence,
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

function endOf({ event: kind, tested }: z.infer<typeof eventSchema>): FoundOutcome | undefined {
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
  { project = '', happened_at: at }: z.infer<typeof eventSchema>,
): readonly MadeChange[] {
  const atMs = at === undefined ? Number.NaN : Date.parse(at);
  return project === '' || Number.isNaN(atMs) ? [] : [{ scoreId, project, atMs }];
}

function scoreIdOfFix(applicationId: string): string {
  return uuidOf(`score/fix/${applicationId}`);
}

function titleOf(event: z.infer<typeof eventSchema>): string {
  const { pattern_key: key = 'a pattern', rule_name: rule } = event;
  return (rule === undefined ? key : `${key} for ${rule}`).slice(0, TITLE_MAX);
}
