import { type CancellationSignal, NEVER_CANCELLED } from '../cancellation.ts';
import type { AnalyzedDocument, Analyzer } from '../rules/analyzer.ts';
import type { Finding, FixProposal } from '../rules/finding.ts';
import { editsOverlap } from '../text/edits.ts';
import type { SpanEdit } from '../text/span.ts';
import { holdingFixes } from './holdingFixes.ts';
import { type FixCandidate, verifyTogether } from './verifyTogether.ts';

export interface FixAllResult {
  readonly text: string;
  /** Fixes applied, by rule. */
  readonly applied: ReadonlyMap<string, number>;
  readonly document: AnalyzedDocument;
}

/** Whether a finding of the given version of the text is to be fixed. */
export type WantedFinding = (finding: Finding, document: AnalyzedDocument) => boolean;

/** Whether a fix that usually asks first may be applied without asking; never one with a doubt. */
export type ProvenFix = (finding: Finding, fix: FixProposal) => boolean;

/** A fix may uncover the next one, seldom more than a few times; the bound keeps two rules from undoing each other for ever. */
const ROUNDS_MAX = 12;

/**
 * Applies `auto` fixes until none is left. Each round takes fixes that do not touch each other and keeps those that hold.
 *
 * @param wanted limits the rules, for instance to one
 * @param proven lets fixes in that are not `auto`; never those of several steps
 */
export function fixAll(
  analyzer: Analyzer,
  document: AnalyzedDocument,
  wanted: WantedFinding = () => true,
  cancellation: CancellationSignal = NEVER_CANCELLED,
  proven: ProvenFix = () => false,
): FixAllResult {
  const applied = new Map<string, number>();
  let current = document;
  for (let round = 0; round < ROUNDS_MAX && !cancellation.isCancellationRequested; round++) {
    const next = fixRound(analyzer, current, { wanted, proven }, cancellation, applied);
    if (!next) break;
    current = next;
  }
  return { text: current.input.text, applied, document: current };
}

interface Choice {
  readonly wanted: WantedFinding;
  readonly proven: ProvenFix;
}

function fixRound(
  analyzer: Analyzer,
  document: AnalyzedDocument,
  choice: Choice,
  cancellation: CancellationSignal,
  applied: Map<string, number>,
): AnalyzedDocument | undefined {
  let group: readonly FixCandidate[] = candidatesOf(document, choice);
  let after = verifyTogether(analyzer, document, group, cancellation);
  if (!after) {
    group = holdingFixes(analyzer, document, group, cancellation);
    after = verifyTogether(analyzer, document, group, cancellation);
  }
  if (!after) {
    // Fixes that hold each for themselves may still not hold together; the first alone does.
    group = group.slice(0, 1);
    after = verifyTogether(analyzer, document, group, cancellation);
  }
  if (!after) return undefined;
  for (const { finding } of group) applied.set(finding.ruleId, (applied.get(finding.ruleId) ?? 0) + 1);
  return after;
}

/** The first `auto` or proven fix of each finding, skipping those that touch an earlier one; they come again next round. */
function candidatesOf(document: AnalyzedDocument, { wanted, proven }: Choice): FixCandidate[] {
  const taken: SpanEdit[] = [];
  const candidates: FixCandidate[] = [];
  for (const finding of document.analysis.findings) {
    const fix =
      finding.fixes.find(({ kind }) => kind === 'auto') ??
      finding.fixes.find(
        (other) => other.kind === 'suggest' && other.doubt === undefined && proven(finding, other),
      );
    if (!fix || !wanted(finding, document) || editsOverlap(fix.edits, taken)) continue;
    taken.push(...fix.edits);
    candidates.push({ finding, fix });
  }
  return candidates;
}
