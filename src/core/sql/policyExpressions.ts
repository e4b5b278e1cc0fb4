import type { Node } from '@pgsql/types';
import { type SqlStatement, statementNode } from './sqlStatement.ts';

/** What `CREATE POLICY` and `ALTER POLICY` share. */
export interface WrittenPolicy {
  readonly name: string;
  readonly using: Node | undefined;
  readonly withCheck: Node | undefined;
}

export function writtenPolicy(statement: SqlStatement): WrittenPolicy | undefined {
  const policy = statementNode(statement, 'CreatePolicyStmt') ?? statementNode(statement, 'AlterPolicyStmt');
  return policy && { name: policy.policy_name ?? '', using: policy.qual, withCheck: policy.with_check };
}
