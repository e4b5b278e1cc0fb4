import { applyEdits } from '../../text/edits.ts';
import type { SpanEdit } from '../../text/span.ts';
import { nameAt } from '../learn/alignedNodes.ts';
import type { LearnedEdit, PatternItem, PatternNode } from '../learn/learnedEdit.ts';
import { matchTree, type TreeHit } from '../learn/matchTree.ts';
import type { ParsePlainTree } from '../learn/plainTree.ts';
import { renderHit } from '../learn/renderHit.ts';
import { indexTree } from '../learn/treeNode.ts';
import type { StatementPair } from './hunkExample.ts';

export interface ShownEdit {
  readonly before: string;
  readonly after: string;
}

/**
 * An edit as a reader takes it in: what it found in an example and what that became, `$NAMES` in place of what may vary.
 * The example itself where the edit finds nothing in it.
 */
export function shownEdit(
  edit: LearnedEdit,
  example: Pick<StatementPair, 'before' | 'after'> | undefined,
  parse: ParsePlainTree,
): ShownEdit {
  const whole = { before: example?.before ?? '', after: example?.after ?? '' };
  const tree = example && parse(edit.language, example.before);
  if (!tree) return whole;
  const indexed = indexTree(tree);
  for (const part of edit.parts) {
    const match = withOpenNames(part.match);
    const open = namesIn(match).filter(({ node }) => isOpen(node));
    const names = new Set(open.map(({ name }) => name));
    for (const hit of matchTree(match, indexed)) {
      const edits = renderHit(part, hit, tree.text);
      if (edits.length > 0) return shownHit(hit, names, edits, tree.text);
    }
  }
  return whole;
}

/** With the dot before a member's name and the quotes around a text, which tell what it is. */
function readable(text: string, start: number, end: number): readonly [start: number, end: number] {
  const dots = /\??\.$/u.exec(text.slice(0, start))?.[0].length ?? 0;
  const isText = /["'`]/u.test(text[start - 1] ?? '') && text[start - 1] === text[end];
  return isText ? [start - 1, end + 1] : [start - dots, end];
}

interface Hole {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function namesIn(node: PatternNode): readonly { readonly name: string; readonly node: PatternNode }[] {
  const own = node.name === undefined ? [] : [{ name: node.name, node }];
  return [...own, ...(node.children ?? []).flatMap((item) => ('rest' in item ? [] : namesIn(item)))];
}

/** Whether other words may stand there: a name whose words are given is shown as these, and what is in it by itself. */
function isOpen({ text, children }: PatternNode): boolean {
  return text?.length !== 1 && !(children?.some(saysWords) ?? false);
}

function saysWords(item: PatternItem): boolean {
  if ('rest' in item) return false;
  const { name, text, children } = item;
  if (text?.length === 1) return /[\p{L}\p{N}]/u.test(text[0] ?? '');
  return name !== undefined || (children?.some(saysWords) ?? false);
}

/** The pattern with a name for every open node, so that a reader sees where other words may stand. */
function withOpenNames(pattern: PatternNode): PatternNode {
  const taken = new Set(namesIn(pattern).map(({ name }) => name.toUpperCase()));
  let next = 0;
  const fresh = (): string => {
    let name = nameAt(next++);
    while (taken.has(name.toUpperCase())) name = nameAt(next++);
    return name;
  };
  const visit = (node: PatternNode): PatternNode => {
    if (node.children) {
      const children = node.children.map((item) => ('rest' in item ? item : visit(item)));
      return { ...node, children };
    }
    return node.name !== undefined || !isCode(node) ? node : { ...node, name: fresh() };
  };
  return visit(pattern);
}

/** Neither given words nor a sign of the grammar. */
function isCode({ text, kinds }: PatternNode): boolean {
  return text?.length !== 1 && (kinds === undefined || kinds.some((kind) => /^[a-z_]{2,}$/u.test(kind)));
}

function shownHit(
  hit: TreeHit,
  open: ReadonlySet<string>,
  edits: readonly SpanEdit[],
  text: string,
): ShownEdit {
  const from = Math.min(hit.node.start, ...edits.map(({ span }) => span.start));
  const to = Math.max(hit.node.end, ...edits.map(({ span }) => span.end));
  const [start, end] = readable(text, from, to);
  const holes = outermost(hit, open, text);
  const local = (span: { readonly start: number; readonly end: number }): SpanEdit['span'] => ({
    start: span.start - start,
    end: span.end - start,
  });
  const named = holes.map((hole): SpanEdit => ({ span: local(hole), newText: hole.name }));
  const written = edits.map(
    ({ span, newText }): SpanEdit => ({ span: local(span), newText: withNames(newText, holes) }),
  );
  const untouched = named.filter(
    ({ span }) => !written.some((one) => span.start < one.span.end && one.span.start < span.end),
  );
  const found = text.slice(start, end);
  return {
    // What is told by an equal node elsewhere is no hole of its own, and reads like one.
    before: withNames(applyEdits(found, named), holes),
    after: applyEdits(found, [...untouched, ...written]),
  };
}

/** Holes that stand in no other, in the order of the text. */
function outermost(hit: TreeHit, open: ReadonlySet<string>, text: string): readonly Hole[] {
  const named = [...hit.names].filter(([name]) => open.has(name));
  const all = named.map(([name, node]): Hole => {
    // Brackets of a list are shown, and that it may hold any number: `f($$$A)` reads as code, `f$A` does not.
    const inner = /^\(.+\)$/su.test(text.slice(node.start, node.end)) ? 1 : 0;
    const [start, end] = [node.start + inner, node.end - inner];
    return {
      name: `${'$'.repeat(1 + 2 * inner)}${name.toUpperCase()}`,
      start,
      end,
      text: text.slice(start, end),
    };
  });
  return all
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .filter(
      (hole, index, sorted) =>
        hole.start < hole.end &&
        hole.start >= hit.node.start &&
        hole.end <= hit.node.end &&
        !sorted.slice(0, index).some((outer) => hole.start < outer.end),
    );
}

/** What stands in a hole is the hole's again where it was carried over as it is. */
function withNames(newText: string, holes: readonly Hole[]): string {
  let text = newText;
  for (const { name, text: held } of [...holes].sort((a, b) => b.text.length - a.text.length)) {
    const plain = held.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
    text = text.replaceAll(new RegExp(`(?<![\\w$])${plain}(?![\\w$])`, 'gu'), () => name);
  }
  return text;
}
