import { applyEdits } from '../../text/edits.ts';
import type { SpanEdit } from '../../text/span.ts';
import type { LearnedEdit } from '../learn/learnedEdit.ts';
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
    for (const hit of matchTree(part.match, indexed)) {
      const edits = renderHit(part, hit, tree.text);
      if (edits.length > 0) return shownHit(hit, edits, tree.text);
    }
  }
  return whole;
}

interface Hole {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function shownHit(hit: TreeHit, edits: readonly SpanEdit[], text: string): ShownEdit {
  const start = Math.min(hit.node.start, ...edits.map(({ span }) => span.start));
  const end = Math.max(hit.node.end, ...edits.map(({ span }) => span.end));
  const holes = outermost(hit, text);
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
  return { before: applyEdits(found, named), after: applyEdits(found, [...untouched, ...written]) };
}

/** Holes that stand in no other, in the order of the text. */
function outermost(hit: TreeHit, text: string): readonly Hole[] {
  const all = [...hit.names].map(([name, node]): Hole => {
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
