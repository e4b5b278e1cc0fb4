import type { CreateStmt } from '@pgsql/types';
import { nodeAs } from './sqlStatement.ts';

/** Types that end where a table of this century may go on. */
const NARROW: ReadonlySet<string> = new Set(['int2', 'int4', 'smallserial', 'serial', 'serial2', 'serial4']);

/** Whether the table's primary key is one column of a type smaller than bigint: columns that refer to it follow. */
export function hasNarrowKey({ tableElts = [] }: CreateStmt): boolean {
  const keys = tableElts.flatMap((element) => {
    const constraint = nodeAs(element, 'Constraint');
    return constraint?.contype === 'CONSTR_PRIMARY' ? (constraint.keys ?? []) : [];
  });
  const keyName = keys.length === 1 ? nodeAs(keys[0], 'String')?.sval : undefined;
  return tableElts.some((element) => {
    const column = nodeAs(element, 'ColumnDef');
    if (!column || !NARROW.has(nodeAs(column.typeName?.names?.at(-1), 'String')?.sval ?? '')) return false;
    const isKey = column.constraints?.some(
      (node) => nodeAs(node, 'Constraint')?.contype === 'CONSTR_PRIMARY',
    );
    return isKey === true || (keyName !== undefined && column.colname === keyName);
  });
}

/** Tables that a column of this name may refer to, by the customs of naming: `order_id` to `orders` or `order`. */
export function tablesNamedBy(column: string): readonly string[] {
  const base = /^(.+?)(?:_ids?|Ids?)$/u.exec(column)?.[1]?.toLowerCase();
  if (base === undefined) return [];
  const words = base.split('_');
  // `dependent_crate_id` refers to crates too.
  const bases = words.map((_, index) => words.slice(index).join('_'));
  return bases.flatMap((name) => [name, `${name}s`, `${name}es`, name.replace(/y$/u, 'ies')]);
}
