import type { CancellationSignal } from '../../core/cancellation.ts';
import type { VerifiedFix } from '../../core/patterns/verifiedFixes.ts';
import { countByRule } from '../../core/patterns/verifyTogether.ts';
import type { AnalyzedDocument, Analyzer } from '../../core/rules/analyzer.ts';
import type { Finding, FixProposal } from '../../core/rules/finding.ts';
import { applyEdits } from '../../core/text/edits.ts';

/** Remedies of a finding of the final schema: the file parses no worse with them and nothing new is found in its text. */
export function schemaFixes(
  analyzer: Analyzer,
  document: AnalyzedDocument,
  { fixes }: Finding,
  cancellation: CancellationSignal,
): readonly VerifiedFix[] {
  const holding = fixes.filter((fix) => holds(analyzer, document, fix, cancellation));
  const preferred = holding.find(({ kind }) => kind !== 'recipe');
  return holding.map((fix) => ({ ...fix, preferred: fix === preferred }));
}

function holds(
  analyzer: Analyzer,
  document: AnalyzedDocument,
  { edits, newFiles = [] }: FixProposal,
  cancellation: CancellationSignal,
): boolean {
  if (edits.length === 0) return newFiles.length > 0;
  const text = applyEdits(document.input.text, edits);
  const after = analyzer.analyze({ ...document.input, text }, document, cancellation);
  if (!after || after.analysis.syntaxErrorCount() > document.analysis.syntaxErrorCount()) return false;
  const before = countByRule(document.analysis.findings);
  return [...countByRule(after.analysis.findings)].every(
    ([ruleId, count]) => count <= (before.get(ruleId) ?? 0),
  );
}
