import type { CancellationSignal } from '../cancellation.ts';
import type { AnalyzedDocument, Analyzer } from '../rules/analyzer.ts';
import { verifyFix } from './verifyFix.ts';
import { type FixCandidate, verifyTogether } from './verifyTogether.ts';

/**
 * Those of a group of fixes that hold; edits within the group must not touch. The group is tried together first, so that
 * fifty fixes need one check and not fifty; a group that fails is tried again in halves.
 */
export function holdingFixes(
  analyzer: Analyzer,
  document: AnalyzedDocument,
  group: readonly FixCandidate[],
  cancellation: CancellationSignal,
): readonly FixCandidate[] {
  const [only] = group;
  if (!only || cancellation.isCancellationRequested) return [];
  if (group.length === 1) {
    return verifyFix(analyzer, document, only.finding, only.fix, cancellation).holds ? group : [];
  }
  if (verifyTogether(analyzer, document, group, cancellation)) return group;
  const half = group.length >> 1;
  return [group.slice(0, half), group.slice(half)].flatMap((part) =>
    holdingFixes(analyzer, document, part, cancellation),
  );
}
