import { isBlock } from './listKinds.ts';
import type { TreeNode } from './treeNode.ts';

/** A run of children that became another run; both may be empty, not both at once. */
export interface Hunk {
  readonly parent: TreeNode;
  readonly from: number;
  readonly to: number;
  readonly afterParent: TreeNode;
  readonly afterFrom: number;
  readonly afterTo: number;
  /** An item of a list that goes, told without its comma. */
  readonly item?: true;
}

interface Difference {
  readonly cost: number;
  readonly hunks: readonly Hunk[];
}

const NO_DIFFERENCE: Difference = { cost: 0, hunks: [] };

/** Aligning lists compares every child with every other; longer ones are taken as one run. */
const ALIGNED_PAIRS_MAX = 3_000;

/** What one run costs by itself, in tokens: one larger change is told more simply than two small ones. */
const RUN_COST = 0.6;
/** The node has another kind afterwards, though most of its children stay. */
const OTHER_KIND_COST = 0.5;
/** How much dearer statements may be one by one than as one run. */
const STATEMENT_RUN_WORTH = 2.5;
/** A token taken over from elsewhere in the run, and a token that goes. */
const REUSED_COST = 0.3;
const REMOVED_COST = 0.5;

/** The smallest set of runs whose replacement turns one tree into the other, in order. */
export function diffTrees(before: TreeNode, after: TreeNode): readonly Hunk[] {
  return new Differ().children(before, after).hunks;
}

class Differ {
  readonly #known = new Map<TreeNode, Map<TreeNode, Difference>>();
  readonly #parts = new Map<TreeNode, ReadonlySet<string>>();

  /** The difference of two nodes of one kind, found among their children. */
  children(before: TreeNode, after: TreeNode): Difference {
    const left = before.children;
    const right = after.children;
    let head = 0;
    while (head < left.length && head < right.length && same(left[head], right[head])) head++;
    let tail = 0;
    while (
      tail < left.length - head &&
      tail < right.length - head &&
      same(left[left.length - 1 - tail], right[right.length - 1 - tail])
    ) {
      tail++;
    }
    const run: Hunk = {
      parent: before,
      from: head,
      to: left.length - tail,
      afterParent: after,
      afterFrom: head,
      afterTo: right.length - tail,
    };
    const m = run.to - run.from;
    const n = run.afterTo - run.afterFrom;
    if (m === 0 && n === 0) {
      return before.words === after.words ? NO_DIFFERENCE : { cost: before.size + after.size, hunks: [] };
    }
    const whole = { cost: this.#runCost(run), hunks: [run] };
    if (m === 0 || n === 0 || m * n > ALIGNED_PAIRS_MAX) return whole;
    const aligned = this.#align(run);
    // Statements side by side are told one by one, unless together they are told far more simply.
    const worth = isBlock(before) ? STATEMENT_RUN_WORTH : 1;
    return aligned.cost <= worth * whole.cost ? aligned : whole;
  }

  #pair(before: TreeNode, after: TreeNode): Difference {
    if (same(before, after)) return NO_DIFFERENCE;
    const known = this.#known.get(before)?.get(after);
    if (known) return known;
    let result = this.#replace(before, after);
    if (before.children.length > 0 && after.children.length > 0) {
      const found = this.children(before, after);
      const inner = before.kind === after.kind ? found : { ...found, cost: found.cost + OTHER_KIND_COST };
      if (inner.cost <= result.cost && inner.hunks.length > 0) result = inner;
    }
    const row = this.#known.get(before) ?? new Map<TreeNode, Difference>();
    row.set(after, result);
    this.#known.set(before, row);
    return result;
  }

  #replace(before: TreeNode, after: TreeNode): Difference {
    // SAFETY of meaning: only children are paired, so both have a parent; a root is its own run otherwise.
    const hunk: Hunk = {
      parent: before.parent ?? before,
      from: before.index,
      to: before.index + 1,
      afterParent: after.parent ?? after,
      afterFrom: after.index,
      afterTo: after.index + 1,
    };
    return { cost: this.#runCost(hunk), hunks: [hunk] };
  }

