import type { VacuumStmt } from '@pgsql/types';
import { type SqlStatement, statementNode } from './sqlStatement.ts';
import { optionIsOn } from './tableLocks.ts';

/** The statement when it is a `VACUUM` that rewrites tables. */
export function fullVacuum(statement: SqlStatement): VacuumStmt | undefined {
  const vacuum = statementNode(statement, 'VacuumStmt');
  return vacuum?.is_vacuumcmd && optionIsOn(vacuum.options, 'full') ? vacuum : undefined;
}
