import { nodeAs, type SqlStatement } from '../../sql/sqlStatement.ts';

/** True for what Postgres refuses inside a transaction. */
export function refusesTransaction(statement: SqlStatement): boolean {
  const { tree } = statement;
  if (tree === undefined) return false;
  const has = (word: string): boolean => statement.tokens.some((token) => token.word === word);
  switch (statement.kind) {
    case 'IndexStmt':
      return nodeAs(tree, 'IndexStmt')?.concurrent === true;
    case 'DropStmt':
      return nodeAs(tree, 'DropStmt')?.concurrent === true;
    case 'ReindexStmt':
      return switchedOn(statement, 'concurrently') || has('schema') || has('database') || has('system');
    case 'VacuumStmt':
      return nodeAs(tree, 'VacuumStmt')?.is_vacuumcmd === true;
    case 'ClusterStmt':
      return nodeAs(tree, 'ClusterStmt')?.relation === undefined;
    case 'AlterTableStmt':
      return has('detach') && has('concurrently');
    default:
      return false;
  }
}

/**
 * The statement as it can run inside a transaction, with the same schema as its result; undefined when it leaves no
 * trace in the schema.
 */
export function transactionalForm(statement: SqlStatement): string | undefined {
  if (!refusesTransaction(statement)) return statement.text;
  if (
    statement.kind === 'ReindexStmt' ||
    statement.kind === 'VacuumStmt' ||
    statement.kind === 'ClusterStmt'
  ) {
    return undefined;
  }
  const at = statement.tokens.find(({ word }) => word === 'concurrently');
  if (!at) return statement.text;
  return `${statement.text.slice(0, at.start)}${statement.text.slice(at.end)}`;
}

/** Whether an option in parentheses or as a bare word is given and not switched off: `(CONCURRENTLY false)`. */
export function switchedOn(statement: SqlStatement, option: string): boolean {
  const index = statement.tokens.findIndex(({ word }) => word === option);
  if (index < 0) return false;
  const next = statement.tokens[index + 1];
  if (next === undefined) return true;
  const value = statement.text.slice(next.start, next.end).toLowerCase();
  return !/^(?:(?:e|u&)?'(?:false|off|0)'|false|off|0)$/u.test(value);
}
