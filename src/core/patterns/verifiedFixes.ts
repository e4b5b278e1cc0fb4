import { type CancellationSignal, NEVER_CANCELLED } from '../cancellation.ts';
import type { AnalyzedDocument, Analyzer } from '../rules/analyzer.ts';
import type { Finding, FixProposal } from '../rules/finding.ts';
import { editsOverlap } from '../text/edits.ts';
import { holdingFixes } from './holdingFixes.ts';
import { verifyFix } from './verifyFix.ts';
import type { FixCandidate } from './verifyTogether.ts';

/** A fix that holds; at most one of a finding's is preferred, and never one that takes several steps. */
export type VerifiedFix = FixProposal & { readonly preferred: boolean };

/** Fixes of one finding that hold, in the rule's order. */
export function verifiedFixes(
  analyzer: Analyzer,
  document: AnalyzedDocument,
  finding: Finding,
  cancellation: CancellationSignal = NEVER_CANCELLED,
): readonly VerifiedFix[] {
  return withPreference(
    resolvedFixes(analyzer, document, finding).filter(
      (fix) => verifyFix(analyzer, document, finding, fix, cancellation).holds,
    ),
  );
}

function resolvedFixes(
  analyzer: Analyzer,
  document: AnalyzedDocument,
  finding: Finding,
): readonly FixProposal[] {
  return finding.fixes.flatMap((fix) => analyzer.resolveFix(document, finding, fix) ?? []);
}

/** Fixes of many findings that hold, tried in groups that do not touch each other. */
export function verifiedFixesOfAll(
  analyzer: Analyzer,
  document: AnalyzedDocument,
  findings: readonly Finding[],
  cancellation: CancellationSignal = NEVER_CANCELLED,
): ReadonlyMap<Finding, readonly VerifiedFix[]> {
  const holding = new Set<FixProposal>();
  const resolved = new Map(
    findings.map((finding) => [finding, resolvedFixes(analyzer, document, finding)] as const),
  );
  for (const group of groupsOf(resolved)) {
    for (const { fix } of holdingFixes(analyzer, document, group, cancellation)) holding.add(fix);
  }
  return new Map(
    [...resolved].map(([finding, fixes]) => [
      finding,
      withPreference(fixes.filter((fix) => holding.has(fix))),
    ]),
  );
}

/** First choices of all findings, then second ones, each split so that edits within a group do not touch. */
function groupsOf(
  resolved: ReadonlyMap<Finding, readonly FixProposal[]>,
): readonly (readonly FixCandidate[])[] {
  const groups: FixCandidate[][] = [];
  const choices = Math.max(0, ...[...resolved.values()].map((fixes) => fixes.length));
  for (let choice = 0; choice < choices; choice++) {
    const own: FixCandidate[][] = [];
    for (const [finding, fixes] of resolved) {
      const fix = fixes[choice];
      if (!fix) continue;
      if (fix.kind === 'recipe') {
        // Its files are looked at as well, and it may bring small findings: it is tried by itself.
        groups.push([{ finding, fix }]);
        continue;
      }
      const free = own.find((group) => !group.some((other) => editsOverlap(other.fix.edits, fix.edits)));
      if (free) free.push({ finding, fix });
      else own.push([{ finding, fix }]);
    }
    groups.push(...own);
  }
  return groups;
}

function withPreference(fixes: readonly FixProposal[]): readonly VerifiedFix[] {
  const preferred = fixes.find(({ kind }) => kind !== 'recipe');
  return fixes.map((fix) => ({ ...fix, preferred: fix === preferred }));
}
