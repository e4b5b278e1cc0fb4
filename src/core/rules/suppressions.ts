import type { Comment } from '../ports.ts';
import type { LineIndex } from '../text/lineIndex.ts';
import type { Span } from '../text/span.ts';

export type SuppressionScope = 'line' | 'file';

/** One `fixward-ignore` comment, or a peer's that Fixward honours. */
export interface Suppression {
  readonly owner: 'fixward' | 'peer';
  readonly scope: SuppressionScope;
  /** Rule ids as written; empty means every rule, which only SQL peers' comments may say. */
  readonly rules: readonly { readonly id: string; readonly span: Span }[];
  readonly reason: string | undefined;
  readonly commentSpan: Span;
  /** 0-based line whose findings are hidden, for scope `line`. */
  readonly line: number;
}

/** Texts without any of these need no look at their comments. */
export const MAY_SUPPRESS = /-ignore|eslint-disable|noqa|shellcheck|eugene/iu;

/** Where a directive's rules apply: beside code its own line and alone the next, always the next, or the whole file. */
type Reach = 'beside' | 'next' | 'same' | 'file';

interface Directive {
  readonly owner: Suppression['owner'];
  readonly reach: Reach;
  /** The rest of the comment, beginning with the list of rules. */
  readonly rest: string;
  readonly restIndex: number;
  /** What separates the list from the reason. */
  readonly reasonMark: string;
  readonly mayNameNone: boolean;
}

const OWN_AND_SQL =
  /(fixward|squawk|pgls|pgfence)-ignore(-next-line|-file|-all)?(?=$|[\s:*])[ \t]*([^\r\n]*)/u;
const ESLINT = /eslint-disable(-line|-next-line)?(?=$|\s)[ \t]*([^\r\n]*)/u;
const BIOME = /biome-ignore(-all)?[ \t]+([^\r\n]*)/u;
const NOQA = /#\s*noqa:[ \t]*([^\r\n]*)/iu;
const SQL_NOQA = /^--\s*(pgrubic:\s*)?noqa(?::[ \t]*([^\r\n]*)|\s*$)/iu;
const EUGENE = /^--\s*eugene:\s*ignore(?=$|\s|:)[ \t:]*([^\r\n]*)/iu;
const SHELLCHECK = /#\s*shellcheck disable=([^\r\n]*)/u;

function directiveOf(comment: string): Directive | undefined {
  const own = OWN_AND_SQL.exec(comment);
  if (own) {
    const suffix = own[2];
    const reach = suffix === '-next-line' ? 'next' : suffix === undefined ? 'beside' : 'file';
    const owner = own[1] === 'fixward' ? 'fixward' : 'peer';
    return directive(own, own[3], { owner, reach, reasonMark: ':', mayNameNone: owner === 'peer' });
  }
  const peer = { owner: 'peer', mayNameNone: false } as const;
  const eslint = ESLINT.exec(comment);
  if (eslint) {
    const reach = eslint[1] === '-line' ? 'same' : eslint[1] === '-next-line' ? 'next' : 'file';
    return directive(eslint, eslint[2], { ...peer, reach, reasonMark: '--' });
  }
  const biome = BIOME.exec(comment);
  if (biome)
    return directive(biome, biome[2], { ...peer, reach: biome[1] ? 'file' : 'next', reasonMark: ':' });
  const noqa = NOQA.exec(comment);
  if (noqa) return directive(noqa, noqa[1], { ...peer, reach: 'same', reasonMark: ' ' });
  const sqlNoqa = SQL_NOQA.exec(comment);
  if (sqlNoqa) {
    const reach = sqlNoqa[1] === undefined ? 'beside' : 'file';
    return directive(sqlNoqa, sqlNoqa[2], { owner: 'peer', mayNameNone: true, reach, reasonMark: ' ' });
  }
  const eugene = EUGENE.exec(comment);
  if (eugene)
    return directive(eugene, eugene[1], {
      owner: 'peer',
      mayNameNone: true,
      reach: 'beside',
      reasonMark: ' ',
    });
  const shellcheck = SHELLCHECK.exec(comment);
  return shellcheck
    ? directive(shellcheck, shellcheck[1], { ...peer, reach: 'next', reasonMark: ' ' })
    : undefined;
}

function directive(
  match: RegExpExecArray,
  rest: string | undefined,
  how: Omit<Directive, 'rest' | 'restIndex'>,
): Directive {
  const text = rest ?? '';
  return { ...how, rest: text, restIndex: match.index + match[0].length - text.length };
}

/** Suppression comments of a document, in document order. */
export function findSuppressions(
  text: string,
  comments: readonly Comment[],
  lines: LineIndex,
): readonly Suppression[] {
  const commentLines = new Set<number>();
  for (const { span } of comments) {
    const last = lines.positionAt(span.end).line;
    for (let line = lines.positionAt(span.start).line; line <= last; line++) commentLines.add(line);
  }
  return comments.flatMap((comment) => {
    const found = directiveOf(comment.text);
    if (!found) return [];
    const { rules, reason } = parseRules(found.rest, comment.span.start + found.restIndex, found.reasonMark);
    if (rules.length === 0 && !found.mayNameNone) return [];
    return [
      {
        owner: found.owner,
        scope: found.reach === 'file' ? ('file' as const) : ('line' as const),
        rules,
        reason,
        commentSpan: comment.span,
        line: targetLine(text, comment.span, found.reach, lines, commentLines),
      },
    ];
  });
}

/** A directive that names no rule does nothing; the editor says so instead of leaving the reader to wonder. */
export function findIncompleteSuppressions(comments: readonly Comment[]): readonly Comment[] {
  return comments.filter((comment) => {
    const found = directiveOf(comment.text);
    return found?.owner === 'fixward' && parseRules(found.rest, 0, found.reasonMark).rules.length === 0;
  });
}

function parseRules(
  rest: string,
  offset: number,
  reasonMark: string,
): { readonly rules: Suppression['rules']; readonly reason: string | undefined } {
  const body = rest.replace(/\s*(?:\*\/|-->)\s*$/u, '');
  // A blank ends the list only where no comma continues it.
  const end = reasonMark === ' ' ? body.search(/(?<![,\s])\s+(?!,)/u) : body.indexOf(reasonMark);
  const list = end < 0 ? body : body.slice(0, end);
  const reason = end < 0 ? '' : body.slice(end + reasonMark.length).trim();
  const rules = [...list.matchAll(/[\w@/-]+/gu)].map((word) => {
    // Peers write category/group/rule or plugin/rule; the last part is the rule.
    const id = word[0].slice(word[0].lastIndexOf('/') + 1);
    const wordEnd = offset + word.index + word[0].length;
    return { id, span: { start: wordEnd - id.length, end: wordEnd } };
  });
  return { rules, reason: reason === '' ? undefined : reason };
}

/** A comment beside code covers its own line; a comment alone on its line covers the next line that has code. */
function targetLine(
  text: string,
  span: Span,
  reach: Reach,
  lines: LineIndex,
  commentLines: ReadonlySet<number>,
): number {
  const line = lines.positionAt(span.start).line;
  const before = text.slice(lines.lineStart(line), span.start).trim();
  // JSX wraps a comment of its own in braces.
  if (reach === 'same' || (reach === 'beside' && before !== '' && before !== '{')) return line;
  const last = lines.positionAt(span.end).line;
  for (let next = last + 1; next < lines.lineCount; next++) {
    const content = text.slice(lines.lineStart(next), lines.lineStart(next + 1)).trim();
    if (content !== '' && !commentLines.has(next)) return next;
  }
  return last + 1;
}
