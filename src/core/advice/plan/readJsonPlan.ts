import { z } from 'zod';
import type { PlanNode, ReadPlan } from './planNode.ts';

const number = z.number().optional().catch(undefined);
const text = z.string().optional().catch(undefined);
const texts = z.array(z.string()).optional().catch(undefined);

/** What is read of a step; Postgres tells more, and each release something new. */
const stepSchema = z.object({
  'Node Type': z.string(),
  'Parent Relationship': text,
  'Join Type': text,
  'Scan Direction': text,
  'Relation Name': text,
  Schema: text,
  Alias: text,
  'Index Name': text,
  'Startup Cost': number,
  'Total Cost': number,
  'Plan Rows': number,
  'Actual Rows': number,
  'Actual Loops': number,
  'Actual Total Time': number,
  Filter: text,
  'Rows Removed by Filter': number,
  'Index Cond': text,
  'Recheck Cond': text,
  'Rows Removed by Index Recheck': number,
  'Join Filter': text,
  'Rows Removed by Join Filter': number,
  'Hash Cond': text,
  'Merge Cond': text,
  'Sort Key': texts,
  'Sort Method': text,
  'Sort Space Used': number,
  'Sort Space Type': text,
  'Hash Batches': number,
  'Disk Usage': number,
  'Heap Fetches': number,
  'Exact Heap Blocks': number,
  'Lossy Heap Blocks': number,
  'Workers Planned': number,
  'Workers Launched': number,
  Plans: z.array(z.unknown()).optional().catch(undefined),
});

const planSchema = z.object({
  Plan: z.unknown(),
  'Planning Time': number,
  'Execution Time': number,
});

/** Deeper plans than people write would only serve to exhaust the stack. */
const DEPTH_MAX = 500;

/** `EXPLAIN (FORMAT JSON)`: a list with one plan, or the plan itself. */
export function readJsonPlan(json: string): ReadPlan {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return { error: `the JSON cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
  const whole = planSchema.safeParse(Array.isArray(value) ? value[0] : value);
  if (!whole.success || whole.data.Plan === undefined) return { error: 'the JSON holds no plan' };
  const root = stepOf(whole.data.Plan, 0);
  if (!root) return { error: 'the JSON holds no plan' };
  const { 'Planning Time': planningMs, 'Execution Time': executionMs } = whole.data;
  return {
    plan: {
      root,
      ...(planningMs !== undefined && { planningMs }),
      ...(executionMs !== undefined && { executionMs }),
      analysed: root.actualRows !== undefined,
    },
  };
}

function stepOf(value: unknown, depth: number): PlanNode | undefined {
  const parsed = depth > DEPTH_MAX ? undefined : stepSchema.safeParse(value);
  if (!parsed?.success) return undefined;
  const step = parsed.data;
  const loops = step['Actual Loops'];
  const joinCondition = step['Hash Cond'] ?? step['Merge Cond'];
  const diskKb = step['Sort Space Type'] === 'Disk' ? step['Sort Space Used'] : step['Disk Usage'];
  return defined({
    type: typeOf(step),
    relation: step['Relation Name'],
    schema: step.Schema,
    alias: step.Alias,
    index: step['Index Name'],
    startCost: step['Startup Cost'],
    totalCost: step['Total Cost'],
    planRows: step['Plan Rows'],
    actualRows: step['Actual Rows'],
    loops,
    actualMs: step['Actual Total Time'],
    neverExecuted: loops === 0 ? true : undefined,
    filter: step.Filter,
    rowsRemoved: step['Rows Removed by Filter'],
    indexCondition: step['Index Cond'] ?? step['Recheck Cond'],
    rowsRemovedByRecheck: step['Rows Removed by Index Recheck'],
    joinFilter: step['Join Filter'],
    rowsRemovedByJoin: step['Rows Removed by Join Filter'],
    joinCondition,
    sortKeys: step['Sort Key'],
    sortMethod: step['Sort Method'],
    diskKb: diskKb === 0 ? undefined : diskKb,
    hashBatches: step['Hash Batches'],
    heapFetches: step['Heap Fetches'],
    exactBlocks: step['Exact Heap Blocks'],
    lossyBlocks: step['Lossy Heap Blocks'],
    workersPlanned: step['Workers Planned'],
    workersLaunched: step['Workers Launched'],
    children: (step.Plans ?? []).flatMap((child) => stepOf(child, depth + 1) ?? []),
  });
}

/** As the text format writes it: `Hash Left Join`. */
function typeOf(step: z.infer<typeof stepSchema>): string {
  const type = step['Node Type'];
  const join = step['Join Type'];
  if (join === undefined || join === 'Inner') return type;
  return type === 'Nested Loop' ? `Nested Loop ${join} Join` : type.replace(/ Join$/u, ` ${join} Join`);
}

/** Leaves out what is not there, so that absent stays absent. */
function defined(step: { readonly [Key in keyof Required<PlanNode>]: PlanNode[Key] | undefined }): PlanNode {
  // SAFETY: only entries that are undefined are left out; `type` and `children` are always given.
  return Object.fromEntries(
    Object.entries(step).filter(([, value]) => value !== undefined),
  ) as unknown as PlanNode;
}
