import type { Node } from '@pgsql/types';
import { nodeAs } from './sqlStatement.ts';

/** `true`, or one constant compared with itself such as `1 = 1`. */
export function isAlwaysTrue(expression: Node | undefined): boolean {
  const constant = nodeAs(expression, 'A_Const');
  if (constant) return constant.boolval?.boolval === true;
  const comparison = nodeAs(expression, 'A_Expr');
  if (comparison?.kind !== 'AEXPR_OP' || nodeAs(comparison.name?.at(-1), 'String')?.sval !== '=')
    return false;
  const [left, right] = [nodeAs(comparison.lexpr, 'A_Const'), nodeAs(comparison.rexpr, 'A_Const')];
  if (!left || !right || left.isnull || right.isnull) return false;
  return JSON.stringify({ ...left, location: 0 }) === JSON.stringify({ ...right, location: 0 });
}
