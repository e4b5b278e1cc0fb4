import type { Comment } from '../ports.ts';
import type { LineIndex } from '../text/lineIndex.ts';
import type { Span } from '../text/span.ts';

export type SuppressionScope = 'line' | 'file';

/** One `fixward-ignore` comment, or a peer's that Fixward honours. */
export interface Suppression {
  readonly owner: 'fixward' | 'squawk' | 'pgls';
  readonly scope: SuppressionScope;
  /** Rule ids as written; empty means every rule, which only peers' comments may say. */
  readonly rules: readonly { readonly id: string; readonly span: Span }[];
  readonly reason: string | undefined;
  readonly commentSpan: Span;
  /** 0-based line whose findings are hidden, for scope `line`. */
  readonly line: number;
}

const DIRECTIVE = /(fixward|squawk|pgls)-ignore(-next-line|-file|-all)?(?=$|[\s:*])[ \t]*([^\r\n]*)/u;

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
    const match = DIRECTIVE.exec(comment.text);
    if (!match) return [];
    const [, owner, suffix, rest] = match;
    const listStart = comment.span.start + match.index + match[0].length - (rest ?? '').length;
    const { rules, reason } = parseRules(rest ?? '', listStart);
    // SAFETY: the pattern's first group admits these three words only.
    const named = owner as Suppression['owner'];
    if (named === 'fixward' && rules.length === 0) return [];
    return [
      {
        owner: named,
        scope: suffix === '-file' || suffix === '-all' ? ('file' as const) : ('line' as const),
        rules,
        reason,
        commentSpan: comment.span,
        line: targetLine(text, comment.span, suffix, lines, commentLines),
      },
    ];
  });
}

/** A directive that names no rule does nothing; the editor says so instead of leaving the reader to wonder. */
export function findIncompleteSuppressions(comments: readonly Comment[]): readonly Comment[] {
  return comments.filter((comment) => {
    const match = DIRECTIVE.exec(comment.text);
    return match?.[1] === 'fixward' && parseRules(match[3] ?? '', 0).rules.length === 0;
  });
}

function parseRules(
  rest: string,
  offset: number,
): { readonly rules: Suppression['rules']; readonly reason: string | undefined } {
  const body = rest.replace(/\s*(?:\*\/|-->)\s*$/u, '');
  const colon = body.indexOf(':');
  const list = colon < 0 ? body : body.slice(0, colon);
  const reason = colon < 0 ? '' : body.slice(colon + 1).trim();
  const rules = [...list.matchAll(/[\w/-]+/gu)].map((word) => {
    // pgls writes category/group/rule; the last part is the rule.
    const id = word[0].slice(word[0].lastIndexOf('/') + 1);
    const end = offset + word.index + word[0].length;
    return { id, span: { start: end - id.length, end } };
  });
  return { rules, reason: reason === '' ? undefined : reason };
}

/** A comment beside code covers its own line; a comment alone on its line covers the next line that has code. */
function targetLine(
  text: string,
  span: Span,
  suffix: string | undefined,
  lines: LineIndex,
  commentLines: ReadonlySet<number>,
): number {
  const line = lines.positionAt(span.start).line;
  const before = text.slice(lines.lineStart(line), span.start).trim();
  // JSX wraps a comment of its own in braces.
  if (suffix !== '-next-line' && before !== '' && before !== '{') return line;
  const last = lines.positionAt(span.end).line;
  for (let next = last + 1; next < lines.lineCount; next++) {
    const content = text.slice(lines.lineStart(next), lines.lineStart(next + 1)).trim();
    if (content !== '' && !commentLines.has(next)) return next;
  }
  return last + 1;
}
