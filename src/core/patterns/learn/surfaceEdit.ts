import { z } from 'zod';
import type { SpanEdit } from '../../text/span.ts';
import { joinsWord } from './joinsWord.ts';
import { indentAt } from './template.ts';
import type { IndexedTree, TreeNode } from './treeNode.ts';

const kind = z.string().min(1).max(200);
const blanks = z.string().max(500).regex(/^\s*$/u);

/**
 * An edit of how a text is written, not of what it says: the blanks between two neighbours, or the case of SQL keywords.
 * Without a kind a neighbour may be any.
 */
export const surfaceSchema = z.union([
  z.strictObject({
    blanks: z.strictObject({
      inside: kind.optional(),
      left: kind.optional(),
      right: kind.optional(),
      from: z.enum(['none', 'line', 'lines']),
      /** Lines are indented as the line is that what stands around begins in. */
      to: blanks,
    }),
  }),
  z.strictObject({ keywords: z.enum(['upper', 'lower']) }),
]);

export type Surface = z.infer<typeof surfaceSchema>;
export type BlanksSurface = Extract<Surface, { blanks: unknown }>['blanks'];

/** A place that is written otherwise than the edit wants it. */
export interface SurfaceSite {
  readonly node: TreeNode;
  readonly edit: SpanEdit;
}

/** Two neighbours of one parent, and the blanks between them. */
export interface Gap {
  readonly parent: TreeNode;
  readonly left: TreeNode;
  readonly right: TreeNode;
  readonly text: string;
}

/** Every place in the tree that one of the surfaces would change. */
export function surfaceSites(
  surfaces: readonly Surface[],
  { root, tree }: IndexedTree,
): readonly SurfaceSite[] {
  if (surfaces.length === 0) return [];
  const sites: SurfaceSite[] = [];
  for (const gap of gapsOf(root, tree.text)) {
    const wanted = surfaces.find((one) => 'blanks' in one && isMeant(one.blanks, gap, tree.text));
    if (wanted === undefined || !('blanks' in wanted)) continue;
    const newText = indented(wanted.blanks.to, gap, tree.text);
    // Without a blank the two would be one word.
    if (
      newText === gap.text ||
      (newText === '' && joinsWord(tree.text[gap.left.end - 1], tree.text[gap.right.start]))
    )
      continue;
    sites.push({ node: gap.parent, edit: { span: { start: gap.left.end, end: gap.right.start }, newText } });
  }
  for (const one of surfaces)
    if ('keywords' in one) sites.push(...keywordSites(one.keywords, root, tree.text));
  return sites;
}

function keywordSites(wanted: 'upper' | 'lower', root: TreeNode, text: string): readonly SurfaceSite[] {
  const sites: SurfaceSite[] = [];
  for (const node of foldedLeaves(root)) {
    const written = text.slice(node.start, node.end);
    const newText = wanted === 'upper' ? written.toUpperCase() : written.toLowerCase();
    if (newText !== written)
      sites.push({ node, edit: { span: { start: node.start, end: node.end }, newText } });
  }
  return sites;
}

/** Keywords that may be written in either case, in order. */
export function foldedLeaves(root: TreeNode): readonly TreeNode[] {
  if (root.children.length === 0) return root.folded === true ? [root] : [];
  return root.children.flatMap(foldedLeaves);
}

/** Neighbours with nothing but blanks between, in the order of the text. */
export function gapsOf(root: TreeNode, text: string): readonly Gap[] {
  const gaps: Gap[] = [];
  const visit = (parent: TreeNode): void => {
    parent.children.forEach((right, index) => {
      const left = parent.children[index - 1];
      const between = left && text.slice(left.end, right.start);
      if (left && between !== undefined && between.trim() === '')
        gaps.push({ parent, left, right, text: between });
      visit(right);
    });
  };
  visit(root);
  return gaps.sort((a, b) => a.left.end - b.left.end);
}

export function lengthOf(gap: string): BlanksSurface['from'] {
  if (gap === '') return 'none';
  return gap.includes('\n') ? 'lines' : 'line';
}

function isMeant({ inside, left, right, from, to }: BlanksSurface, gap: Gap, text: string): boolean {
  return (
    (inside === undefined || inside === gap.parent.kind) &&
    (left === undefined || left === gap.left.kind) &&
    (right === undefined || right === gap.right.kind) &&
    from === lengthOf(gap.text) &&
    !(to.includes('\n') && isBroken(gap, text))
  );
}

/** The line already ends on the other side of the sign, where its author wants it. */
function isBroken({ parent, left, right }: Gap, text: string): boolean {
  const [behind, before] = [parent.children[right.index + 1], parent.children[left.index - 1]];
  if (!right.named && behind) return text.slice(right.end, behind.start).includes('\n');
  return !left.named && before !== undefined && text.slice(before.end, left.start).includes('\n');
}

function indented(blanksWanted: string, { parent }: Gap, text: string): string {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  return blanksWanted.replace(/\r?\n/gu, `${lineEnd}${indentAt(text, parent.start)}`);
}