  /** Children in order, each paired with one, removed or added; what is removed and added side by side is one run. */
  #align(run: Hunk): Difference {
    const left = run.parent.children.slice(run.from, run.to);
    const right = run.afterParent.children.slice(run.afterFrom, run.afterTo);
    const width = right.length + 1;
    const costs = new Float64Array((left.length + 1) * width);
    for (let i = left.length; i >= 0; i--) {
      for (let j = right.length; j >= 0; j--) {
        if (i === left.length && j === right.length) continue;
        const b = left[i];
        const a = right[j];
        let best = Number.POSITIVE_INFINITY;
        if (b) best = Math.min(best, (costs[(i + 1) * width + j] ?? 0) + removalCost(b));
        if (a) best = Math.min(best, (costs[i * width + j + 1] ?? 0) + additionCost(a));
        if (b && a && pairable(b, a)) {
          best = Math.min(best, (costs[(i + 1) * width + j + 1] ?? 0) + this.#pair(b, a).cost);
        }
        costs[i * width + j] = best;
      }
    }
    return this.#trace(run, left, right, costs);
  }

  #trace(run: Hunk, left: readonly TreeNode[], right: readonly TreeNode[], costs: Float64Array): Difference {
    const width = right.length + 1;
    const hunks: Hunk[] = [];
    let cost = 0;
    let open: { from: number; afterFrom: number } | undefined;
    let i = 0;
    let j = 0;
    const close = (): void => {
      if (!open) return;
      const hunk: Hunk = {
        ...run,
        from: run.from + open.from,
        to: run.from + i,
        afterFrom: run.afterFrom + open.afterFrom,
        afterTo: run.afterFrom + j,
      };
      hunks.push(hunk);
      cost += this.#runCost(hunk);
      open = undefined;
    };
    while (i < left.length || j < right.length) {
      const b = left[i];
      const a = right[j];
      const here = costs[i * width + j] ?? 0;
      if (b && a && pairable(b, a)) {
        const pair = this.#pair(b, a);
        if (Math.abs((costs[(i + 1) * width + j + 1] ?? 0) + pair.cost - here) < 1e-9) {
          close();
          hunks.push(...pair.hunks);
          cost += pair.cost;
          i++;
          j++;
          continue;
        }
      }
      open ??= { from: i, afterFrom: j };
      if (b && Math.abs((costs[(i + 1) * width + j] ?? 0) + removalCost(b) - here) < 1e-9) i++;
      else j++;
    }
    close();
    return { cost, hunks };
  }

  #runCost(hunk: Hunk): number {
    const removed = hunk.parent.children.slice(hunk.from, hunk.to);
    const added = hunk.afterParent.children.slice(hunk.afterFrom, hunk.afterTo);
    const parts = new Set(removed.flatMap((node) => [...this.#partsOf(node)]));
    let reused = 0;
    let written = 0;
    const visit = (node: TreeNode): void => {
      if (parts.has(node.words) && (node.named || node.children.length > 0)) {
        reused += node.size;
        written += REUSED_COST;
      } else if (node.children.length === 0) written++;
      else node.children.forEach(visit);
    };
    added.forEach(visit);
    const gone = Math.max(0, removed.reduce((sum, node) => sum + node.size, 0) - reused);
    return RUN_COST + written + REMOVED_COST * gone;
  }

  #partsOf(node: TreeNode): ReadonlySet<string> {
    const known = this.#parts.get(node);
    if (known) return known;
    const parts = new Set<string>();
    const visit = (at: TreeNode): void => {
      if (at.named) parts.add(at.words);
      at.children.forEach(visit);
    };
    visit(node);
    this.#parts.set(node, parts);
    return parts;
  }
}

function same(before: TreeNode | undefined, after: TreeNode | undefined): boolean {
  return (
    before !== undefined && after !== undefined && before.kind === after.kind && before.words === after.words
  );
}

/** A name is not made a comma; a node may become one of another kind. */
function pairable(before: TreeNode, after: TreeNode): boolean {
  return before.named === after.named;
}

function removalCost(node: TreeNode): number {
  return REMOVED_COST * node.size + RUN_COST / 2;
}

function additionCost(node: TreeNode): number {
  return node.size + RUN_COST / 2;
}
