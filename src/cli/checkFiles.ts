import { verifiedFixes } from '../core/patterns/verifyFix.ts';
import type {
  CheckReport,
  KnownFinding,
  ReportedError,
  ReportedFinding,
  ReportedFix,
} from '../core/report/findingReport.ts';
import { levelOf } from '../core/report/findingReport.ts';
import type { AnalyzedDocument } from '../core/rules/analyzer.ts';
import { EMPTY_BASELINE, filterBaseline, fingerprintsOf } from '../core/rules/baseline.ts';
import type { Finding } from '../core/rules/finding.ts';
import type { Language } from '../core/rules/languages.ts';
import { plainReason, readSourceFileSync, type SourceFile } from '../engines/workspace/sourceFile.ts';
import type { WalkedFile } from '../engines/workspace/walkFiles.ts';
import type { Projects, RootedProject } from './projects.ts';

export interface CheckOptions {
  readonly useBaseline: boolean;
  /** Every fix is tried on a copy, which costs an analysis each; formats that show none go without. */
  readonly withFixes: boolean;
}

/**
 * Characters analysed per file to try out fixes. A file with so many findings that more would be needed keeps its
 * findings and goes without the remaining fixes.
 */
const FIX_TRIAL_CHARS_MAX = 60_000_000;

/** Collects what one run finds, file by file. */
export class Checker {
  readonly #projects: Projects;
  readonly #options: CheckOptions;
  readonly #started: number;
  readonly #now: () => number;
  readonly #findings: ReportedFinding[] = [];
  readonly #fingerprints: string[] = [];
  readonly #known: KnownFinding[] = [];
  readonly #errors: ReportedError[] = [];
  readonly #failedLanguages = new Set<Language>();
  /** Set when something was wrong with the input, as opposed to left alone on purpose. */
  #failed = false;
  #staleCount = 0;
  #fixesUntried = 0;
  #stats = { files: 0, statements: 0, suppressed: 0, baseline: 0 };

  constructor(projects: Projects, options: CheckOptions, now: () => number) {
    this.#projects = projects;
    this.#options = options;
    this.#now = now;
    this.#started = now();
  }

  get failed(): boolean {
    return this.#failed;
  }

  /** Baseline entries of checked files that nothing answers any more. */
  get staleCount(): number {
    return this.#staleCount;
  }

  /** Findings whose fixes were left out because trying them would have taken too long. */
  get fixesUntried(): number {
    return this.#fixesUntried;
  }

  problemsOf(project: RootedProject): void {
    for (const { path, line, message } of project.problems) {
      const start = { line, character: 0 };
      this.#error({ path: this.#projects.shown(project, path), message, range: { start, end: start } });
    }
  }

  async checkFile(project: RootedProject, file: WalkedFile): Promise<AnalyzedDocument | undefined> {
    if ('problem' in file) {
      this.#error({ path: this.#projects.shown(project, file.path), message: file.problem });
      return undefined;
    }
    const source = readSourceFileSync(file.absolutePath, project.limits.fileSizeMaxBytes);
    return this.checkSource(project, file.path, file.language, source);
  }

  async checkSource(
    project: RootedProject,
    path: string,
    language: Language,
    source: SourceFile,
  ): Promise<AnalyzedDocument | undefined> {
    const shown = this.#projects.shown(project, path);
    if (source.kind === 'unreadable') this.#error({ path: shown, message: source.reason });
    // A picture with a source file's name is nobody's mistake.
    if (source.kind === 'skipped' && !source.binary)
      this.#errors.push({ path: shown, message: source.reason });
    if (source.kind !== 'text') return undefined;
    const document = await this.#analyze(project, path, language, source.text, shown);
    if (document) this.#take(project, document, shown);
    return document;
  }

  report(): CheckReport {
    return {
      findings: this.#findings,
      fingerprints: this.#fingerprints,
      known: this.#known,
      errors: this.#errors,
      stats: { ...this.#stats, ms: Math.round(this.#now() - this.#started) },
    };
  }

  async #analyze(
    project: RootedProject,
    path: string,
    language: Language,
    text: string,
    shown: string,
  ): Promise<AnalyzedDocument | undefined> {
    if (this.#failedLanguages.has(language)) return undefined;
    try {
      await this.#projects.engines.prepare(language);
      return project.analyzer.analyze({ path, language, text });
    } catch (error) {
      if (!isMissingParser(error)) throw error;
      // The same would be said of each file of the language.
      this.#failedLanguages.add(language);
      this.#error({
        path: shown,
        message: `${language} is not checked: ${plainReason(error)}; see fixward doctor`,
      });
      return undefined;
    }
  }

  #take(project: RootedProject, document: AnalyzedDocument, shown: string): void {
    const { analysis, input, lines } = document;
    this.#stats.files++;
    this.#stats.statements += analysis.statementCount;
    this.#stats.suppressed += analysis.suppressedCount;
    if (analysis.skipped !== undefined) this.#errors.push({ path: shown, message: analysis.skipped });
    for (const { span, message } of analysis.syntaxProblems) {
      this.#error({ path: shown, message, range: lines.rangeOf(span) });
    }
    const file = { path: input.path, text: input.text, lines, findings: analysis.findings };
    const baseline = (this.#options.useBaseline ? project.files.baseline : undefined) ?? EMPTY_BASELINE;
    const verdict = filterBaseline(baseline, file);
    this.#stats.baseline += verdict.known.length;
    this.#staleCount += verdict.staleCount;
    if (analysis.findings.length === 0) return;
    const known = new Set(verdict.known);
    const fingerprints = fingerprintsOf(file);
    let trialsLeft = this.#options.withFixes ? FIX_TRIAL_CHARS_MAX : 0;
    for (const [index, finding] of analysis.findings.entries()) {
      const fingerprint = fingerprints[index] ?? '';
      if (known.has(finding)) {
        this.#known.push({ ...reported(finding, document, shown, []), fingerprint });
        continue;
      }
      const cost = finding.fixes.length * input.text.length;
      if (this.#options.withFixes && cost > trialsLeft) this.#fixesUntried++;
      const fixes = cost > 0 && cost <= trialsLeft ? fixesOf(project, document, finding) : [];
      trialsLeft -= cost;
      this.#findings.push(reported(finding, document, shown, fixes));
      this.#fingerprints.push(fingerprint);
    }
  }

  #error(error: ReportedError): void {
    this.#failed = true;
    this.#errors.push(error);
  }
}

function fixesOf(
  project: RootedProject,
  document: AnalyzedDocument,
  finding: Finding,
): readonly ReportedFix[] {
  return verifiedFixes(project.analyzer, document, finding).map(({ title, kind, preferred, edits }) => ({
    title,
    kind,
    preferred,
    edits: edits.map(({ span, newText }) => ({ range: document.lines.rangeOf(span), newText })),
  }));
}

function reported(
  finding: Finding,
  document: AnalyzedDocument,
  path: string,
  fixes: readonly ReportedFix[],
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
    fixes,
  };
}

/** A build without a parser for this platform, as opposed to a mistake in Fixward. */
function isMissingParser(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? error.code : undefined;
  return (
    error.message.startsWith('no grammar for') ||
    code === 'ERR_DLOPEN_FAILED' ||
    code === 'MODULE_NOT_FOUND' ||
    code === 'ENOENT'
  );
}
