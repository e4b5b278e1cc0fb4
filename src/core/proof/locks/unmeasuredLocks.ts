import type { LockMode } from '../../sql/lockModes.ts';
import { nodeAs, type SqlStatement } from '../../sql/sqlStatement.ts';
import { switchedOn } from '../script/transactionRules.ts';

/** The mode that a statement outside of transactions takes on its table, as the manual has it. */
function documentedMode(statement: SqlStatement): LockMode | undefined {
  switch (statement.kind) {
    case 'IndexStmt':
    case 'ReindexStmt':
      return 'SHARE UPDATE EXCLUSIVE';
    case 'DropStmt':
    case 'AlterTableStmt':
      return 'SHARE UPDATE EXCLUSIVE';
    case 'VacuumStmt':
      return isFullVacuum(statement) ? 'ACCESS EXCLUSIVE' : 'SHARE UPDATE EXCLUSIVE';
    case 'ClusterStmt':
      return 'ACCESS EXCLUSIVE';
    default:
      return undefined;
  }
}

/** Why there are no measured locks, and what is known of them instead. */
export function unmeasuredNote(statement: SqlStatement): string {
  const mode = documentedMode(statement);
  const known =
    mode === undefined
      ? ''
      : ` Documented: ${mode}, ${mode === 'ACCESS EXCLUSIVE' ? 'which blocks reads and writes' : 'which lets reads and writes go on'}.`;
  return `Not measured: the statement runs outside of a transaction.${known}`;
}

function isFullVacuum(statement: SqlStatement): boolean {
  const options = nodeAs(statement.tree, 'VacuumStmt')?.options ?? [];
  return (
    options.some((option) => nodeAs(option, 'DefElem')?.defname === 'full') && switchedOn(statement, 'full')
  );
}
