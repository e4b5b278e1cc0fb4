import { type SqlStatement, statementNode } from '../sql/sqlStatement.ts';

/** What a script itself says about transactions. */
export type TransactionStep = 'begin' | 'commit' | 'rollback' | 'savepoint';

export function transactionStep(statement: SqlStatement): TransactionStep | undefined {
  switch (statementNode(statement, 'TransactionStmt')?.kind) {
    case 'TRANS_STMT_BEGIN':
    case 'TRANS_STMT_START':
      return 'begin';
    case 'TRANS_STMT_COMMIT':
      return 'commit';
    case 'TRANS_STMT_ROLLBACK':
      return 'rollback';
    case 'TRANS_STMT_SAVEPOINT':
    case 'TRANS_STMT_RELEASE':
    case 'TRANS_STMT_ROLLBACK_TO':
      return 'savepoint';
    default:
      return undefined;
  }
}

/** `SET TRANSACTION …`, which nothing may come before, no savepoint and no question of ours either. */
export function setsTransaction(statement: SqlStatement): boolean {
  return statementNode(statement, 'VariableSetStmt')?.kind === 'VAR_SET_MULTI';
}
