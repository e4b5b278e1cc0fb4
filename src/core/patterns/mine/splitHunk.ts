import type { Language } from '../../rules/languages.ts';
import { codeTokens } from './codeTokens.ts';
import type { Hunk } from './historySource.ts';

/** Lines less alike than this do not belong together one by one. */
const LIKENESS_MIN = 0.4;

/** Neighbouring lines that were each edited by themselves, one hunk each; otherwise the hunk as it is. */
export function splitHunk(hunk: Hunk, language: Language): readonly Hunk[] {
  const { before, after, beforeLine, afterLine } = hunk;
  if (before.length < 2 || before.length !== after.length) return [hunk];
  const pairs = before.map((line, index) => [line, after[index] ?? ''] as const);
  if (!pairs.every(([left, right]) => likeness(left, right, language) >= LIKENESS_MIN)) return [hunk];
  return pairs.map(([left, right], index) => ({
    beforeLine: beforeLine + index,
    before: [left],
    afterLine: afterLine + index,
    after: [right],
  }));
}

/** Share of tokens that both lines have. */
function likeness(left: string, right: string, language: Language): number {
  const [a, b] = [codeTokens(left, language), codeTokens(right, language)];
  if (a.length === 0 || b.length === 0) return 0;
  const rest = [...b];
  let shared = 0;
  for (const token of a) {
    const at = rest.indexOf(token);
    if (at < 0) continue;
    rest.splice(at, 1);
    shared++;
  }
  return (2 * shared) / (a.length + b.length);
}
