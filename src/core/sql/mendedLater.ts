import type { CreateFunctionStmt } from '@pgsql/types';
import { definesFunctionFact, dropsFunctionFacts, policyFact, signatureOf } from './lastingFacts.ts';
import { policyTable, writtenPolicy } from './policyExpressions.ts';
import type { SqlFileContext } from './sqlFileContext.ts';
import type { SqlStatement } from './sqlStatement.ts';
import type { SqlFact } from './statementFacts.ts';

/** Something after the statement says one of these: later in its file, or in a later migration of its folder. */
export function saidLater(context: SqlFileContext, facts: readonly SqlFact[]): boolean {
  return facts.some((fact) => context.happensLater(fact) || context.happensInLaterFile(fact));
}

/** The policy does not outlive the migrations: it, or its table, is dropped later. */
export function isPolicyDroppedLater(statement: SqlStatement, context: SqlFileContext): boolean {
  const policy = writtenPolicy(statement);
  if (!policy) return false;
  const table = policyTable(statement);
  return saidLater(context, [policyFact('drop', table, policy.name), `drop:table:${table}`]);
}

/** A later statement drops the function or defines it anew, and is judged in its place. */
export function isFunctionReplacedLater(create: CreateFunctionStmt, context: SqlFileContext): boolean {
  const signature = signatureOf(create);
  return saidLater(context, [definesFunctionFact(signature), ...dropsFunctionFacts(signature)]);
}
