import type { EditPlace, TemplatePart } from './learnedEdit.ts';
import { isText } from './textHunks.ts';
import type { Hunk } from './treeDiff.ts';
import { isLeaf, type TreeNode } from './treeNode.ts';

/** What one instance has in place of the run. */
export interface AfterRun {
  readonly text: string;
  readonly nodes: readonly TreeNode[];
}

/**
 * What is written in place of a run: text that all instances share, and holes for what they carry over. Undefined when
 * they differ in something that was not there before.
 */
export function templateOf(
  runs: readonly AfterRun[],
  nameOf: (nodes: readonly TreeNode[]) => string | undefined,
  changeOf: (nodes: readonly TreeNode[]) => readonly TemplatePart[] | undefined = () => undefined,
): TemplatePart[] | undefined {
  const [first] = runs;
  if (!first) return undefined;
  const pieces: TemplatePart[] = [];
  const { text } = first;
  const literal = (piece: string): void => {
    if (piece === '') return;
    const last = pieces.at(-1);
    if (typeof last === 'string') pieces[pieces.length - 1] = last + piece;
    else pieces.push(piece);
  };
  const visit = (nodes: readonly TreeNode[]): boolean => {
    const [node] = nodes;
    if (!node) return false;
    const name = node.named && !isConstantOfTest(node) ? nameOf(nodes) : undefined;
    if (name !== undefined) {
      pieces.push({ hole: name });
      return true;
    }
    const changed = isLeaf(node) || nodes.every(isText) ? changeOf(nodes) : undefined;
    if (changed !== undefined) {
      for (const piece of changed)
        if (typeof piece === 'string') literal(piece);
        else pieces.push(piece);
      return true;
    }
    if (isLeaf(node)) {
      if (nodes.some(({ words }) => words !== node.words)) return false;
      if (node.folded === true) pieces.push({ keyword: text.slice(node.start, node.end) });
      else literal(text.slice(node.start, node.end));
      return true;
    }
    const alike = nodes.every(
      ({ kind, children }) => kind === node.kind && children.length === node.children.length,
    );
    if (!alike) {
      if (nodes.some(({ words }) => words !== node.words)) return false;
      literal(text.slice(node.start, node.end));
      return true;
    }
    let cursor = node.start;
    for (const [index, child] of node.children.entries()) {
      literal(text.slice(cursor, child.start));
      if (!visit(nodes.flatMap(({ children }) => children[index] ?? []))) return false;
      cursor = child.end;
    }
    literal(text.slice(cursor, node.end));
    return true;
  };
  if (runs.some(({ nodes }) => nodes.length !== first.nodes.length)) return undefined;
  let cursor = first.nodes[0]?.start ?? 0;
  for (const [index, node] of first.nodes.entries()) {
    literal(text.slice(cursor, node.start));
    if (!visit(runs.flatMap(({ nodes }) => nodes[index] ?? []))) return undefined;
    cursor = node.end;
  }
  const indent = indentAt(text, first.nodes[0]?.start ?? 0);
  return pieces.map((piece) => (typeof piece === 'string' ? outdented(piece, indent) : piece));
}

/** `select 1` reads nothing: the number is none that stands elsewhere. */
function isConstantOfTest({ kind, parent }: TreeNode): boolean {
  return kind === 'number' && parent?.kind === 'sql_select_clause';
}

/** Lines as they would stand at the margin; the place they are written to indents them again. */
function outdented(piece: string, indent: string): string {
  return indent === '' ? piece : piece.split(`\n${indent}`).join('\n');
}

/** Blanks at the beginning of the line. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/u.exec(text.slice(start, offset))?.[0] ?? '';
}

/** Which neighbour an inserted run belongs to: the one whose gap to it is new. */
export function insertionSide(before: string, after: string, hunk: Hunk): 'before' | 'after' {
  const previous = hunk.parent.children[hunk.from - 1];
  const next = hunk.parent.children[hunk.from];
  if (!previous) return next ? 'before' : 'after';
  if (!next) return 'after';
  const gap = before.slice(previous.end, next.start);
  const { lead, trail } = gapsOf(after, hunk);
  if (gap === trail) return 'after';
  return gap === lead ? 'before' : 'after';
}

/**
 * An inserted run with the blanks between it and the neighbour it belongs to. Its lines are told from the neighbour's
 * margin: it is the neighbour's line that is known where the run is written.
 */
