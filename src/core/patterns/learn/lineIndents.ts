import type { SpanEdit } from '../../text/span.ts';
import { indentAt } from './template.ts';
import { isLeaf, type TreeNode } from './treeNode.ts';

/** Leaves whose line breaks are how the text is laid out, not what it says. */
const LAID_OUT = /comment|jsx_text/u;

/**
 * What moves the further lines of a node from the margin it stands at to another one. Lines that begin within a string
 * say what they say there and stay, as do blank lines and those that do not stand at the margin.
 *
 * @param margin the blanks that the line begins with on which the node is written
 */
export function lineIndents(node: TreeNode, text: string, margin: string): readonly SpanEdit[] {
  const own = indentAt(text, node.start);
  if (own === margin) return [];
  const fixed = wordsOverLines(node, text);
  const edits: SpanEdit[] = [];
  let lineEnd = text.indexOf('\n', node.start);
  while (lineEnd >= 0 && lineEnd < node.end) {
    const start = lineEnd + 1;
    lineEnd = text.indexOf('\n', start);
    const line = text.slice(start, lineEnd < 0 ? text.length : lineEnd);
    if (line.trim() === '' || !line.startsWith(own)) continue;
    if (fixed.some((leaf) => leaf.start < start && start <= leaf.end)) continue;
    edits.push({ span: { start, end: start + own.length }, newText: margin });
  }
  return edits;
}

function wordsOverLines(node: TreeNode, text: string): readonly TreeNode[] {
  if (!text.slice(node.start, node.end).includes('\n')) return [];
  if (isLeaf(node)) return LAID_OUT.test(node.kind) ? [] : [node];
  return node.children.flatMap((child) => wordsOverLines(child, text));
}
