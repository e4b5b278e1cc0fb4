/** Window and tail that the method was published with; answers in an editor are mostly shorter. */
export const PUBLISHED_WINDOW_TOKENS = 2_048;

/** Below this a window's mean is the noise of its tokens. */
const WINDOW_TOKENS_MIN = 16;
/** Windows of an eighth of an answer: as many as show where it wavers, each long enough to mean something. */
const WINDOWS_PER_ANSWER = 8;

/**
 * Fixward's own window for an answer of so many tokens: an eighth of it, within bounds. The published window makes
 * tail, bottom and lowest group of a short answer the same number; this adaptation keeps them apart, and a score made
 * with it says so.
 */
export function windowTokensFor(tokens: number): number {
  return Math.min(
    PUBLISHED_WINDOW_TOKENS,
    Math.max(WINDOW_TOKENS_MIN, Math.round(tokens / WINDOWS_PER_ANSWER)),
  );
}
