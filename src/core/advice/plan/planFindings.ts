import { counted } from '../../report/textReport.ts';
import { type PlanNode, type QueryPlan, stepName, stepsOf } from './planNode.ts';

export type PlanFindingKind =
  | 'misestimate'
  | 'sort-spill'
  | 'hash-spill'
  | 'many-loops'
  | 'heap-fetches'
  | 'lossy-bitmap'
  | 'rows-thrown-away'
  | 'join-rows-thrown-away'
  | 'missing-workers';

export interface PlanFinding {
  readonly kind: PlanFindingKind;
  /** `Seq Scan on orders` */
  readonly step: string;
  /** What happens, with its figures. */
  readonly says: string;
  readonly nextStep: string;
  /** Share of the query's time spent in the step itself; absent where no times were measured. */
  readonly timeShare?: number;
}

/** Postgres' guesses are rarely within a few times of the truth, and need not be. */
const MISESTIMATE_MIN = 10;
/** Among so few rows a wrong guess changes nothing. */
const ROWS_WORTH_A_GUESS = 100;
const LOOPS_MAX = 10_000;
const HEAP_FETCHES_MIN = 1_000;
const HEAP_FETCH_SHARE_MIN = 0.1;
const ROWS_REMOVED_MIN = 1_000;
const ROWS_REMOVED_SHARE_MIN = 0.9;

/** What stands out in a plan, the steps that take most time first. */
export function planFindings(plan: QueryPlan): readonly PlanFinding[] {
  const shares = timeShares(plan);
  const limited = stepsBelowLimits(plan.root);
  const findings = [...stepsOf(plan.root)].flatMap((step) => {
    const found = findingsOf(step, limited.has(step));
    const timeShare = shares.get(step);
    return found.map((finding) => ({ ...finding, ...(timeShare !== undefined && { timeShare }) }));
  });
  return [...findings].sort((a, b) => (b.timeShare ?? 0) - (a.timeShare ?? 0));
}

/** Steps by the time spent in themselves, most first; empty where no times were measured. */
export function slowestSteps(
  plan: QueryPlan,
  count: number,
): readonly { readonly step: string; readonly ms: number; readonly share: number }[] {
  const total = totalMs(plan);
  if (total === undefined) return [];
  return [...timeShares(plan)]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([step, share]) => ({ step: stepName(step), ms: Math.round(share * total * 10) / 10, share }));
}

function findingsOf(step: PlanNode, isLimited: boolean): readonly PlanFinding[] {
  if (step.neverExecuted === true) return [];
  return [
    misestimate(step, isLimited),
    spill(step),
    manyLoops(step),
    heapFetches(step),
    lossyBitmap(step),
    thrownAway(step),
    thrownAwayByJoin(step),
    missingWorkers(step),
  ].filter((finding) => finding !== undefined);
}

function misestimate(step: PlanNode, isLimited: boolean): PlanFinding | undefined {
  const factor = misestimateOf(step);
  if (factor === undefined) return undefined;
  const { planRows = 0, actualRows = 0, loops = 1 } = step;
  // A step that is stopped early meets fewer rows than it was planned for.
  if (factor < 1 && isLimited) return undefined;
  // Told where it begins: what stands above inherits it.
  if (step.children.some((child) => sameDirection(misestimateOf(child), factor))) return undefined;
  const times = factor >= 1 ? factor : 1 / factor;
  const columns = step.filter ?? step.indexCondition ?? step.joinCondition;
  const table = step.relation;
  return {
    kind: 'misestimate',
    step: stepName(step),
    says: `Postgres expected ${rowWords(planRows)} and met ${rowWords(actualRows)}${loops > 1 ? ' in each loop' : ''}: ${factor >= 1 ? `${Math.round(times)} times as many` : `${Math.round(times)} times fewer`}.`,
    nextStep:
      table === undefined
        ? 'Look at the steps below: their conditions, or how their columns depend on each other, mislead it. Run ANALYZE on the tables.'
        : `Run ANALYZE ${table}; if it stays${columns === undefined ? '' : `, and the columns of ${columns} depend on each other`}, CREATE STATISTICS over them.`,
  };
}

