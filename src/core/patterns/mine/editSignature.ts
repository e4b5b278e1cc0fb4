import type { Language } from '../../rules/languages.ts';
import { codeTokens, isCommentLine, isLiteral, isWord } from './codeTokens.ts';

/** What an edit of a few lines does, without the names that it leaves as they are. */
export interface EditSignature {
  /** Equal for edits that do the same: what went and what came, words on both sides as numbered holes. */
  readonly change: string;
  /** The change with the tokens around each of its places: tells small changes apart. */
  readonly placed: string;
  /** What before and after each place belongs to it: a receiver, a keyword, a called name; empty for signs. */
  readonly left: string;
  readonly right: string;
  /** Each place only adds or only removes. */
  readonly isOneSided: boolean;
  /** Words and signs that went or came. */
  readonly tokens: number;
  /** A string, a number or another constant took the place of one, and nothing else changed. */
  readonly onlyLiterals: boolean;
}

/** Comparing longer lines costs more than what they teach. */
const TOKENS_MAX = 160;

/** More than this changed is a passage written anew. */
const CHANGED_MAX = 40;

/** So large a change that leaves no word where it was is a passage written anew. */
const ANEW_MIN = 7;

const IS_DOT = /^(?:\.|\?\.|::|->)$/u;

interface Region {
  readonly removed: readonly string[];
  readonly added: readonly string[];
  readonly left: string;
  readonly right: string;
}

/** Undefined for edits of blanks and comments, and for passages written anew. */
export function editSignature(
  beforeLines: readonly string[],
  afterLines: readonly string[],
  language: Language,
): EditSignature | undefined {
  const code = (lines: readonly string[]): readonly string[] =>
    codeTokens(lines.filter((line) => !isCommentLine(line, language)).join('\n'), language);
  const [before, after] = [code(beforeLines), code(afterLines)];
  if (before.length === 0 || after.length === 0) return undefined;
  if (before.length > TOKENS_MAX || after.length > TOKENS_MAX) return undefined;
  const regions = changedRegions(before, after);
  const removed = regions.flatMap((region) => region.removed);
  const added = regions.flatMap((region) => region.added);
  const tokens = removed.length + added.length;
  if (tokens === 0 || tokens > CHANGED_MAX) return undefined;
  // A word that was only moved is kept.
  const gone = removed.filter((token) => !added.includes(token));
  if (tokens >= ANEW_MIN && !keepsWord(before, gone)) return undefined;
  const holes = holesOf(removed, added, kept(before, removed), membersIn(regions));
  const written = regions.map((region) => ({ ...region, text: regionText(region, holes) }));
  return {
    change: written.map(({ text }) => text).join(' … '),
    placed: written.map(({ left, right, text }) => `${left} ‹${text}› ${right}`).join(' … '),
    left: regions.map(({ left }) => tellingLeft(left)).join(' … '),
    right: regions.map(({ right }) => (isWord(right) || right === '(' ? right : '')).join(' … '),
    isOneSided: regions.every((region) => region.removed.length === 0 || region.added.length === 0),
    tokens,
    onlyLiterals:
      [...removed, ...added].every((token) => isConstant(token)) &&
      regions.some((region) => region.removed.length > 0 && region.added.length > 0),
  };
}

function tellingLeft(left: string): string {
  const [first = '', second] = left.split(' ');
  const last = second ?? first;
  if (IS_DOT.test(last)) return left;
  return isWord(last) ? last : '';
}

function keepsWord(before: readonly string[], removed: readonly string[]): boolean {
  const words = (tokens: readonly string[]): number => tokens.filter((token) => isWord(token)).length;
  return words(before) > words(removed);
}

function isConstant(token: string): boolean {
  return isLiteral(token) || /^(?:[,;.+-]|true|false|null|undefined|None|True|False|nil)$/u.test(token);
}

/**
 * Words and literals on both sides of the change are moved along, and words that stand in what is left as well are said
 * twice; which ones they are is a matter of the place. A member's name is told by itself: `t.error(error)` says one name
 * of two things.
 */
function holesOf(
  removed: readonly string[],
  added: readonly string[],
  left: ReadonlySet<string>,
  members: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const holes = new Map<string, string>();
  for (const token of [...removed, ...added]) {
    const isMoved = removed.includes(token) && added.includes(token);
    const isTold = isWord(token) && left.has(token) && !members.has(token);
    if ((isWord(token) || isLiteral(token)) && (isMoved || isTold) && !holes.has(token)) {
      holes.set(token, `$${holes.size + 1}`);
    }
  }
  return holes;
}

/** Names after a dot, of what went and what came. */
function membersIn(regions: readonly Region[]): ReadonlySet<string> {
  const found = regions.flatMap(({ removed, added, left }) => {
    const before = left.split(' ').at(-1) ?? '';
    return [removed, added].flatMap((tokens) =>
      tokens.filter((_, at) => IS_DOT.test(at === 0 ? before : (tokens[at - 1] ?? ''))),
    );
  });
  return new Set(found);
}

/** Tokens of a text that stay where they are. */
function kept(before: readonly string[], removed: readonly string[]): ReadonlySet<string> {
  const gone = [...removed];
  const rest = before.filter((token) => {
    const at = gone.indexOf(token);
    if (at >= 0) gone.splice(at, 1);
    return at < 0;
  });
  return new Set(rest);
}

function regionText({ removed, added }: Region, holes: ReadonlyMap<string, string>): string {
  const text = (tokens: readonly string[]): string =>
    tokens.map((token) => holes.get(token) ?? token).join(' ');
  return `${text(removed)} → ${text(added)}`;
}

/** Runs of tokens that differ, by a longest common subsequence between the equal head and tail. */
function changedRegions(before: readonly string[], after: readonly string[]): readonly Region[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail++;
  }
  const a = before.slice(head, before.length - tail);
  const b = after.slice(head, after.length - tail);
  const outer = {
    left: before.slice(Math.max(0, head - 2), head),
    right: before[before.length - tail] ?? '',
  };
  return regionsBetween(a, b, outer);
}

function regionsBetween(
  a: readonly string[],
  b: readonly string[],
  outer: { readonly left: readonly string[]; readonly right: string },
): readonly Region[] {
  const lengths = commonLengths(a, b);
  const width = b.length + 1;
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  const regions: Region[] = [];
  let open: { removed: string[]; added: string[]; left: string } | undefined;
  let left = [...outer.left];
  let [row, column] = [0, 0];
  const close = (right: string): void => {
    if (open) regions.push({ ...open, right });
    open = undefined;
  };
  while (row < a.length || column < b.length) {
    const [old, fresh] = [a[row], b[column]];
    if (old !== undefined && old === fresh) {
      close(old);
      left = [...left, old].slice(-2);
      row++;
      column++;
      continue;
    }
    open ??= { removed: [], added: [], left: left.join(' ') };
    if (old !== undefined && (fresh === undefined || at(row + 1, column) >= at(row, column + 1))) {
      open.removed.push(old);
      row++;
    } else if (fresh !== undefined) {
      open.added.push(fresh);
      column++;
    }
  }
  close(outer.right);
  return regions;
}

/** Length of the longest common subsequence of what follows each pair of places. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint16Array {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let row = a.length - 1; row >= 0; row--) {
    for (let column = b.length - 1; column >= 0; column--) {
      lengths[row * width + column] =
        a[row] === b[column]
          ? (lengths[(row + 1) * width + column + 1] ?? 0) + 1
          : Math.max(lengths[(row + 1) * width + column] ?? 0, lengths[row * width + column + 1] ?? 0);
    }
  }
  return lengths;
}
