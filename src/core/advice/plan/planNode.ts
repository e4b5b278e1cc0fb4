/** One step of a query's plan, from either format of `EXPLAIN`. Rows and times are per loop, as Postgres tells them. */
export interface PlanNode {
  /** `Seq Scan`, `Nested Loop` */
  readonly type: string;
  readonly relation?: string;
  readonly schema?: string;
  readonly alias?: string;
  readonly index?: string;
  readonly startCost?: number;
  readonly totalCost?: number;
  readonly planRows?: number;
  readonly actualRows?: number;
  readonly loops?: number;
  /** Of one loop, steps below included. */
  readonly actualMs?: number;
  readonly neverExecuted?: boolean;
  readonly filter?: string;
  readonly rowsRemoved?: number;
  readonly indexCondition?: string;
  readonly joinFilter?: string;
  readonly rowsRemovedByJoin?: number;
  readonly rowsRemovedByRecheck?: number;
  /** Of a hash or merge join. */
  readonly joinCondition?: string;
  readonly sortKeys?: readonly string[];
  readonly sortMethod?: string;
  /** Written to disk by a sort, a hash or an aggregate. */
  readonly diskKb?: number;
  readonly hashBatches?: number;
  readonly heapFetches?: number;
  readonly exactBlocks?: number;
  readonly lossyBlocks?: number;
  readonly workersPlanned?: number;
  readonly workersLaunched?: number;
  readonly children: readonly PlanNode[];
}

export interface QueryPlan {
  readonly root: PlanNode;
  readonly planningMs?: number;
  readonly executionMs?: number;
  /** The query was run: there are actual rows. */
  readonly analysed: boolean;
}

export type ReadPlan = { readonly plan: QueryPlan } | { readonly error: string };

/** Every step, parents before their children. */
export function* stepsOf(node: PlanNode): Generator<PlanNode, void, undefined> {
  const pending = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    yield next;
    for (let index = next.children.length - 1; index >= 0; index--) {
      const child = next.children[index];
      if (child) pending.push(child);
    }
  }
}

/** `Seq Scan on orders` */
export function stepName({ type, relation, alias, index }: PlanNode): string {
  const name = relation ?? alias;
  const using = index === undefined ? '' : ` using ${index}`;
  return `${type}${using}${name === undefined ? '' : ` on ${name}`}`;
}
