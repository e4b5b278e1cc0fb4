import { z } from 'zod';
import type { GroupCounts } from '../../../core/confidence/groups/groupRates.ts';
import type { ConfidenceScoreToRecord } from '../../../store/functions/confidenceScores.ts';
import type { FoundOutcome } from '../outcomes.ts';
import { uuidOf } from '../scoreIds.ts';
import { ratesBefore, recordEvidence } from './trackRecords.ts';

const eventSchema = z.looseObject({
  id: z.string(),
  rule_name: z.string().min(1),
  event: z.enum(['fixed', 'dismissed', 'suppressed']),
  amount: z.number().int().min(1).default(1),
  happened_at: z.string().optional(),
});

type RuleEvent = z.infer<typeof eventSchema>;

/** Values of rules are of one kind, and fitted together. */
const FAMILY = 'rules';
const TITLE_MAX = 200;

const ENDS: Readonly<Record<RuleEvent['event'], FoundOutcome>> = {
  fixed: { method: 'user_accept', actual: 1, note: 'The finding was mended.' },
  dismissed: { method: 'user_revert', actual: 0, note: 'The finding was dismissed.' },
  suppressed: { method: 'user_revert', actual: 0, note: 'The finding was suppressed.' },
};

export interface EndedScores {
  readonly scores: readonly ConfidenceScoreToRecord[];
  readonly outcomes: readonly { readonly scoreId: string; readonly outcome: FoundOutcome }[];
}

/** What somebody did about findings: each was foretold by how findings of its rule fared before. */
export function ruleEvents(events: unknown): readonly RuleEvent[] {
  const read = z.array(z.unknown()).safeParse(events).data ?? [];
  return read.flatMap((each) => eventSchema.safeParse(each).data ?? []);
}

export function ruleScores(events: readonly RuleEvent[], counts: readonly GroupCounts[]): EndedScores {
  const own = new Map<string, { successes: number; trials: number }>();
  for (const { rule_name: rule, event, amount } of events) {
    const { successes, trials } = own.get(rule) ?? { successes: 0, trials: 0 };
    own.set(rule, { successes: successes + (event === 'fixed' ? amount : 0), trials: trials + amount });
  }
  const rateOf = ratesBefore(counts, own);
  const scored = events.map((event) => {
    const { id, rule_name: rule, happened_at: at } = event;
    const scoreId = uuidOf(`score/rule/${id}`);
    const rate = rateOf(rule);
    const score: ConfidenceScoreToRecord = {
      id: scoreId,
      request_id: scoreId,
      request_type: 'rule',
      method: 'heuristic',
      model_family: FAMILY,
      raw_confidence: rate.mean,
      title: rule.slice(0, TITLE_MAX),
      evidence: [
        ...recordEvidence(rate, 'findings of the rule that somebody did anything about were mended'),
      ],
      ...(at !== undefined && { created_at: at }),
    };
    return { score, outcome: { scoreId, outcome: ENDS[event.event] } };
  });
  return { scores: scored.map(({ score }) => score), outcomes: scored.map(({ outcome }) => outcome) };
}
