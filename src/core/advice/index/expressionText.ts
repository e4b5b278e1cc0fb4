import type { A_Expr, FuncCall, Node } from '@pgsql/types';
import { literal } from '../../schema/catalogSql.ts';
import { nodeAs } from '../../sql/sqlStatement.ts';

/** `=` of `a = b` and of `a OPERATOR(pg_catalog.=) b`. */
export function operatorOf({ name }: A_Expr): string {
  return nodeAs(name?.at(-1), 'String')?.sval ?? '';
}

/** `lower(mail)` of a call and its column. */
export function callText({ funcname }: FuncCall, column: string): string {
  const names = (funcname ?? []).map((part) => nodeAs(part, 'String')?.sval ?? '');
  return `${names.filter((part) => part !== 'pg_catalog').join('.')}(${column})`;
}

/** A constant as SQL writes it; undefined for parameters, columns and everything computed. */
export function literalText(node: Node | undefined): string | undefined {
  const cast = nodeAs(node, 'TypeCast');
  const constant = nodeAs(cast ? cast.arg : node, 'A_Const');
  if (!constant) return undefined;
  if (constant.isnull === true) return undefined;
  // A tree leaves out what is false, zero or empty.
  if ('boolval' in constant) return constant.boolval?.boolval === true ? 'true' : 'false';
  if ('ival' in constant) return String(constant.ival?.ival ?? 0);
  if ('fval' in constant) return constant.fval?.fval ?? '0';
  if ('sval' in constant) return literal(constant.sval?.sval ?? '');
  return undefined;
}
