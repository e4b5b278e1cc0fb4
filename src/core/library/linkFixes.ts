import type { Advice } from '../confidence/applicationAdvice.ts';
import { stemsOf } from '../search/tokenize.ts';
import { trackRecordWords } from './trackRecord.ts';

/** What linking needs of a pattern that suits a finding. */
export interface LinkableMatch {
  readonly key: string;
  readonly title: string;
  readonly ruleIds: readonly string[];
  readonly confidence: number;
  readonly successes: number;
  readonly failures: number;
  readonly advice: Advice;
  readonly conflicts: readonly string[];
}

export interface LinkedFixes<Fix, Match> {
  /** The surest first; fixes of one pattern in the rule's order. */
  readonly fixes: readonly { readonly fix: Fix; readonly match: Match | undefined }[];
  /** Patterns that suit the finding and whose remedy no fix carries out, the surest first. */
  readonly pages: readonly Match[];
}

/**
 * Which pattern each fix of a rule's finding carries out. Patterns that name the rule carry its fixes; where several do,
 * the one whose title shares most words with the fix, else the surest.
 */
export function linkFixes<Fix extends { readonly title: string }, Match extends LinkableMatch>(
  ruleId: string,
  fixes: readonly Fix[],
  matches: readonly Match[],
): LinkedFixes<Fix, Match> {
  const carriers = matches.filter(({ ruleIds }) => ruleIds.includes(ruleId));
  const linked = fixes.map((fix) => ({ fix, match: carrierOf(fix, carriers) }));
  const carrying = new Set(linked.map(({ match }) => match));
  return {
    fixes: linked.sort((a, b) => (b.match?.confidence ?? 0) - (a.match?.confidence ?? 0)),
    pages: matches.filter((match) => !carrying.has(match) && match.advice !== 'fresh'),
  };
}

/** A fix's title with what became of its pattern so far. */
export function titleWithRecord(title: string, match: LinkableMatch | undefined): string {
  if (!match) return title;
  const conflicts = match.conflicts.length > 0 ? `conflicts with ${match.conflicts.join(', ')}` : undefined;
  return [title, trackRecordWords(match), conflicts].filter((part) => part !== undefined).join(' · ');
}

function carrierOf<Match extends LinkableMatch>(
  { title }: { readonly title: string },
  carriers: readonly Match[],
): Match | undefined {
  if (carriers.length < 2) return carriers[0];
  const words = new Set(stemsOf(title));
  let best: Match | undefined;
  let bestShared = -1;
  for (const carrier of carriers) {
    const shared = stemsOf(carrier.title).filter((word) => words.has(word)).length;
    if (shared > bestShared) {
      best = carrier;
      bestShared = shared;
    }
  }
  return best;
}
