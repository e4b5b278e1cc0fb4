/** What a score allows: apply by itself, adapt and ask, or start fresh and offer to learn. */
export type Advice = 'auto' | 'ask' | 'fresh';

/** Below this a pattern is a coincidence: better to start fresh. */
const ASK_SCORE_MIN = 0.6;
const AUTO_SCORE_MIN = 0.8;
/** The lower end of success that stands for "works": rarely worse than two in three. */
const AUTO_SUCCESS_LOWER_MIN = 0.6;
/** Fewer applications say nothing, however well they went. */
const AUTO_APPLICATIONS_MIN = 5;

export interface AdviceGrounds {
  readonly score: number;
  /** Lower end of the 90 % interval of success; absent when never tried. */
  readonly successLower?: number;
  readonly applied: number;
  /** The fix was tried on a copy: the finding goes, nothing new comes, the file parses. Absent when not tried yet. */
  readonly verification?: 'clean' | 'finding_stays' | 'new_findings' | 'parses_worse';
  /** The user's setting allows fixes that nobody asked for. */
  readonly allowed: boolean;
}

/** Applying unasked needs every one of its grounds; a middling score asks; a low one claims nothing. */
export function adviceFor(grounds: AdviceGrounds): Advice {
  const { score, successLower, applied, verification, allowed } = grounds;
  if (score < ASK_SCORE_MIN) return 'fresh';
  const proven =
    score >= AUTO_SCORE_MIN &&
    successLower !== undefined &&
    successLower >= AUTO_SUCCESS_LOWER_MIN &&
    applied >= AUTO_APPLICATIONS_MIN;
  return proven && verification === 'clean' && allowed ? 'auto' : 'ask';
}
