import type { Span, SpanEdit } from '../../text/span.ts';
import { anchorsOf } from './anchorsOf.ts';
import { holdsWhere } from './conditions.ts';
import { losesComment } from './keptComments.ts';
import type { LearnedEdit } from './learnedEdit.ts';
import { matchTree } from './matchTree.ts';
import type { PlainTree } from './plainTree.ts';
import { renderHit } from './renderHit.ts';
import { surfaceSites } from './surfaceEdit.ts';
import { indexTree, type TreeNode } from './treeNode.ts';

/** A place that a learned edit would change. */
export interface LearnedEditSite {
  readonly span: Span;
  readonly edits: readonly SpanEdit[];
  /** What the pattern matched. */
  readonly node: TreeNode;
  /** Which part of the edit found it. */
  readonly part: number;
  /** Why it should be looked at first, one line; absent where nothing speaks against it. */
  readonly doubt?: string;
}

/** Every place in the tree, in order; a place inside another's replaced text waits for the next round. */
export function findSites(edit: LearnedEdit, tree: PlainTree): readonly LearnedEditSite[] {
  if (!anchorsOf(edit).every((word) => contains(tree, word))) return [];
  const indexed = indexTree(tree);
  const found: LearnedEditSite[] = [];
  edit.parts.forEach((part, index) => {
    const keeps = part.edits.some(({ template }) =>
      template.some((piece) => typeof piece !== 'string' && 'hole' in piece),
    );
    for (const hit of matchTree(part.match, indexed)) {
      if (!holdsWhere(part.where, hit.node, indexed)) continue;
      const edits = renderHit(part, hit, tree.text);
      if (edits.length === 0 || losesComment(edits, tree, keeps)) continue;
      found.push({ span: { start: hit.node.start, end: hit.node.end }, edits, node: hit.node, part: index });
    }
  });
  for (const { node, edit: change } of surfaceSites(edit.surface ?? [], indexed)) {
    const span = { start: node.start, end: node.end };
    found.push({ span, edits: [change], node, part: edit.parts.length });
  }
  return withoutOverlaps(found);
}

function withoutOverlaps(sites: readonly LearnedEditSite[]): readonly LearnedEditSite[] {
  const ordered = [...sites].sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  const kept: LearnedEditSite[] = [];
  const taken: SpanEdit[] = [];
  for (const site of ordered) {
    if (site.edits.some((edit) => taken.some((other) => clash(edit, other)))) continue;
    kept.push(site);
    taken.push(...site.edits);
  }
  return kept;
}

function clash(a: SpanEdit, b: SpanEdit): boolean {
  const sameInsertion = a.span.start === b.span.start && a.span.end === b.span.end;
  return sameInsertion || (a.span.start < b.span.end && b.span.start < a.span.end);
}

function contains({ text, language }: PlainTree, word: string): boolean {
  return language === 'sql' ? text.toLowerCase().includes(word.toLowerCase()) : text.includes(word);
}
