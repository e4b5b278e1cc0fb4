import type { CancellationSignal } from '../cancellation.ts';
import type { AnalyzedDocument, Analyzer } from '../rules/analyzer.ts';
import type { Finding, FixProposal } from '../rules/finding.ts';
import { applyEdits } from '../text/edits.ts';

export interface FixCandidate {
  readonly finding: Finding;
  readonly fix: FixProposal;
}

/**
 * The text after several fixes that do not touch each other, when they hold together: every finding is gone, nothing new
 * appears, the text parses no worse. One check instead of one for each.
 */
export function verifyTogether(
  analyzer: Analyzer,
  document: AnalyzedDocument,
  candidates: readonly FixCandidate[],
  cancellation: CancellationSignal,
): AnalyzedDocument | undefined {
  if (candidates.length === 0) return undefined;
  const text = applyEdits(
    document.input.text,
    candidates.flatMap(({ fix }) => fix.edits),
  );
  if (text === document.input.text) return undefined;
  const after = analyzer.analyze({ ...document.input, text }, document, cancellation);
  if (!after || after.analysis.syntaxErrorCount() > document.analysis.syntaxErrorCount()) return undefined;
  const allowed = countByRule(document.analysis.findings);
  for (const { finding } of candidates) allowed.set(finding.ruleId, (allowed.get(finding.ruleId) ?? 0) - 1);
  for (const [ruleId, found] of countByRule(after.analysis.findings)) {
    if (found > (allowed.get(ruleId) ?? 0)) return undefined;
  }
  return after;
}

export function countByRule(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { ruleId } of findings) counts.set(ruleId, (counts.get(ruleId) ?? 0) + 1);
  return counts;
}
