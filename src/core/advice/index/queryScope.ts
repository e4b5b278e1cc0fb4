import type { Node } from '@pgsql/types';
import { unquoted } from '../../schema/schemaRow.ts';
import { nodeAs } from '../../sql/sqlStatement.ts';
import type { SchemaModel, TableModel } from '../schema/schemaModel.ts';
import { callText } from './expressionText.ts';

/** What names mean inside one `SELECT`. */
export interface Scope {
  /** A source that is no table, such as a subquery, hides names and has no table. */
  readonly tables: readonly Source[];
  readonly outer: Scope | undefined;
}

/** One place where a query reads a table; a table that is joined to itself is read in two. */
export interface Source {
  readonly alias: string;
  readonly table: TableModel | undefined;
}

export interface NamedColumn {
  readonly source: Source;
  readonly table: TableModel;
  /** As the model writes it; an expression stands in brackets. */
  readonly column: string;
}

export function scopeOf(
  from: readonly Node[],
  model: SchemaModel,
  outer: Scope | undefined,
  ctes: readonly string[],
): Scope {
  const tables: Source[] = [];
  const add = (node: Node | undefined): void => {
    const relation = nodeAs(node, 'RangeVar');
    if (relation) {
      const name = relation.relname ?? '';
      const isCte = relation.schemaname === undefined && ctes.includes(name);
      tables.push({
        alias: relation.alias?.aliasname ?? name,
        table: isCte ? undefined : tableOf(model, relation.schemaname, name),
      });
    }
    const join = nodeAs(node, 'JoinExpr');
    if (join) for (const side of [join.larg, join.rarg]) add(side);
    const alias =
      nodeAs(node, 'RangeSubselect')?.alias?.aliasname ?? nodeAs(node, 'RangeFunction')?.alias?.aliasname;
    if (alias !== undefined) tables.push({ alias, table: undefined });
  };
  for (const node of from) add(node);
  return { tables, outer };
}

/** The table of a name; without a schema the one in `public`, else the only one of that name. */
function tableOf({ tables }: SchemaModel, schema: string | undefined, name: string): TableModel | undefined {
  const named = tables.filter((table) => unquoted(table.name) === name);
  if (schema !== undefined) return named.find((table) => unquoted(table.schema) === schema);
  return named.find((table) => table.schema === 'public') ?? (named.length === 1 ? named[0] : undefined);
}

/** The column of a table by its plain name, as the model writes it. */
export function tableIn(table: TableModel, name: string): string | undefined {
  return table.columns.find((column) => unquoted(column.name) === name)?.name;
}

/** The table column that a node names; undefined for everything else. */
export function columnOf(node: Node | undefined, scope: Scope): NamedColumn | undefined {
  const fields = nodeAs(node, 'ColumnRef')?.fields ?? [];
  const names = fields.map((field) => nodeAs(field, 'String')?.sval);
  const name = names.at(-1);
  if (name === undefined) return undefined;
  const qualifier = names.length > 1 ? names.at(-2) : undefined;
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    if (qualifier !== undefined) {
      const source = at.tables.find(({ alias }) => alias === qualifier);
      if (!source) continue;
      const column = source.table && tableIn(source.table, name);
      return source.table && column !== undefined ? { source, table: source.table, column } : undefined;
    }
    const found = at.tables.flatMap((source) => {
      const { table } = source;
      const column = table && tableIn(table, name);
      return table && column !== undefined ? [{ source, table, column }] : [];
    });
    if (found.length > 0) return found.length === 1 ? found[0] : undefined;
    // The name may be a column of a subquery, whatever stands further out.
    if (at.tables.some(({ table }) => table === undefined)) return undefined;
  }
  return undefined;
}

/** A column, or a call of a function over one, which an index over the expression serves. */
export function expressionOf(node: Node | undefined, scope: Scope): NamedColumn | undefined {
  const column = columnOf(node, scope) ?? columnOf(castAway(node), scope);
  if (column) return column;
  const call = nodeAs(node, 'FuncCall');
  const [argument, ...others] = call?.args ?? [];
  if (!call || others.length > 0) return undefined;
  const inner = columnOf(argument, scope);
  return inner && { ...inner, column: callText(call, inner.column) };
}

/** Postgres compares `varchar` as text; an index over the column serves that. */
function castAway(node: Node | undefined): Node | undefined {
  const cast = nodeAs(node, 'TypeCast');
  const type = nodeAs(cast?.typeName?.names?.at(-1), 'String')?.sval ?? '';
  return ['text', 'varchar', 'bpchar'].includes(type) ? cast?.arg : undefined;
}
