import type { Node, SelectStmt } from '@pgsql/types';
import { nodeAs } from './sqlStatement.ts';

/** A column that a query returns. */
export interface OutputColumn {
  /** Undefined for `*`, whose names only the database knows. */
  readonly name: string | undefined;
  /** Where the target starts, in the tree's units. */
  readonly location: number | undefined;
  readonly isAliased: boolean;
}

/** The columns of a query under the names Postgres gives them; those of a `UNION` are its first part's. */
export function outputColumns(select: SelectStmt | undefined): readonly OutputColumn[] {
  let first = select;
  while (first?.larg !== undefined) first = first.larg;
  return (first?.targetList ?? []).flatMap((node) => {
    const target = nodeAs(node, 'ResTarget');
    if (!target) return [];
    const { name, val, location } = target;
    return [{ name: name ?? nameOf(val), location, isAliased: name !== undefined }];
  });
}

const UNNAMED = '?column?';

function nameOf(expression: Node | undefined): string | undefined {
  const column = nodeAs(expression, 'ColumnRef');
  if (column) return nodeAs(column.fields?.at(-1), 'String')?.sval;
  const call = nodeAs(expression, 'FuncCall');
  if (call) return nodeAs(call.funcname?.at(-1), 'String')?.sval;
  const cast = nodeAs(expression, 'TypeCast');
  if (cast) {
    const inner = nameOf(cast.arg);
    return inner === UNNAMED ? nodeAs(cast.typeName?.names?.at(-1), 'String')?.sval : inner;
  }
  const collated = nodeAs(expression, 'CollateClause');
  if (collated) return nameOf(collated.arg);
  const choice = nodeAs(expression, 'CaseExpr');
  if (choice) {
    const other = choice.defresult && nameOf(choice.defresult);
    return other === undefined || other === UNNAMED ? 'case' : other;
  }
  const link = nodeAs(expression, 'SubLink');
  if (link?.subLinkType === 'EXISTS_SUBLINK') return 'exists';
  if (link?.subLinkType === 'ARRAY_SUBLINK') return 'array';
  if (link?.subLinkType === 'EXPR_SUBLINK')
    return outputColumns(nodeAs(link.subselect, 'SelectStmt'))[0]?.name;
  const [kind = ''] = Object.keys(expression ?? {});
  return Object.hasOwn(NAME_OF_KIND, kind) ? NAME_OF_KIND[kind] : undefined;
}

/** By kind of node; every other expression has a name of its own that is not worth knowing here. */
const NAME_OF_KIND: Readonly<Record<string, string>> = {
  A_Const: UNNAMED,
  A_Expr: UNNAMED,
  BoolExpr: UNNAMED,
  NullTest: UNNAMED,
  BooleanTest: UNNAMED,
  ParamRef: UNNAMED,
  CoalesceExpr: 'coalesce',
  A_ArrayExpr: 'array',
  RowExpr: 'row',
  GroupingFunc: 'grouping',
};
