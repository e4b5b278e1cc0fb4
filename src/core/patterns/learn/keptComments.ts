import type { Span, SpanEdit } from '../../text/span.ts';
import type { PlainNode, PlainTree } from './plainTree.ts';
import { isComment } from './treeNode.ts';

const known = new WeakMap<PlainTree, readonly Span[]>();

/**
 * Whether a comment would be gone though what it stands in stays.
 *
 * @param keeps something of what is replaced is carried over, so that a comment in it is not said of what goes
 */
export function losesComment(edits: readonly SpanEdit[], tree: PlainTree, keeps: boolean): boolean {
  if (!keeps && edits.every(({ newText }) => newText.trim() === '')) return false;
  return edits.some(({ span, newText }) => {
    // The lines of a comment may be indented otherwise.
    if (newText.trim() === '' && tree.text.slice(span.start, span.end).trim() === '') return false;
    const written = flat(newText);
    return commentsOf(tree).some(
      ({ start, end }) =>
        start < span.end && span.start < end && !written.includes(flat(tree.text.slice(start, end))),
    );
  });
}

function flat(text: string): string {
  return text.trim().replace(/\s+/gu, ' ');
}

function commentsOf(tree: PlainTree): readonly Span[] {
  const made = known.get(tree);
  if (made) return made;
  const comments: Span[] = [];
  const visit = (node: PlainNode): void => {
    if (isComment(node.kind)) comments.push({ start: node.start, end: node.end });
    else node.children.forEach(visit);
  };
  visit(tree.root);
  known.set(tree, comments);
  return comments;
}
