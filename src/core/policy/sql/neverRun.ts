import { isAllowedFunction } from './allowedFunctions.ts';
import { inspectRead } from './inspectRead.ts';
import { knownRefusal } from './refusedFunctions.ts';
import { statementObjection } from './statementClasses.ts';
import { fieldOf, kindOf, statementOf } from './treeFields.ts';

/** Statements whose effect nobody can read off the text that was approved, or that reach beyond the database. */
const NEVER: ReadonlySet<string> = new Set([
  'DoStmt',
  'CallStmt',
  'CopyStmt',
  'ExecuteStmt',
  'PrepareStmt',
  'LoadStmt',
  'AlterSystemStmt',
  'CheckPointStmt',
  'DeclareCursorStmt',
  'FetchStmt',
  'ListenStmt',
  'DiscardStmt',
  'CreatedbStmt',
  'DropdbStmt',
  'CreateTableSpaceStmt',
  'DropTableSpaceStmt',
  'CreateSubscriptionStmt',
  'AlterSubscriptionStmt',
]);

/** Settings that change who one is or what is checked. */
const NEVER_SET: ReadonlySet<string> = new Set([
  'role',
  'session_authorization',
  'session_replication_role',
  'session characteristics',
  'default_transaction_read_only',
  'transaction_read_only',
  'standard_conforming_strings',
  'client_encoding',
]);

/** Kinds of functions that reach beyond the database's own tables. */
const NEVER_CALLED: ReadonlySet<string> = new Set([
  'file-access',
  'egress',
  'other-sessions',
  'server-control',
  'write-ahead-log',
  'replication',
]);

/** Why a statement is never run from here, even with an approval; undefined for one that may be. */
export function neverRunReason(tree: unknown): string | undefined {
  const kind = kindOf(tree);
  if (NEVER.has(kind)) {
    return statementObjection(kind, statementOf(tree, kind) ?? {}).reason;
  }
  const setting = String(fieldOf(statementOf(tree, 'VariableSetStmt'), 'name') ?? '').toLowerCase();
  if (NEVER_SET.has(setting)) return `SET ${setting} changes who runs the rest, or what is checked.`;
  const { objections, names } = inspectRead(tree);
  // What was not walked to its end may hold anything.
  const complex = objections.find(({ subclass }) => subclass === 'too-complex');
  if (complex) return complex.reason;
  const { functions, attributes } = names;
  for (const { name, schema } of [...functions, ...attributes.map((name) => ({ name, schema: undefined }))]) {
    const refusal = isAllowedFunction(name, schema) ? undefined : knownRefusal(name);
    if (refusal && NEVER_CALLED.has(refusal.kind)) return `${name} ${refusal.does}.`;
  }
  return undefined;
}
