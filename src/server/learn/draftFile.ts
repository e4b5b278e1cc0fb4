import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage } from '../../core/errorMessage.ts';
import { DRAFTS_FORMAT, draftsSchema, type KeptDraft } from './draftSchema.ts';

const FILE_NAME = 'learned-drafts.json';

/** Some hundred drafts with their places; more is read by nobody and would slow the start. */
const FILE_LENGTH_MAX = 8_000_000;

/** Drafts under review as a file of the workspace's own storage, so that a reload of the window loses none. */
export class DraftFile {
  readonly #folder: string;
  readonly #report: (message: string) => void;
  readonly #lengthMax: number;
  #next: readonly KeptDraft[] | undefined;
  #writing: Promise<void> = Promise.resolve();

  /**
   * @param folder made when the first draft is kept
   * @param lengthMax characters of the file at most; the oldest drafts go first
   */
  constructor(folder: string, report: (message: string) => void, lengthMax = FILE_LENGTH_MAX) {
    this.#folder = folder;
    this.#report = report;
    this.#lengthMax = lengthMax;
  }

  /** What was kept, the oldest first. A broken file is told of once, and the next draft takes its place. */
  async read(): Promise<readonly KeptDraft[]> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (error) {
      const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isAbsent) this.#report(`learned drafts cannot be read: ${errorMessage(error)}`);
      return [];
    }
    try {
      return draftsSchema.parse(JSON.parse(text)).drafts;
    } catch {
      this.#report(`${this.#path} holds no learned drafts that can be read; they begin anew`);
      return [];
    }
  }

  /** Keeps these in place of those before; of several calls in a row only the last is written. */
  keep(drafts: readonly KeptDraft[]): void {
    const isWaiting = this.#next !== undefined;
    this.#next = drafts;
    if (isWaiting) return;
    this.#writing = this.#writing
      .then(() => this.#write())
      .catch((error: unknown) => this.#report(`learned drafts cannot be kept: ${errorMessage(error)}`));
  }

  /** Resolves when everything kept so far is on disk. */
  flush(): Promise<void> {
    return this.#writing;
  }

  async #write(): Promise<void> {
    const drafts = this.#next ?? [];
    this.#next = undefined;
    if (drafts.length === 0) {
      await rm(this.#path, { force: true });
      return;
    }
    await mkdir(this.#folder, { recursive: true });
    const partial = `${this.#path}.partial`;
    await writeFile(partial, this.#textOf(drafts), 'utf8');
    await rename(partial, this.#path);
  }

  #textOf(drafts: readonly KeptDraft[]): string {
    const texts: string[] = [];
    let length = 0;
    for (const kept of drafts.toReversed()) {
      const text = JSON.stringify(kept);
      length += text.length + 1;
      if (length > this.#lengthMax) break;
      texts.unshift(text);
    }
    return `{"format":${JSON.stringify(DRAFTS_FORMAT)},"drafts":[${texts.join(',')}]}\n`;
  }

  get #path(): string {
    return join(this.#folder, FILE_NAME);
  }
}
