import type { CancellationSignal } from '../core/cancellation.ts';
import type { FilePattern } from '../core/library/parsePatternFile.ts';
import type { MigrationHistory } from '../core/migrations/migration.ts';
import type { AnalyzedDocument, Analyzer } from '../core/rules/analyzer.ts';
import type { Finding } from '../core/rules/finding.ts';
import type { Language } from '../core/rules/languages.ts';
import type { SchemaSettings } from '../core/schema/schemaRule.ts';

export interface ConfigProblem {
  /** Workspace-relative path. */
  readonly path: string;
  /** 0-based. */
  readonly line: number;
  readonly message: string;
}

/** One workspace folder with its rules in force. */
export interface LoadedProject {
  /** Absolute folder without a trailing slash; undefined for documents outside every folder. */
  readonly root: string | undefined;
  readonly analyzer: Analyzer;
  /** Loads the parser of a language; to be awaited before analysing. */
  readonly prepare: (language: Language) => Promise<void>;
  readonly problems: readonly ConfigProblem[];
  /** Patterns of the folder's own files. */
  readonly patterns: readonly FilePattern[];
  /** Findings that the workspace baseline does not know. */
  readonly fresh: (document: AnalyzedDocument) => readonly Finding[];
  /** Workspace-relative path of the configuration in force; undefined when the defaults are. */
  readonly configFile: string | undefined;
  /** Workspace-relative paths of all files that are neither ignored nor binary. */
  readonly walk: (cancellation: CancellationSignal) => AsyncIterable<string>;
  /** Text of a file, or why Fixward does not read it. */
  readonly read: (path: string) => Promise<{ readonly text: string } | { readonly reason: string }>;
  /** Migration folders as they are on disk, each in the order its tool runs it. */
  readonly histories: () => Promise<readonly MigrationHistory[]>;
  /** What the project says about the database that a folder's migrations make. */
  readonly schemaSettings: (history: MigrationHistory) => SchemaSettings;
  readonly proposeConfig: (
    cancellation: CancellationSignal,
  ) => Promise<{ readonly yaml: string; readonly summary: readonly string[] }>;
  /** Writes the findings of all files as the new baseline and returns the file's absolute path. */
  readonly writeBaseline: (documents: readonly AnalyzedDocument[]) => Promise<string>;
}

export type LoadProject = (root: string | undefined) => Promise<LoadedProject>;

/** The projects of one server, loaded when first needed and again when their configuration changes. */
export class Projects {
  readonly #load: () => LoadProject;
  readonly #loaded = new Map<string, Promise<LoadedProject>>();
  #roots: readonly string[] = [];

  constructor(load: () => LoadProject) {
    this.#load = load;
  }

  setRoots(roots: readonly string[]): void {
    this.#roots = [...roots].sort((a, b) => b.length - a.length);
    for (const root of this.#loaded.keys())
      if (root !== '' && !roots.includes(root)) this.#loaded.delete(root);
  }

  get roots(): readonly string[] {
    return this.#roots;
  }

  /** The innermost workspace folder that holds an absolute path. */
  rootOf(path: string): string | undefined {
    return this.#roots.find((root) => path === root || path.startsWith(`${root}/`));
  }

  project(root: string | undefined): Promise<LoadedProject> {
    const key = root ?? '';
    let loading = this.#loaded.get(key);
    if (!loading) {
      const begun = this.#load()(root);
      loading = begun;
      this.#loaded.set(key, begun);
      // A load that failed is tried again by the next request instead of failing for ever.
      begun.catch(() => {
        if (this.#loaded.get(key) === begun) this.#loaded.delete(key);
      });
    }
    return loading;
  }

  reload(): void {
    this.#loaded.clear();
  }
}
