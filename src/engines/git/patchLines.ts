import type { ChangedFile, HistoryCommit, Hunk, LineRange } from '../../core/patterns/mine/historySource.ts';
import { learnableLanguage } from '../../core/patterns/mine/writtenByHand.ts';

/** Longer hunks are rewritten passages, not a fix that can be repeated. */
const HUNK_LINES_MAX = 12;

/** A longer line was written by a program. */
const LINE_LENGTH_MAX = 500;

/** More hunks in one file are a new layout of the file, and keeping them all costs memory. */
const HUNKS_OF_FILE_MAX = 400;

/** More in one commit are a mass change; those read already show what it repeats. */
const HUNKS_OF_COMMIT_MAX = 4_000;

/** Begins a commit's line in the stream; no line of a text file does. */
const COMMIT_MARK = '\0';

/** What `git log` writes before each patch: name, author, time, subject. */
export const COMMIT_FORMAT = '--format=%x00%H%x00%aE%x00%aI%x00%s';

interface OpenFile {
  path: string | undefined;
  ids: readonly [string, string] | undefined;
  readonly hunks: Hunk[];
  readonly ranges: LineRange[];
  /** Nothing of this file is learned from. */
  dropped: boolean;
}

interface OpenHunk {
  readonly beforeLine: number;
  readonly afterLine: number;
  beforeLeft: number;
  afterLeft: number;
  readonly before: string[];
  readonly after: string[];
  readonly kept: boolean;
}

/**
 * Reads a stream of commits with patches of no context, line by line. Counts in the hunks' heads tell content from what
 * stands around it, so that no text of a file can pass for anything else.
 */
export class PatchLines {
  #commit: (Omit<HistoryCommit, 'files'> & { readonly files: ChangedFile[] }) | undefined;
  #hunksOfCommit = 0;
  #file: OpenFile | undefined;
  #hunk: OpenHunk | undefined;

  /** The commit before, when the line begins another. */
  take(line: string): HistoryCommit | undefined {
    if (this.#hunk) {
      this.#takeContent(this.#hunk, line);
      return undefined;
    }
    if (line.startsWith(COMMIT_MARK)) return this.#begin(line);
    this.#takeHead(line);
    return undefined;
  }

  /** The last commit, when the stream has ended. */
  end(): HistoryCommit | undefined {
    this.#closeFile();
    const commit = this.#commit;
    this.#commit = undefined;
    return commit;
  }

  #begin(line: string): HistoryCommit | undefined {
    const done = this.end();
    const [, sha = '', author = '', at = '', subject = ''] = line.split('\0');
    const own = (text: string): string => Buffer.from(text).toString('utf8');
    this.#commit = { sha: own(sha), author: own(author), at: own(at), subject: own(subject), files: [] };
    this.#hunksOfCommit = 0;
    return done;
  }

  #takeHead(line: string): void {
    if (line.startsWith('diff --git ')) {
      this.#closeFile();
      this.#file = { path: undefined, ids: undefined, hunks: [], ranges: [], dropped: false };
      return;
    }
    const file = this.#file;
    if (!file) return;
    const ids = /^index ([0-9a-f]{40,64})\.\.([0-9a-f]{40,64})(?: 100\d{3})?$/u.exec(line);
    if (ids?.[1] !== undefined && ids[2] !== undefined) file.ids = [ids[1], ids[2]];
    // A name with characters that git would have to escape is left alone, quoted as it is.
    else if (line.startsWith('+++ b/')) this.#name(file, line.slice('+++ b/'.length).replace(/\t$/u, ''));
    else if (line.startsWith('@@ ')) this.#hunk = this.#openHunk(file, line);
  }

  #name(file: OpenFile, path: string): void {
    file.path = path;
    file.dropped ||= learnableLanguage(path) === undefined;
  }

  #openHunk(file: OpenFile, line: string): OpenHunk | undefined {
    const counts = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/u.exec(line);
    if (!counts) return undefined;
    const [beforeLeft, afterLeft] = [Number(counts[2] ?? 1), Number(counts[4] ?? 1)];
    const beforeLine = Number(counts[1]) - (beforeLeft === 0 ? 0 : 1);
    const afterLine = Number(counts[3]) - (afterLeft === 0 ? 0 : 1);
    if (!file.dropped) {
      file.ranges.push({ beforeLine, beforeCount: beforeLeft, afterLine, afterCount: afterLeft });
    }
    return {
      beforeLine,
      afterLine,
      beforeLeft,
      afterLeft,
      before: [],
      after: [],
      kept: !file.dropped && beforeLeft + afterLeft <= HUNK_LINES_MAX,
    };
  }

  #takeContent(hunk: OpenHunk, line: string): void {
    // `\ No newline at end of file` counts for no side.
    if (line.startsWith('-')) this.#takeLine(hunk, hunk.before, line, 'beforeLeft');
    else if (line.startsWith('+')) this.#takeLine(hunk, hunk.after, line, 'afterLeft');
    if (hunk.beforeLeft > 0 || hunk.afterLeft > 0) return;
    this.#hunk = undefined;
    const file = this.#file;
    if (!file || !hunk.kept || file.dropped) return;
    if (file.hunks.length >= HUNKS_OF_FILE_MAX || this.#hunksOfCommit >= HUNKS_OF_COMMIT_MAX) return;
    this.#hunksOfCommit++;
    const { beforeLine, before, afterLine, after } = hunk;
    file.hunks.push({ beforeLine, before, afterLine, after });
  }

  #takeLine(hunk: OpenHunk, lines: string[], line: string, left: 'beforeLeft' | 'afterLeft'): void {
    hunk[left]--;
    if (!hunk.kept || !this.#file) return;
    if (line.length > LINE_LENGTH_MAX) this.#file.dropped = true;
    lines.push(line.slice(1).replace(/\r$/u, ''));
  }

  #closeFile(): void {
    const file = this.#file;
    this.#file = undefined;
    this.#hunk = undefined;
    if (!file?.ids || file.path === undefined || file.dropped || file.hunks.length === 0) return;
    const language = learnableLanguage(file.path);
    if (language === undefined) return;
    const [beforeId, afterId] = file.ids;
    const { path, hunks, ranges } = file;
    // Parts of a longer text keep all of it in memory; these are kept for long, their chunk is not.
    this.#commit?.files.push({
      path: Buffer.from(path).toString('utf8'),
      language,
      beforeId: Buffer.from(beforeId, 'hex').toString('hex'),
      afterId: Buffer.from(afterId, 'hex').toString('hex'),
      hunks,
      ranges,
    });
  }
}
