import type { CheckReport, ReportedError } from '../core/report/findingReport.ts';
import type { AnalyzedDocument } from '../core/rules/analyzer.ts';
import type { Language } from '../core/rules/languages.ts';
import { plainReason, type SourceFile } from '../engines/workspace/sourceFile.ts';
import type { WalkedFile } from '../engines/workspace/walkFiles.ts';
import { type CheckOptions, type FileReport, failedReport, reportOf, skippedReport } from './fileReport.ts';
import type { FinalSchemas } from './finalSchema.ts';
import type { Projects, RootedProject } from './projects.ts';

/** Checks single files of a run; stateless but for the parsers it has seen missing. */
export class FileChecker {
  readonly #projects: Projects;
  readonly #options: CheckOptions;
  readonly #finalSchemas: FinalSchemas | undefined;
  readonly #missingLanguages = new Set<Language>();

  constructor(projects: Projects, options: CheckOptions, finalSchemas?: FinalSchemas) {
    this.#projects = projects;
    this.#options = options;
    this.#finalSchemas = finalSchemas;
  }

  checkFile(
    project: RootedProject,
    file: WalkedFile,
    seen?: (document: AnalyzedDocument) => void,
  ): Promise<FileReport> {
    if ('problem' in file) {
      const path = this.#projects.shown(project, file.path);
      return Promise.resolve(failedReport({ path, message: file.problem }));
    }
    const source = project.readSync(file.path);
    return this.checkSource(project, file.path, file.language, source, seen);
  }

  /** @param seen is handed the analysis itself */
  async checkSource(
    project: RootedProject,
    path: string,
    language: Language,
    source: SourceFile,
    seen?: (document: AnalyzedDocument) => void,
  ): Promise<FileReport> {
    const shown = this.#projects.shown(project, path);
    if (source.kind === 'unreadable') return failedReport({ path: shown, message: source.reason });
    // A picture with a source file's name is nobody's mistake.
    if (source.kind === 'skipped')
      return skippedReport(source.binary ? undefined : { path: shown, message: source.reason });
    if (this.#missingLanguages.has(language)) return skippedReport();
    try {
      await this.#projects.engines.prepare(language);
      const analyzed = project.analyzer.analyze({ path, language, text: source.text });
      if (!analyzed) return skippedReport();
      const document = this.#finalSchemas?.joined(project, analyzed) ?? analyzed;
      seen?.(document);
      return reportOf(project, document, shown, this.#options);
    } catch (error) {
      if (!isMissingParser(error)) throw error;
      // The same would be said of each file of the language.
      this.#missingLanguages.add(language);
      return failedReport({
        path: shown,
        message: `${language} is not checked: ${plainReason(error)}; see fixward doctor`,
      });
    }
  }
}

/** The reports of one run's files, joined in the order of the files. */
export class Run {
  readonly #started: number;
  readonly #now: () => number;
  readonly #problems: ReportedError[] = [];
  readonly #files: FileReport[] = [];

  constructor(now: () => number) {
    this.#now = now;
    this.#started = now();
  }

  addProblems(projects: Projects, project: RootedProject): void {
    for (const { path, line, message } of project.problems) {
      const start = { line, character: 0 };
      this.#problems.push({ path: projects.shown(project, path), message, range: { start, end: start } });
    }
  }

  add(...reports: readonly FileReport[]): void {
    for (const report of reports) this.#files.push(report);
  }

  get failed(): boolean {
    return this.#problems.length > 0 || this.#files.some(({ failed }) => failed);
  }

  get staleCount(): number {
    return sum(this.#files, ({ stale }) => stale);
  }

  report(): CheckReport {
    const files = this.#files;
    return {
      findings: files.flatMap(({ findings }) => findings),
      fingerprints: files.flatMap(({ fingerprints }) => fingerprints),
      known: files.flatMap(({ known }) => known),
      errors: [...this.#problems, ...files.flatMap(({ errors }) => errors)],
      stats: {
        files: sum(files, ({ checked }) => Number(checked)),
        statements: sum(files, ({ statements }) => statements),
        ms: Math.round(this.#now() - this.#started),
        suppressed: sum(files, ({ suppressed }) => suppressed),
        baseline: sum(files, ({ known }) => known.length),
      },
    };
  }
}

function sum<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
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
