import type { PlanNode, QueryPlan, ReadPlan } from './planNode.ts';

type Draft = { -readonly [Key in keyof PlanNode]: PlanNode[Key] } & { children: Draft[] };

const COST = String.raw`\(cost=(?<start>[\d.]+)\.\.(?<total>[\d.]+) rows=(?<rows>\d+) width=\d+\)`;
const ACTUAL = String.raw`\((?:never executed|actual (?:time=[\d.]+\.\.(?<ms>[\d.]+) )?rows=(?<met>[\d.]+) loops=(?<loops>\d+))\)`;
const NODE = new RegExp(
  String.raw`^(?<indent>\s*)(?<arrow>->\s+)?(?<label>[A-Z].*?)(?:\s+${COST})?(?:\s+(?<actual>${ACTUAL}))?\s*$`,
  'u',
);

/** The text that `EXPLAIN` prints: steps by their indentation, and facts below each. */
export function readTextPlan(text: string): ReadPlan {
  const stack: { readonly indent: number; readonly node: Draft }[] = [];
  let root: Draft | undefined;
  const times: { planningMs?: number; executionMs?: number } = {};
  for (const line of text.split('\n')) {
    const time = /^\s*(Planning|Execution) [Tt]ime: ([\d.]+) ms/u.exec(line);
    if (time) {
      times[time[1] === 'Planning' ? 'planningMs' : 'executionMs'] = Number(time[2]);
      continue;
    }
    const step = stepOf(line, root === undefined);
    if (!step) {
      const current = stack.at(-1)?.node;
      if (current) addFact(current, line.trim());
      continue;
    }
    while (stack.length > 0 && (stack.at(-1)?.indent ?? -1) >= step.indent) stack.pop();
    const parent = stack.at(-1)?.node;
    if (parent) parent.children.push(step.node);
    // A second plan in the same text is another query's.
    else if (root !== undefined) break;
    root ??= step.node;
    stack.push(step);
  }
  if (!root) return { error: 'the text is no plan that EXPLAIN prints' };
  const plan: QueryPlan = { root, ...times, analysed: root.actualRows !== undefined };
  return { plan };
}

function stepOf(
  line: string,
  isFirst: boolean,
): { readonly indent: number; readonly node: Draft } | undefined {
  const found = NODE.exec(line)?.groups;
  const { indent = '', arrow, label = '', start, total, rows, actual, ms, met, loops } = found ?? {};
  const isStep = arrow !== undefined || total !== undefined || actual !== undefined || isFirst;
  if (!found || !isStep || (isFirst && total === undefined && !KNOWN_STEP.test(label))) return undefined;
  const node: Draft = { ...labelParts(label), children: [] };
  if (start !== undefined) node.startCost = Number(start);
  if (total !== undefined) node.totalCost = Number(total);
  if (rows !== undefined) node.planRows = Number(rows);
  if (met !== undefined) node.actualRows = Number(met);
  if (loops !== undefined) node.loops = Number(loops);
  if (ms !== undefined) node.actualMs = Number(ms);
  if (actual?.includes('never executed') === true) {
    node.neverExecuted = true;
    node.actualRows = 0;
    node.loops = 0;
  }
  return { indent: indent.length, node };
}

/** Steps that may stand first in a plan without costs. */
const KNOWN_STEP =
  /^(?:\w+ )*(?:Scan|Join|Loop|Sort|Aggregate|HashAggregate|GroupAggregate|Limit|Append|Gather|Merge|Result|Unique|Hash|Materialize|Memoize|Insert|Update|Delete|Union|SetOp|WindowAgg|LockRows|ProjectSet)\b/u;

const NAME = String.raw`(?:"(?:[^"]|"")+"|[^\s."]+)`;
const SCAN = new RegExp(
  String.raw`^(?<type>.*?)(?: using (?<index>${NAME}))? on (?:(?<schema>${NAME})\.)?(?<relation>${NAME})(?: (?<alias>${NAME}))?$`,
  'u',
);

function labelParts(label: string): Pick<PlanNode, 'type' | 'relation' | 'schema' | 'alias' | 'index'> {
  const found = SCAN.exec(label)?.groups;
  if (!found) return { type: label };
  const { type = label, index, schema, relation = '', alias } = found;
  if (type === 'Bitmap Index Scan') return { type, index: relation };
  // These read no table: what they name is a part of the query.
  if (/^(?:CTE|Function|Subquery|Values|WorkTable|Table Function|Named Tuplestore) Scan/u.test(type)) {
    return { type, alias: alias ?? relation };
  }
  return {
    type: type.replace(/ Backward$/u, ''),
    relation: unquoted(relation),
    ...(schema !== undefined && { schema: unquoted(schema) }),
    alias: unquoted(alias ?? relation),
    ...(index !== undefined && { index: unquoted(index) }),
  };
}

function unquoted(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}

function addFact(node: Draft, line: string): void {
  const fact = /^(?<key>[A-Z][\w ]*?): (?<value>.*)$/u.exec(line)?.groups;
  const { key, value = '' } = fact ?? {};
  const figure = (pattern: RegExp): number | undefined => {
    const found = pattern.exec(line)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  switch (key) {
    case 'Filter':
      node.filter = value;
      break;
    case 'Rows Removed by Filter':
      node.rowsRemoved = Number(value);
      break;
    case 'Index Cond':
    case 'Recheck Cond':
      node.indexCondition ??= value;
      break;
    case 'Rows Removed by Index Recheck':
      node.rowsRemovedByRecheck = Number(value);
      break;
    case 'Join Filter':
      node.joinFilter = value;
      break;
    case 'Rows Removed by Join Filter':
      node.rowsRemovedByJoin = Number(value);
      break;
    case 'Hash Cond':
    case 'Merge Cond':
      node.joinCondition = value;
      break;
    case 'Sort Key':
      node.sortKeys = topLevelParts(value);
      break;
    case 'Sort Method':
      node.sortMethod = /^(.*?)(?:\s{2,}|$)/u.exec(value)?.[1] ?? value;
      addDisk(node, figure(/Disk: (\d+)kB/u));
      break;
    case 'Buckets':
    case 'Batches':
      node.hashBatches = figure(/Batches: (\d+)/u) ?? 1;
      addDisk(node, figure(/Disk Usage: (\d+)kB/u));
      break;
    case 'Heap Fetches':
      node.heapFetches = Number(value);
      break;
    case 'Heap Blocks':
      node.exactBlocks = figure(/exact=(\d+)/u) ?? 0;
      node.lossyBlocks = figure(/lossy=(\d+)/u) ?? 0;
      break;
    case 'Workers Planned':
      node.workersPlanned = Number(value);
      break;
    case 'Workers Launched':
      node.workersLaunched = Number(value);
      break;
    default:
  }
}

function addDisk(node: Draft, diskKb: number | undefined): void {
  if (diskKb !== undefined && diskKb > 0) node.diskKb = diskKb;
}

/** Parts between commas that stand in no brackets and no quotes. */
function topLevelParts(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === "'" || character === '"') quote = character;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  return [...parts, text.slice(start).trim()];
}
