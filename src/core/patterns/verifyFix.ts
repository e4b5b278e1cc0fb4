import { type CancellationSignal, NEVER_CANCELLED } from '../cancellation.ts';
import type { AnalyzedDocument, Analyzer } from '../rules/analyzer.ts';
import type { Finding, FixProposal } from '../rules/finding.ts';
import { applyEdits, editsOverlap } from '../text/edits.ts';
import type { Span, SpanEdit } from '../text/span.ts';
import { countByRule } from './verifyTogether.ts';

export type FixVerdict =
  | { readonly holds: true; readonly after: AnalyzedDocument }
  | { readonly holds: false; readonly reason: FixFailure };

export type FixFailure =
  | 'changes nothing'
  | 'edits overlap'
  | 'text does not parse'
  | 'finding is still there'
  | 'new finding appears'
  | 'new file does not hold'
  | 'cancelled';

/**
 * Applies a fix to a copy and checks that it would hold: the finding is gone, nothing new appears,
 * the text parses no worse, and there is nothing left at the place for a second application to change.
 */
export function verifyFix(
  analyzer: Analyzer,
  document: AnalyzedDocument,
  finding: Finding,
  fix: FixProposal,
  cancellation: CancellationSignal = NEVER_CANCELLED,
): FixVerdict {
  if (
    fix.edits.some((edit, index) => editsOverlap([edit], fix.edits.slice(index + 1)) && !isInsertion(edit))
  ) {
    return { holds: false, reason: 'edits overlap' };
  }
  const text = applyEdits(document.input.text, fix.edits);
  if (text === document.input.text) return { holds: false, reason: 'changes nothing' };
  const after = analyzer.analyze({ ...document.input, text }, document, cancellation);
  if (!after) return { holds: false, reason: 'cancelled' };
  if (after.analysis.syntaxErrorCount() > document.analysis.syntaxErrorCount()) {
    return { holds: false, reason: 'text does not parse' };
  }
  const before = countByRule(document.analysis.findings);
  const now = countByRule(after.analysis.findings);
  if ((now.get(finding.ruleId) ?? 0) >= (before.get(finding.ruleId) ?? 0)) {
    return { holds: false, reason: 'finding is still there' };
  }
  const place = mapSpan(finding.span, fix.edits);
  if (
    after.analysis.findings.some(
      ({ ruleId, span }) => ruleId === finding.ruleId && span.start === place.start && span.end === place.end,
    )
  ) {
    return { holds: false, reason: 'finding is still there' };
  }
  for (const [ruleId, count] of now) {
    const isNew = count > (before.get(ruleId) ?? 0);
    if (isNew && !(fix.kind === 'recipe' && isTolerable(after, ruleId))) {
      return { holds: false, reason: 'new finding appears' };
    }
  }
  return newFilesHold(analyzer, fix)
    ? { holds: true, after }
    : { holds: false, reason: 'new file does not hold' };
}

/** A recipe trades a grave finding for small ones, such as the trigger it makes; no grave one may take its place. */
function isTolerable({ analysis }: AnalyzedDocument, ruleId: string): boolean {
  return analysis.findings.every(
    (finding) => finding.ruleId !== ruleId || finding.severity === 'MEDIUM' || finding.severity === 'LOW',
  );
}

/** Scripts that a fix writes must parse and hold nothing critical. */
function newFilesHold(analyzer: Analyzer, { newFiles = [] }: FixProposal): boolean {
  return newFiles.every(({ path, text }) => {
    if (!path.endsWith('.sql')) return true;
    const made = analyzer.analyze({ path, text, language: 'sql' });
    return (
      made !== undefined &&
      made.analysis.syntaxErrorCount() === 0 &&
      made.analysis.findings.every(({ severity }) => severity !== 'CRITICAL')
    );
  });
}

function isInsertion(edit: SpanEdit): boolean {
  return edit.span.start === edit.span.end;
}

/** Where a span stands after edits: moved by what changed before it, stretched by what changed inside. */
export function mapSpan(span: Span, edits: readonly SpanEdit[]): Span {
  let start = span.start;
  let end = span.end;
  for (const { span: edited, newText } of edits) {
    const growth = newText.length - (edited.end - edited.start);
    if (edited.end <= span.start) start += growth;
    if (edited.end <= span.end) end += growth;
  }
  return { start, end };
}
