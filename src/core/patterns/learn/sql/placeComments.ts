import type { Span } from '../../../text/span.ts';
import type { PlainNode } from '../plainTree.ts';

/** The tree with each comment as a child of the smallest node that holds it. */
export function placeComments(node: PlainNode, comments: readonly Span[]): PlainNode {
  if (comments.length === 0) return node;
  const children: PlainNode[] = [];
  let next = 0;
  for (const child of node.children) {
    next = addUntil(children, comments, next, child.start);
    const first = next;
    while (next < comments.length && (comments[next]?.start ?? 0) < child.end) next++;
    children.push(next > first ? placeComments(child, comments.slice(first, next)) : child);
  }
  addUntil(children, comments, next, node.end);
  return { ...node, children };
}

function addUntil(children: PlainNode[], comments: readonly Span[], from: number, offset: number): number {
  let next = from;
  for (let comment = comments[next]; comment && comment.start < offset; comment = comments[++next]) {
    const { start, end } = comment;
    children.push({ kind: 'comment', named: true, start, end, children: [] });
  }
  return next;
}
