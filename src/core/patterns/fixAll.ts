import { type CancellationSignal, NEVER_CANCELLED } from '../cancellation.ts';
import type { AnalyzedDocument, Analyzer } from '../rules/analyzer.ts';
import type { Finding, FixProposal } from '../rules/finding.ts';
import { applyEdits, editsOverlap } from '../text/edits.ts';
import type { SpanEdit } from '../text/span.ts';
import { verifyFix } from './verifyFix.ts';

export interface FixAllResult {
  readonly text: string;
  /** Fixes applied, by rule. */
  readonly applied: ReadonlyMap<string, number>;
  readonly document: AnalyzedDocument;
}

/** Whether a finding of the given version of the text is to be fixed. */
export type WantedFinding = (finding: Finding, document: AnalyzedDocument) => boolean;

/** A fix may uncover the next one, seldom more than a few times; the bound keeps two rules from undoing each other for ever. */
const ROUNDS_MAX = 12;

/**
 * Applies `auto` fixes until none is left. Each round takes fixes that do not touch each other and keeps them only when
 * together they hold; otherwise they are tried one by one.
 *
 * @param wanted limits the rules, for instance to one
 */
export function fixAll(
  analyzer: Analyzer,
  document: AnalyzedDocument,
  wanted: WantedFinding = () => true,
  cancellation: CancellationSignal = NEVER_CANCELLED,
): FixAllResult {
  const applied = new Map<string, number>();
  let current = document;
  for (let round = 0; round < ROUNDS_MAX && !cancellation.isCancellationRequested; round++) {
    const next = fixRound(analyzer, current, wanted, cancellation, applied);
    if (!next) break;
    current = next;
  }
  return { text: current.input.text, applied, document: current };
}

interface Candidate {
  readonly finding: Finding;
  readonly fix: FixProposal;
}

function fixRound(
  analyzer: Analyzer,
  document: AnalyzedDocument,
  wanted: WantedFinding,
  cancellation: CancellationSignal,
  applied: Map<string, number>,
): AnalyzedDocument | undefined {
  const candidates = candidatesOf(document, wanted);
  if (candidates.length === 0) return undefined;
  const together = tryTogether(analyzer, document, candidates, cancellation);
  if (together) {
    for (const { finding } of candidates) count(applied, finding.ruleId);
    return together;
  }
  const holding = candidates.filter(
    ({ finding, fix }) => verifyFix(analyzer, document, finding, fix, cancellation).holds,
  );
  const joint = tryTogether(analyzer, document, holding, cancellation);
  if (joint) {
    for (const { finding } of holding) count(applied, finding.ruleId);
    return joint;
  }
  const first = holding[0];
  const verdict = first && verifyFix(analyzer, document, first.finding, first.fix, cancellation);
  if (!first || !verdict?.holds) return undefined;
  count(applied, first.finding.ruleId);
  return verdict.after;
}

/** The first `auto` fix of each finding, skipping those that touch an earlier one; they come again next round. */
function candidatesOf(document: AnalyzedDocument, wanted: WantedFinding): Candidate[] {
  const taken: SpanEdit[] = [];
  const candidates: Candidate[] = [];
  for (const finding of document.analysis.findings) {
    const fix = finding.fixes.find(({ kind }) => kind === 'auto');
    if (!fix || !wanted(finding, document) || editsOverlap(fix.edits, taken)) continue;
    taken.push(...fix.edits);
    candidates.push({ finding, fix });
  }
  return candidates;
}

function tryTogether(
  analyzer: Analyzer,
  document: AnalyzedDocument,
  candidates: readonly Candidate[],
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
  const before = countByRule(document);
  for (const { finding } of candidates) before.set(finding.ruleId, (before.get(finding.ruleId) ?? 0) - 1);
  for (const [ruleId, found] of countByRule(after)) {
    if (found > (before.get(ruleId) ?? 0)) return undefined;
  }
  return after;
}

function countByRule(document: AnalyzedDocument): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { ruleId } of document.analysis.findings) count(counts, ruleId);
  return counts;
}

function count(counts: Map<string, number>, ruleId: string): void {
  counts.set(ruleId, (counts.get(ruleId) ?? 0) + 1);
}