/** How many times as many rows as expected; undefined when near enough or too few to matter. */
function misestimateOf({ planRows, actualRows, loops = 1, neverExecuted }: PlanNode): number | undefined {
  if (planRows === undefined || actualRows === undefined || neverExecuted === true) return undefined;
  if (Math.max(planRows, actualRows) * Math.max(1, loops) < ROWS_WORTH_A_GUESS) return undefined;
  const factor = Math.max(1, actualRows) / Math.max(1, planRows);
  return factor >= MISESTIMATE_MIN || factor <= 1 / MISESTIMATE_MIN ? factor : undefined;
}

function sameDirection(one: number | undefined, other: number): boolean {
  return one !== undefined && one >= 1 === other >= 1;
}

function spill(step: PlanNode): PlanFinding | undefined {
  const { diskKb, hashBatches = 1, type } = step;
  if (diskKb !== undefined && /Sort/u.test(type)) {
    const keys = step.sortKeys === undefined ? '' : ` by ${step.sortKeys.join(', ')}`;
    return {
      kind: 'sort-spill',
      step: stepName(step),
      says: `Sorting${keys} did not fit in work_mem and wrote ${sizeWords(diskKb)} to disk.`,
      nextStep: `An index in this order saves the sort; else raise work_mem for this query above ${sizeWords(diskKb * 3)}, or sort fewer columns.`,
    };
  }
  if (diskKb === undefined && hashBatches <= 1) return undefined;
  return {
    kind: 'hash-spill',
    step: stepName(step),
    says: `The hash did not fit in work_mem${hashBatches > 1 ? ` and was split into ${hashBatches} batches` : ''}${diskKb === undefined ? '' : `, ${sizeWords(diskKb)} of it on disk`}.`,
    nextStep:
      'Raise work_mem for this query, or hash fewer rows: filter before the join, select fewer columns.',
  };
}

function manyLoops(step: PlanNode): PlanFinding | undefined {
  if (!step.type.startsWith('Nested Loop')) return undefined;
  const inner = step.children.at(-1);
  const loops = inner?.loops ?? 0;
  if (inner === undefined || loops <= LOOPS_MAX) return undefined;
  const scans = inner.type === 'Seq Scan' ? ', reading the whole table each time' : '';
  return {
    kind: 'many-loops',
    step: stepName(step),
    says: `${stepName(inner)} ran ${counted(loops, 'time')}${scans}.`,
    nextStep:
      inner.type === 'Seq Scan'
        ? `An index on the joined columns of ${inner.relation ?? 'the inner table'} makes each run short.`
        : 'With a truer estimate of the outer rows Postgres would choose a hash join: look at the misestimates, and fetch fewer outer rows.',
  };
}

function heapFetches(step: PlanNode): PlanFinding | undefined {
  const { heapFetches: fetches = 0, actualRows = 0, loops = 1 } = step;
  const rows = Math.max(1, actualRows * loops);
  if (fetches < HEAP_FETCHES_MIN || fetches / rows < HEAP_FETCH_SHARE_MIN) return undefined;
  return {
    kind: 'heap-fetches',
    step: stepName(step),
    says: `The index alone did not do: ${counted(fetches, 'row')} had to be looked up in the table.`,
    nextStep: `VACUUM ${step.relation ?? 'the table'} more often: pages that are known to be visible to all need no look.`,
  };
}

function lossyBitmap(step: PlanNode): PlanFinding | undefined {
  const { lossyBlocks = 0, exactBlocks = 0, rowsRemovedByRecheck = 0 } = step;
  if (lossyBlocks === 0) return undefined;
  return {
    kind: 'lossy-bitmap',
    step: stepName(step),
    says: `The bitmap did not fit in work_mem: ${lossyBlocks} of ${lossyBlocks + exactBlocks} pages were remembered whole, and ${counted(rowsRemovedByRecheck, 'row')} checked in vain.`,
    nextStep: 'Raise work_mem for this query, or use a more selective index.',
  };
}

