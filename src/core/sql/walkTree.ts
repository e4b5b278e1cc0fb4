import type { Node } from '@pgsql/types';
import type { NodeKind } from './sqlStatement.ts';

/** The kinds of the nodes around one, from the nearest out. */
export interface Ancestors {
  readonly kind: NodeKind;
  readonly node: Node;
  readonly outer: Ancestors | undefined;
}

export type Visit = (node: Node, ancestors: Ancestors | undefined) => void;

/** Visits every node below and including `root`, in no promised order. Deep trees need no deep stack. */
export function walkTree(root: unknown, visit: Visit): void {
  const pending: { readonly value: unknown; readonly ancestors: Ancestors | undefined }[] = [
    { value: root, ancestors: undefined },
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, ancestors } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) {
      for (let index = value.length - 1; index >= 0; index--)
        pending.push({ value: value[index], ancestors });
      continue;
    }
    const keys = Object.keys(value);
    const [only] = keys;
    let inner = ancestors;
    if (keys.length === 1 && only !== undefined && isNodeKind(only)) {
      // SAFETY: in this JSON an object whose only key starts with a capital is a node.
      visit(value as Node, ancestors);
      // SAFETY: as above.
      inner = { kind: only, node: value as Node, outer: ancestors };
    }
    // SAFETY: the value is a plain JSON object.
    for (const child of Object.values(value as Record<string, unknown>)) {
      if (typeof child === 'object') pending.push({ value: child, ancestors: inner });
    }
  }
}

function isNodeKind(key: string): key is NodeKind {
  const code = key.charCodeAt(0);
  return code >= 65 && code <= 90;
}

/** The nearest node of this kind around a node. */
export function nearest(ancestors: Ancestors | undefined, kind: NodeKind): Node | undefined {
  for (let at = ancestors; at !== undefined; at = at.outer) if (at.kind === kind) return at.node;
  return undefined;
}
