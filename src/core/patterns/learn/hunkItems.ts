import type { Nodes } from './alignedNodes.ts';
import type { Hunk } from './treeDiff.ts';
import type { TreeNode } from './treeNode.ts';

/** Children of a node that an edit replaces, or that hold one. */
export interface Item {
  readonly from: number;
  readonly to: number;
  /** Which run; undefined where it stands deeper. */
  readonly hunk: number | undefined;
}

/** Children of a node that hold edits or are replaced, in order. */
export function itemsIn(node: TreeNode, hunks: readonly Hunk[]): readonly Item[] {
  const items: Item[] = [];
  hunks.forEach((hunk, index) => {
    if (hunk.parent === node) {
      items.push({ from: hunk.from, to: hunk.to, hunk: index });
      return;
    }
    const child = childToward(node, hunk.parent);
    const last = items.at(-1);
    // Several edits in one child are one item; an insertion in front of it is another.
    if (child && (last?.from !== child.index || last.hunk !== undefined)) {
      items.push({ from: child.index, to: child.index + 1, hunk: undefined });
    }
  });
  return items;
}

/** The single node that is replaced as a whole, when the pattern begins at it. */
export function wholeHunk(
  nodes: Nodes,
  instances: readonly { readonly hunks: readonly Hunk[] }[],
): number | undefined {
  const isWhole = (hunk: Hunk | undefined, node: TreeNode | undefined): boolean =>
    hunk !== undefined && hunk.to === hunk.from + 1 && hunk.parent.children[hunk.from] === node;
  const index = (instances[0]?.hunks ?? []).findIndex((hunk) => isWhole(hunk, nodes[0]));
  if (index < 0) return undefined;
  const everywhere = nodes.every((node, instance) => isWhole(instances[instance]?.hunks[index], node));
  return everywhere ? index : undefined;
}

/** The child of `node` on the way down to `target`. */
function childToward(node: TreeNode, target: TreeNode): TreeNode | undefined {
  for (let at: TreeNode | undefined = target; at; at = at.parent) if (at.parent === node) return at;
  return undefined;
}
