import type { ConfidenceBadge } from '../../src/protocol/confidence.ts';
import type { ConfidenceTarget, StoredEvent } from '../../src/protocol/consult.ts';

/** Badges by what they belong to. */
export type Scores = ReadonlyMap<string, ConfidenceBadge>;

export function scoreKey(target: ConfidenceTarget): string {
  return target.kind === 'answer' ? `answer ${target.position}` : `proposal ${target.proposalId}`;
}

/** The newest badge of each answer and proposal: an answer is told before it is scored. */
export function scoresOf(events: readonly StoredEvent[]): Scores {
  const scores = new Map<string, ConfidenceBadge>();
  for (const { event, position } of events) {
    if (event.kind === 'confidence') scores.set(scoreKey(event.target), event.badge);
    else if (event.kind === 'answer' && event.confidence)
      scores.set(scoreKey({ kind: 'answer', position }), event.confidence);
    else if (event.kind === 'proposal' && event.proposal.confidence)
      scores.set(scoreKey({ kind: 'proposal', proposalId: event.proposal.id }), event.proposal.confidence);
  }
  return scores;
}
