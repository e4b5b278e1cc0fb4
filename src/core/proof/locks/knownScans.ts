import type { AlterTableCmd } from '@pgsql/types';
import { nodeAs, type SqlStatement } from '../../sql/sqlStatement.ts';

/**
 * Last names of the tables that a statement reads from end to end whatever its plan: on the few rows of a throw-away
 * database the counters may say otherwise.
 */
export function knownScans(statement: SqlStatement): ReadonlySet<string> {
  const tables = new Set<string>();
  const index = nodeAs(statement.tree, 'IndexStmt');
  if (index?.relation?.relname !== undefined) tables.add(index.relation.relname);
  const alter = nodeAs(statement.tree, 'AlterTableStmt');
  const table = alter?.relation?.relname;
  for (const node of alter?.cmds ?? []) {
    const command = nodeAs(node, 'AlterTableCmd');
    if (command && table !== undefined && readsTable(command)) tables.add(table);
  }
  return tables;
}

function readsTable(command: AlterTableCmd): boolean {
  const constraint = nodeAs(command.def, 'Constraint');
  switch (command.subtype) {
    case 'AT_ValidateConstraint':
      return true;
    case 'AT_AddConstraint':
      return constraint?.skip_validation !== true && constraint?.indexname === undefined;
    default:
      return false;
  }
}
