import type { Node } from '@pgsql/types';
import { type SqlStatement, statementNode } from './sqlStatement.ts';
import { relationName } from './statementFacts.ts';

/** What `CREATE POLICY` and `ALTER POLICY` share. */
export interface WrittenPolicy {
  readonly name: string;
  readonly using: Node | undefined;
  readonly withCheck: Node | undefined;
}

/** The policy's table, as `statementFacts.ts` spells names. */
export function policyTable(statement: SqlStatement): string {
  const policy = statementNode(statement, 'CreatePolicyStmt') ?? statementNode(statement, 'AlterPolicyStmt');
  return relationName(policy?.table);
}

export function writtenPolicy(statement: SqlStatement): WrittenPolicy | undefined {
  const policy = statementNode(statement, 'CreatePolicyStmt') ?? statementNode(statement, 'AlterPolicyStmt');
  return policy && { name: policy.policy_name ?? '', using: policy.qual, withCheck: policy.with_check };
}