function thrownAway(step: PlanNode): PlanFinding | undefined {
  const { rowsRemoved = 0, actualRows = 0, loops = 1, filter, type } = step;
  const removed = rowsRemoved * loops;
  const share = removed / Math.max(1, removed + actualRows * loops);
  if (removed < ROWS_REMOVED_MIN || share < ROWS_REMOVED_SHARE_MIN) return undefined;
  const from = type.includes('Seq Scan') ? 'The whole table was read' : `${type} read rows`;
  return {
    kind: 'rows-thrown-away',
    step: stepName(step),
    says: `${from}, and ${counted(Math.round(removed), 'row')} of ${Math.round(removed + actualRows * loops)} thrown away by ${filter ?? 'the filter'}.`,
    nextStep: type.includes('Seq Scan')
      ? 'An index on the columns of the filter reads only what stays: see advise_indexes.'
      : `Add the columns of the filter to the index${step.index === undefined ? '' : ` ${step.index}`}, behind those it has.`,
  };
}

function thrownAwayByJoin(step: PlanNode): PlanFinding | undefined {
  const { rowsRemovedByJoin = 0, actualRows = 0, loops = 1, joinFilter } = step;
  const removed = rowsRemovedByJoin * loops;
  if (removed < ROWS_REMOVED_MIN || removed / (removed + actualRows * loops) < ROWS_REMOVED_SHARE_MIN) {
    return undefined;
  }
  return {
    kind: 'join-rows-thrown-away',
    step: stepName(step),
    says: `${counted(Math.round(removed), 'pair')} of rows were compared and thrown away by ${joinFilter ?? 'the join filter'}.`,
    nextStep:
      'A condition with = between the two sides can be hashed or looked up in an index; see whether one is missing.',
  };
}

function missingWorkers(step: PlanNode): PlanFinding | undefined {
  const { workersPlanned = 0, workersLaunched } = step;
  if (workersLaunched === undefined || workersLaunched >= workersPlanned) return undefined;
  return {
    kind: 'missing-workers',
    step: stepName(step),
    says: `${workersPlanned} parallel workers were planned and ${workersLaunched} started.`,
    nextStep: 'The server had no more to give: look at max_parallel_workers and what else ran.',
  };
}

function stepsBelowLimits(root: PlanNode): ReadonlySet<PlanNode> {
  const below = new Set<PlanNode>();
  for (const step of stepsOf(root)) {
    if (step.type !== 'Limit' && !below.has(step)) continue;
    for (const child of step.children) below.add(child);
  }
  return below;
}

function totalMs({ root, executionMs }: QueryPlan): number | undefined {
  const total = executionMs ?? (root.actualMs === undefined ? undefined : root.actualMs * (root.loops ?? 1));
  return total === undefined || total <= 0 ? undefined : total;
}

function timeShares(plan: QueryPlan): ReadonlyMap<PlanNode, number> {
  const total = totalMs(plan);
  const shares = new Map<PlanNode, number>();
  if (total === undefined || plan.root.actualMs === undefined) return shares;
  const spent = ({ actualMs = 0, loops = 1 }: PlanNode): number => actualMs * loops;
  for (const step of stepsOf(plan.root)) {
    const own = spent(step) - step.children.reduce((sum, child) => sum + spent(child), 0);
    // Workers of one step run at the same time, so that their sum may exceed the clock.
    shares.set(step, Math.min(1, Math.max(0, own / total)));
  }
  return shares;
}

function rowWords(rows: number): string {
  return counted(Math.round(rows * 10) / 10, 'row');
}

const KB_PER_MB = 1024;

function sizeWords(kb: number): string {
  return kb < KB_PER_MB ? `${kb} kB` : `${Math.round(kb / KB_PER_MB)} MB`;
}
