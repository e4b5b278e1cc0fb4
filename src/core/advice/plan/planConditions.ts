import { quoteIdentifier } from '../../down/catalog/catalogEntry.ts';
import type { SqlParser } from '../../ports.ts';
import { type PlanNode, type QueryPlan, stepsOf } from './planNode.ts';

/**
 * The tables, conditions and order of a plan, written as a query again, for those who have the plan and not the query.
 * Conditions that speak of other steps, such as subplans, are left out; undefined when nothing is left.
 */
export function planConditions(
  { root }: QueryPlan,
  parser: Pick<SqlParser, 'parseStatement'>,
): string | undefined {
  const steps = [...stepsOf(root)];
  const sources = steps.filter(({ relation }) => relation !== undefined);
  if (sources.length === 0) return undefined;
  const reads = (condition: string): boolean =>
    !/\bSubPlan\b|\$\d+/u.test(condition) &&
    'tree' in parser.parseStatement(`SELECT FROM t WHERE ${condition}`);
  const conditions = steps.flatMap((step) => conditionsOf(step, sources.length === 1)).filter(reads);
  const order = (steps.find(({ sortKeys }) => sortKeys)?.sortKeys ?? []).filter(
    (key) => 'tree' in parser.parseStatement(`SELECT FROM t ORDER BY ${key}`),
  );
  if (conditions.length === 0 && order.length === 0) return undefined;
  return [
    `SELECT * FROM ${[...new Set(sources.map(sourceText))].join(', ')}`,
    ...(conditions.length > 0 ? [`WHERE ${conditions.join(' AND ')}`] : []),
    // Without a limit the order counts only where one table is read; a plan says nothing else of it.
    ...(order.length > 0 ? [`ORDER BY ${order.join(', ')} LIMIT 1`] : []),
  ].join(' ');
}

/** Postgres leaves the table out of a condition where only one is read, and within a scan. */
function conditionsOf(step: PlanNode, isAlone: boolean): readonly string[] {
  const own = [step.filter, step.indexCondition].filter((condition) => condition !== undefined);
  const joined = [step.joinCondition, step.joinFilter].filter((condition) => condition !== undefined);
  const alias = step.alias === undefined ? undefined : quoteIdentifier(step.alias);
  if (isAlone || alias === undefined) return [...own, ...joined];
  return [
    ...own.map((condition) => (condition.includes(`${alias}.`) ? condition : qualified(condition, alias))),
    ...joined,
  ];
}

/** Names that stand free get the table's before them: a column is what is neither called, cast to nor quoted as text. */
function qualified(condition: string, alias: string): string {
  return condition.replaceAll(
    /'(?:[^']|'')*'|::"?[\w ]+"?(?:\[\])?|\b[a-z_]\w*\(|"(?:[^"]|"")+"|\b[a-z_]\w*\b/gu,
    (word) => (/^['(:]|\($/u.test(word) || KEYWORDS.has(word.toLowerCase()) ? word : `${alias}.${word}`),
  );
}

const KEYWORDS: ReadonlySet<string> = new Set(
  'and or not is null true false any all array in between like ilike similar case when then else end distinct from row operator collate current_date current_timestamp current_user session_user'.split(
    ' ',
  ),
);

function sourceText({ schema, relation = '', alias }: PlanNode): string {
  const name = `${schema === undefined ? '' : `${quoteIdentifier(schema)}.`}${quoteIdentifier(relation)}`;
  return alias === undefined || alias === relation ? name : `${name} ${quoteIdentifier(alias)}`;
}
