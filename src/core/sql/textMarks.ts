/**
 * Far away from where something opens, its end is looked up instead of searched for: a text full of comments or quotes
 * that never close would otherwise be searched to its end for each of them.
 */
export const NEAR_CHARACTERS = 4_000;

const COMMENT_MARK = /\/\*|\*\//gu;
// Tags may share a dollar sign with the text before them, so each is found from its own.
const DOLLAR_TAG = /(?=(\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$))\$/g;
const COPY_END = /^\\\.[ \t]*\r?$/gmu;

/** Where the marks of one text stand that may close something far before them; each kind is found when first asked for. */
export class TextMarks {
  readonly #text: string;
  #comments: ReadonlyMap<number, number> | undefined;
  #tags: ReadonlyMap<string, readonly number[]> | undefined;
  #copyEnds: readonly number[] | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Offset after the end of the comment that opens at `open`; -1 when it never ends, undefined when that is not known. */
  commentEnd(open: number): number | undefined {
    this.#comments ??= matchComments(this.#text);
    return this.#comments.get(open);
  }

  /** Offset of the first tag like this at or after `from`; -1 when there is none. */
  tagFrom(tag: string, from: number): number {
    this.#tags ??= findTags(this.#text);
    return firstFrom(this.#tags.get(tag) ?? [], from);
  }

  /** Offset after the first line at or after `from` that ends `COPY` rows; -1 when there is none. */
  copyEndFrom(from: number): number {
    this.#copyEnds ??= [...this.#text.matchAll(COPY_END)].map((found) => found.index);
    const start = firstFrom(this.#copyEnds, from);
    if (start < 0) return -1;
    const lineFeed = this.#text.indexOf('\n', start);
    return lineFeed < 0 ? this.#text.length : lineFeed;
  }
}

function matchComments(text: string): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  const open: number[] = [];
  for (const { 0: mark, index } of text.matchAll(COMMENT_MARK)) {
    if (mark === '/*') {
      open.push(index);
      ends.set(index, -1);
    } else {
      const start = open.pop();
      if (start !== undefined) ends.set(start, index + mark.length);
    }
  }
  return ends;
}

function findTags(text: string): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const { 1: tag = '', index } of text.matchAll(DOLLAR_TAG)) {
    const known = places.get(tag);
    if (known) known.push(index);
    else places.set(tag, [index]);
  }
  return places;
}

function firstFrom(sorted: readonly number[], from: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return sorted[low] ?? -1;
}
