import type { SpanEdit } from '../../text/span.ts';
import { joinsWord } from './joinsWord.ts';
import type { LearnedPart, TemplatePart } from './learnedEdit.ts';
import { lineIndents } from './lineIndents.ts';
import { itemSpan } from './listItems.ts';
import type { TreeHit } from './matchTree.ts';
import { indentAt } from './template.ts';
import { changeText } from './transforms/textChange.ts';
import { gapAfter, gapBefore, type TreeNode } from './treeNode.ts';

/** The edits of one hit: as small as holes that stay in order allow, so that formatting within them stays. */
export function renderHit(part: LearnedPart, hit: TreeHit, text: string): readonly SpanEdit[] {
  const edits: SpanEdit[] = [];
  for (const { at, template } of part.edits) {
    const first = hit.marks.get(at.from);
    const last = hit.marks.get(at.to);
    if (!first || !last) return [];
    const span = spanOf(at, first, last, text);
    const rendered = renderTemplate(template, hit, text, span);
    if (!rendered || isDone(rendered.written, text)) return [];
    edits.push(...rendered.written, ...rendered.moved);
  }
  const changing = edits.filter(({ span, newText }) => text.slice(span.start, span.end) !== newText);
  return overlap(changing) ? [] : changing;
}

/** Two edits of a pattern may each claim the blanks between them. */
function overlap(edits: readonly SpanEdit[]): boolean {
  const ordered = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return ordered.some(({ span }, index) => index > 0 && span.start < (ordered[index - 1]?.span.end ?? 0));
}

function spanOf(
  at: LearnedPart['edits'][number]['at'],
  first: TreeNode,
  last: TreeNode,
  text: string,
): { start: number; end: number } {
  if (at.insert === 'before') return { start: first.start, end: first.start };
  if (at.insert === 'after') return { start: last.end, end: last.end };
  if (at.item) return itemSpan(first);
  return {
    start: at.gapBefore ? gapBefore(text, first).start : first.start,
    end: at.gapAfter ? gapAfter(text, last).end : last.end,
  };
}

/** What is written, and the blanks by which lines that are carried over move. */
interface Rendered {
  readonly written: readonly SpanEdit[];
  readonly moved: readonly SpanEdit[];
}

function renderTemplate(
  template: readonly TemplatePart[],
  hit: TreeHit,
  text: string,
  span: { readonly start: number; readonly end: number },
): Rendered | undefined {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = indentAt(text, span.start);
  const edits: SpanEdit[] = [];
  const moved: SpanEdit[] = [];
  let cursor = span.start;
  let pending = '';
  let margin = indent;
  const flush = (end: number): void => {
    const old = text.slice(cursor, end);
    if (old !== pending && !sameTokens(old, pending))
      edits.push({ span: { start: cursor, end }, newText: pending });
    pending = '';
  };
  for (const piece of template) {
    if (typeof piece === 'string') {
      const written = piece.replace(/\r?\n/gu, `${lineEnd}${indent}`);
      margin = lastMargin(written) ?? margin;
      pending += written;
      continue;
    }
    if ('keyword' in piece) {
      pending += inCaseOf(keywordNear(hit.node, text), piece.keyword);
      continue;
    }
    const node = hit.names.get(piece.hole);
    if (!node) return undefined;
    if (piece.change) {
      const changed = changeText(piece.change, text.slice(node.start, node.end));
      if (changed === undefined) return undefined;
      pending += changed;
      continue;
    }
    const lines = lineIndents(node, text, margin);
    if (node.start >= cursor && node.end <= span.end) {
      flush(node.start);
      moved.push(...lines);
      cursor = node.end;
    } else {
      pending += carriedOver(node, text, lines);
    }
  }
  flush(span.end);
  return { written: apartFromWords(edits, text, span), moved };
}

/** The blanks that the last line of a piece begins with; undefined where it is of one line. */
function lastMargin(piece: string): string | undefined {
  const lineEnd = piece.lastIndexOf('\n');
  return lineEnd < 0 ? undefined : indentAt(piece, piece.length);
}

function carriedOver({ start, end }: TreeNode, text: string, lines: readonly SpanEdit[]): string {
  let written = '';
  let cursor = start;
  for (const { span, newText } of lines) {
    written += text.slice(cursor, span.start) + newText;
    cursor = span.end;
  }
  return written + text.slice(cursor, end);
}

/** Where a word would run into the one beside the place, a blank is put between. */
function apartFromWords(
  edits: readonly SpanEdit[],
  text: string,
  span: { readonly start: number; readonly end: number },
): readonly SpanEdit[] {
  return edits.map((edit) => {
    const { start, end } = edit.span;
    let { newText } = edit;
    const left = text[start - 1];
    const right = text[end];
    const isWordBefore = joinsWord(left, text[start]);
    if (start === span.start && !isWordBefore && joinsWord(left, newText[0] ?? right))
      newText = ` ${newText}`;
    const last = newText.at(-1) ?? (start > span.start ? left : undefined);
    if (end === span.end && !joinsWord(text[end - 1], right) && joinsWord(last, right)) newText += ' ';
    return newText === edit.newText ? edit : { ...edit, newText };
  });
}

/** What would be put around or beside the place stands there already: the edit was made. */
function isDone(edits: readonly SpanEdit[], text: string): boolean {
  const added = edits.filter(({ newText }) => newText.trim() !== '');
  if (added.length === 0 || added.length !== edits.length) return false;
  const [first] = edits;
  const last = edits.at(-1);
  return added.every(({ span, newText }) => {
    if (span.start !== span.end) return false;
    const words = newText.trim();
    const isBefore = added.length === 1 || span === first?.span;
    const isAfter = added.length === 1 || span === last?.span;
    return (
      (isBefore && text.slice(0, span.start).trimEnd().endsWith(words)) ||
      (isAfter && text.slice(span.end).trimStart().startsWith(words))
    );
  });
}

/** A keyword of the place, or the nearest around it, as it is written there. */
function keywordNear(node: TreeNode, text: string): string | undefined {
  for (let at: TreeNode | undefined = node; at; at = at.parent) {
    const found = firstKeyword(at);
    if (found) return text.slice(found.start, found.end);
  }
  return undefined;
}

function firstKeyword(node: TreeNode): TreeNode | undefined {
  if (node.folded === true) return node;
  for (const child of node.children) {
    const found = firstKeyword(child);
    if (found) return found;
  }
  return undefined;
}

function inCaseOf(sample: string | undefined, word: string): string {
  if (sample === undefined) return word;
  if (sample === sample.toLowerCase()) return word.toLowerCase();
  return sample === sample.toUpperCase() ? word.toUpperCase() : word;
}

/** Two texts that differ in blanks alone, between tokens that stay: the site's own are kept. */
function sameTokens(old: string, written: string): boolean {
  return old.trim() !== '' && old.replace(/\s+/gu, '') === written.replace(/\s+/gu, '');
}
