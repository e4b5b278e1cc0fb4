import type { CancellationSignal } from '../core/cancellation.ts';
import type { AnalyzedDocument } from '../core/rules/analyzer.ts';
import type { Finding } from '../core/rules/finding.ts';
import { languageOfDocument } from '../core/rules/languages.ts';
import type { LoadedProject, Projects } from './projects.ts';
import { pathOfUri, relativePath } from './uris.ts';

/** The part of an open text document that checking needs. */
export interface OpenText {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  getText(): string;
}

export interface CheckedDocument {
  readonly uri: string;
  readonly version: number;
  readonly project: LoadedProject;
  readonly document: AnalyzedDocument;
  /** Findings of the document's own text that the baseline does not know. */
  readonly own: readonly Finding[];
  /** Findings to show: the document's own, and those that other files' final schema has brought. */
  readonly findings: readonly Finding[];
  readonly milliseconds: number;
}

/** What is known of a document beyond its own text, joined with what its text says. */
export type JoinFindings = (checked: Omit<CheckedDocument, 'findings'>) => readonly Finding[];

/** A large document is checked when typing pauses, so that keystrokes never queue behind checks. */
const SLOW_CHECK_MS = 60;
const PAUSE_MAX_MS = 1_000;

/** Checks open documents: once per version, reusing the previous version's work, dropping results that come too late. */
export class DocumentChecker {
  readonly #projects: Projects;
  readonly #checked = new Map<string, CheckedDocument>();
  readonly #running = new Map<
    string,
    { readonly version: number; readonly result: Promise<CheckedDocument | undefined> }
  >();
  /** Counts how often rules or settings became others. */
  #rulesVersion = 0;
  readonly #now: () => number;
  readonly #current: (uri: string) => OpenText | undefined;
  readonly #join: JoinFindings;

  constructor(
    projects: Projects,
    current: (uri: string) => OpenText | undefined,
    now: () => number,
    join: JoinFindings,
  ) {
    this.#projects = projects;
    this.#current = current;
    this.#now = now;
    this.#join = join;
  }

  /** The check of the document's present version, or undefined when it is closed, unknown, cancelled or already stale. */
  async check(uri: string, cancellation: CancellationSignal): Promise<CheckedDocument | undefined> {
    const text = this.#current(uri);
    if (!text || languageOfDocument(pathOfUri(uri), text.languageId) === undefined) return undefined;
    const known = this.#checked.get(uri);
    if (known?.version === text.version) return known;
    const running = this.#running.get(uri);
    if (running?.version === text.version) {
      const result = await running.result;
      // The run may have been cancelled by its own request; this one still wants an answer.
      if (result || cancellation.isCancellationRequested) return result;
    }
    const result = this.#checkNow(text, cancellation);
    this.#running.set(uri, { version: text.version, result });
    try {
      return await result;
    } finally {
      if (this.#running.get(uri)?.result === result) this.#running.delete(uri);
    }
  }

  latest(uri: string): CheckedDocument | undefined {
    return this.#checked.get(uri);
  }

  /** Joins findings anew for all documents, none of whose texts has changed. */
  rejoin(): void {
    for (const [uri, checked] of this.#checked) {
      this.#checked.set(uri, { ...checked, findings: this.#join(checked) });
    }
  }

  forget(uri: string): void {
    this.#checked.delete(uri);
  }

  /** Rules or settings are others: what was checked says nothing any more, and what is being checked is checked again. */
  forgetAll(): void {
    this.#rulesVersion += 1;
    this.#checked.clear();
    this.#running.clear();
  }

  async #checkNow(text: OpenText, cancellation: CancellationSignal): Promise<CheckedDocument | undefined> {
    const rulesVersion = this.#rulesVersion;
    const path = pathOfUri(text.uri);
    const root = this.#projects.rootOf(path);
    const project = await this.#projects.project(root);
    const language = languageOfDocument(path, text.languageId);
    if (language === undefined) return undefined;
    await project.prepare(language);
    const previous = this.#checked.get(text.uri);
    if (previous && previous.milliseconds > SLOW_CHECK_MS) {
      await pause(Math.min(previous.milliseconds, PAUSE_MAX_MS));
    }
    const isStale = (): boolean =>
      cancellation.isCancellationRequested || this.#current(text.uri)?.version !== text.version;
    if (isStale()) return undefined;
    if (rulesVersion !== this.#rulesVersion) return this.#checkNow(text, cancellation);
    const started = this.#now();
    const input = { path: relativePath(root, path), language, text: text.getText() };
    const reusable = previous?.project === project ? previous.document : undefined;
    const document = project.analyzer.analyze(input, reusable, cancellation);
    if (!document || isStale()) return undefined;
    const bare = {
      uri: text.uri,
      version: text.version,
      project,
      document,
      own: project.fresh(document),
      milliseconds: this.#now() - started,
    };
    const checked: CheckedDocument = { ...bare, findings: this.#join(bare) };
    this.#checked.set(text.uri, checked);
    return checked;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
