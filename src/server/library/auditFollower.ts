import type { CheckedDocument } from '../documents.ts';
import type { ServiceLink } from './serviceLink.ts';

/** An audit follows a file when typing and undoing have come to rest. */
const REST_MS = 1_000;

/** Brings a file's findings to its audit after a fix was applied in it; the service passes over files without one. */
export class AuditFollower {
  readonly #link: ServiceLink;
  readonly #project: (root: string | undefined) => Promise<string>;
  /** Files with an applied fix, by URI: the rule that was mended last. */
  readonly #mended = new Map<string, string>();
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(link: ServiceLink, project: (root: string | undefined) => Promise<string>) {
    this.#link = link;
    this.#project = project;
  }

  fixApplied(uri: string, ruleId: string): void {
    this.#mended.set(uri, ruleId);
  }

  checked(checked: CheckedDocument): void {
    const { uri } = checked;
    if (!this.#mended.has(uri)) return;
    clearTimeout(this.#timers.get(uri));
    const timer = setTimeout(() => {
      this.#timers.delete(uri);
      void this.#report(checked);
    }, REST_MS);
    timer.unref();
    this.#timers.set(uri, timer);
  }

  async #report({ uri, document, findings, project }: CheckedDocument): Promise<void> {
    const ruleId = this.#mended.get(uri);
    if (ruleId === undefined) return;
    this.#mended.delete(uri);
    const answer = await this.#link.background('audit/fromScan', {
      project: await this.#project(project.root),
      onlyListed: true,
      cause: `fix applied: ${ruleId}`,
      files: [
        {
          path: document.input.path,
          findings: findings.map(({ ruleId: id, severity }) => ({ ruleId: id, severity })),
        },
      ],
    });
    // Tried again at the file's next check.
    if (answer === undefined && !this.#mended.has(uri)) this.#mended.set(uri, ruleId);
  }
}
