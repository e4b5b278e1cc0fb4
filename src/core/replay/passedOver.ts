import { type SqlStatement, statementNode } from '../sql/sqlStatement.ts';

/** Kinds of statement that reach beyond the one throw-away database. */
const BEYOND_THE_DATABASE: ReadonlyMap<string, string> = new Map([
  ['CreatedbStmt', 'the shadow has one database'],
  ['DropdbStmt', 'the shadow has one database'],
  ['AlterDatabaseStmt', 'the shadow has a database of its own'],
  ['AlterDatabaseSetStmt', 'the shadow has a database of its own'],
  ['AlterDatabaseRefreshCollStmt', 'the shadow has a database of its own'],
  ['AlterSystemStmt', 'it changes the server'],
  ['CreateTableSpaceStmt', 'it names a folder of the server'],
  ['DropTableSpaceStmt', 'the shadow has no tablespaces'],
  ['CreateSubscriptionStmt', 'it connects to another server'],
  ['AlterSubscriptionStmt', 'it connects to another server'],
  ['DropSubscriptionStmt', 'it connects to another server'],
  ['LoadStmt', 'it loads a library of the server'],
]);

/** Why a statement cannot be run on a throw-away database, or undefined when it can. */
export function reasonToPassOver(statement: SqlStatement): string | undefined {
  if (statement.hasHoles) return 'it holds a placeholder that only the migration tool can fill';
  const copy = statementNode(statement, 'CopyStmt');
  if (copy?.is_program) return 'it runs a program';
  if (copy?.filename !== undefined) return 'it reads or writes a file of the server';
  if (copy?.is_from) return 'its rows are data, not schema';
  if (copy) return 'it sends rows to the client';
  return statement.kind === undefined ? undefined : BEYOND_THE_DATABASE.get(statement.kind);
}