export function paddedInsertion(
  after: string,
  { afterParent, afterFrom, afterTo }: Hunk,
  template: readonly TemplatePart[],
  side: 'before' | 'after',
): TemplatePart[] {
  const run = afterParent.children;
  const first = run[afterFrom];
  const last = run[afterTo - 1];
  if (!first || !last) return [...template];
  const [previous, next] = [run[afterFrom - 1], run[afterTo]];
  const margin = indentAt(after, side === 'after' ? (previous?.end ?? 0) : (next?.start ?? 0));
  const own = indentAt(after, first.start);
  const deeper = own.startsWith(margin) ? own.slice(margin.length) : '';
  const lines = template.map((piece) =>
    typeof piece === 'string' ? piece.replaceAll('\n', `\n${deeper}`) : piece,
  );
  const gap =
    side === 'after'
      ? after.slice(previous?.end ?? afterParent.start, first.start)
      : after.slice(last.end, next?.start ?? afterParent.end);
  const padding = outdented(gap, margin);
  return (side === 'after' ? [padding, ...lines] : [...lines, padding]).filter((piece) => piece !== '');
}

/**
 * The blanks around a run that change with it.
 *
 * @param claimed the run before it has the blanks between them
 */
export function placeOfRun(
  before: string,
  after: string,
  hunk: Hunk,
  template: readonly TemplatePart[],
  claimed: boolean,
): { at: Pick<EditPlace, 'gapBefore' | 'gapAfter' | 'item'>; template: TemplatePart[] } {
  if (hunk.item) return { at: { item: true }, template: [] };
  const left = hunk.parent.children[hunk.from - 1]?.end ?? hunk.parent.start;
  const right = hunk.parent.children[hunk.to]?.start ?? hunk.parent.end;
  const start = hunk.parent.children[hunk.from]?.start ?? left;
  const end = hunk.parent.children[hunk.to - 1]?.end ?? right;
  const lead = before.slice(left, start);
  const trail = before.slice(end, right);
  if (hunk.afterFrom === hunk.afterTo) {
    const afterLeft = hunk.afterParent.children[hunk.afterFrom - 1]?.end ?? hunk.afterParent.start;
    const afterRight = hunk.afterParent.children[hunk.afterFrom]?.start ?? hunk.afterParent.end;
    const gap = after.slice(afterLeft, afterRight);
    if (gap === lead && isBlank(trail)) return { at: { gapAfter: true }, template: [] };
    if (claimed) return { at: {}, template: [] };
    if (gap === trail && isBlank(lead)) return { at: { gapBefore: true }, template: [] };
    if (isBlank(lead) && isBlank(trail))
      return { at: { gapBefore: true, gapAfter: true }, template: gap === '' ? [] : [gap] };
    return { at: {}, template: [] };
  }
  const gaps = gapsOf(after, hunk);
  const changed = {
    before: !claimed && gaps.lead !== lead && isBlank(lead) && isBlank(gaps.lead),
    after: gaps.trail !== trail && isBlank(trail) && isBlank(gaps.trail),
  };
  return {
    at: {
      ...(changed.before && { gapBefore: true as const }),
      ...(changed.after && { gapAfter: true as const }),
    },
    template: [
      ...(changed.before ? [gaps.lead] : []),
      ...template,
      ...(changed.after ? [gaps.trail] : []),
    ].filter((piece) => piece !== ''),
  };
}

/** Whether the edit of the run before takes the blanks in front of this one as well. */
export function claimsGap(previous: Hunk | undefined, at: EditPlace | undefined, hunk: Hunk): boolean {
  if (previous?.parent !== hunk.parent) return false;
  // An item that goes takes the comma behind it.
  return at?.item === true
    ? hunk.from - previous.to <= 1
    : at?.gapAfter === true && previous.to === hunk.from;
}

function gapsOf(after: string, { afterParent, afterFrom, afterTo }: Hunk): { lead: string; trail: string } {
  const left = afterParent.children[afterFrom - 1]?.end ?? afterParent.start;
  const right = afterParent.children[afterTo]?.start ?? afterParent.end;
  const start = afterParent.children[afterFrom]?.start ?? left;
  const end = afterParent.children[afterTo - 1]?.end ?? right;
  return { lead: after.slice(left, start), trail: after.slice(end, right) };
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}
