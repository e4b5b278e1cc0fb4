import { type VerifiedFix, verifiedFixesOfAll } from '../core/patterns/verifiedFixes.ts';
import {
  type KnownFinding,
  levelOf,
  type ReportedError,
  type ReportedFinding,
  type ReportedFix,
} from '../core/report/findingReport.ts';
import type { AnalyzedDocument } from '../core/rules/analyzer.ts';
import { EMPTY_BASELINE, filterBaseline, fingerprintsOf } from '../core/rules/baseline.ts';
import type { Finding } from '../core/rules/finding.ts';
import type { RootedProject } from './projects.ts';

export interface CheckOptions {
  readonly useBaseline: boolean;
  /** Fixes are tried on a copy, which costs a few more analyses; formats that show none go without. */
  readonly withFixes: boolean;
  readonly withFingerprints: boolean;
}

/** What is known of one file, as plain data that threads can hand over. */
export interface FileReport {
  readonly findings: readonly ReportedFinding[];
  readonly fingerprints: readonly string[];
  readonly known: readonly KnownFinding[];
  readonly errors: readonly ReportedError[];
  /** Something was wrong with the file, as opposed to left alone on purpose. */
  readonly failed: boolean;
  readonly checked: boolean;
  readonly statements: number;
  readonly suppressed: number;
  /** Baseline entries that nothing answers any more. */
  readonly stale: number;
}

const NOTHING: FileReport = {
  findings: [],
  fingerprints: [],
  known: [],
  errors: [],
  failed: false,
  checked: false,
  statements: 0,
  suppressed: 0,
  stale: 0,
};

/** A file that was left alone on purpose, with or without a word about it. */
export function skippedReport(error?: ReportedError): FileReport {
  return error ? { ...NOTHING, errors: [error] } : NOTHING;
}

export function failedReport(error: ReportedError): FileReport {
  return { ...NOTHING, errors: [error], failed: true };
}

/** @param shown how the file's path is printed */
export function reportOf(
  project: RootedProject,
  document: AnalyzedDocument,
  shown: string,
  options: CheckOptions,
): FileReport {
  const { analysis, input, lines } = document;
  const file = { path: input.path, text: input.text, lines, findings: analysis.findings };
  const baseline = (options.useBaseline ? project.files.baseline : undefined) ?? EMPTY_BASELINE;
  const verdict = filterBaseline(baseline, file);
  const isKnown = new Set(verdict.known);
  const names = options.withFingerprints ? fingerprintsOf(file) : [];
  const tried = options.withFixes ? verdict.fresh : [];
  const fixes = verifiedFixesOfAll(project.analyzer, document, tried);
  const findings: ReportedFinding[] = [];
  const fingerprints: string[] = [];
  const known: KnownFinding[] = [];
  for (const [index, finding] of analysis.findings.entries()) {
    const fingerprint = names[index] ?? '';
    if (isKnown.has(finding)) {
      known.push({ ...reported(finding, document, shown, []), fingerprint });
    } else {
      findings.push(reported(finding, document, shown, fixes.get(finding) ?? []));
      fingerprints.push(fingerprint);
    }
  }
  const skipped = analysis.skipped === undefined ? [] : [{ path: shown, message: analysis.skipped }];
  const unparsed = analysis.syntaxProblems.map(({ span, message }) => ({
    path: shown,
    message,
    range: lines.rangeOf(span),
  }));
  return {
    findings,
    fingerprints,
    known,
    errors: [...skipped, ...unparsed],
    failed: unparsed.length > 0,
    checked: true,
    statements: analysis.statementCount,
    suppressed: analysis.suppressedCount,
    stale: verdict.staleCount,
  };
}

function reported(
  finding: Finding,
  document: AnalyzedDocument,
  path: string,
  fixes: readonly VerifiedFix[],
): ReportedFinding {
  return {
    ruleId: finding.ruleId,
    severity: finding.severity,
    level: levelOf(finding.severity),
    message: finding.message,
    path,
    range: document.lines.rangeOf(finding.span),
    ...(finding.layer !== undefined && { layer: finding.layer }),
    origin: finding.origin,
    ...(finding.patternId !== undefined && { patternId: finding.patternId }),
    fixes: fixes.map((fix) => reportedFix(fix, document, path)),
  };
}

function reportedFix(
  { title, kind, preferred, edits, newFiles }: VerifiedFix,
  { lines, input }: AnalyzedDocument,
  path: string,
): ReportedFix {
  // The project's root as the path is shown: what stands before the part that both have.
  const root = path.endsWith(input.path) ? path.slice(0, path.length - input.path.length) : '';
  return {
    title,
    kind,
    preferred,
    edits: edits.map(({ span, newText }) => ({ range: lines.rangeOf(span), newText })),
    ...(newFiles && { newFiles: newFiles.map((file) => ({ path: root + file.path, text: file.text })) }),
  };
}
