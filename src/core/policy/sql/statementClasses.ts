import type { Objection, SqlClass } from './sqlClass.ts';

/** What runs when a statement of this kind is the whole text. Kinds that are not here change the database's objects. */
const BY_KIND: Readonly<Record<string, readonly [SqlClass, string, string]>> = {
  InsertStmt: ['write', 'insert', 'INSERT writes rows'],
  UpdateStmt: ['write', 'update', 'UPDATE writes rows'],
  DeleteStmt: ['write', 'delete', 'DELETE removes rows'],
  MergeStmt: ['write', 'merge', 'MERGE writes rows'],
  TruncateStmt: ['write', 'truncate', 'TRUNCATE removes all rows'],
  ExecuteStmt: ['write', 'execute-unknown', 'EXECUTE runs a prepared statement whose text is not seen here'],
  DoStmt: ['dangerous-function', 'do-block', 'DO runs a program'],
  CallStmt: ['dangerous-function', 'call', 'CALL runs a procedure, which may end the transaction'],
  LoadStmt: ['dangerous-function', 'load-library', 'LOAD loads a library into the server'],
  CheckPointStmt: [
    'dangerous-function',
    'server-control',
    'CHECKPOINT makes the server write everything out',
  ],
  TransactionStmt: [
    'session',
    'tx-control',
    'it begins, ends or marks a transaction; a read runs in one that stays shut',
  ],
  VariableSetStmt: ['session', 'setting', 'SET and RESET change the session, its limits or its role'],
  ConstraintsSetStmt: ['session', 'setting', 'SET CONSTRAINTS changes the transaction'],
  ListenStmt: ['session', 'notify', 'LISTEN keeps the session subscribed'],
  UnlistenStmt: ['session', 'notify', 'UNLISTEN changes what the session hears'],
  NotifyStmt: ['session', 'notify', 'NOTIFY sends a message to other sessions'],
  LockStmt: ['session', 'lock', 'LOCK makes others wait'],
  DeallocateStmt: ['session', 'prepared', 'DEALLOCATE changes the session'],
  DiscardStmt: ['session', 'discard', 'DISCARD changes the session'],
  DeclareCursorStmt: ['session', 'cursor', 'DECLARE opens a cursor; give the query alone'],
  FetchStmt: ['session', 'cursor', 'FETCH and MOVE read a cursor that is not seen here'],
  ClosePortalStmt: ['session', 'cursor', 'CLOSE changes the session'],
  CreateTableAsStmt: ['ddl', 'ctas', 'it creates a table from a query'],
  RefreshMatViewStmt: ['ddl', 'refresh', 'REFRESH MATERIALIZED VIEW writes the view anew'],
  VacuumStmt: ['ddl', 'maintenance', 'VACUUM and ANALYZE write to the tables and their statistics'],
  ReindexStmt: ['ddl', 'maintenance', 'REINDEX writes indexes anew'],
  ClusterStmt: ['ddl', 'maintenance', 'CLUSTER writes a table anew'],
  AlterSystemStmt: ['ddl', 'alter-system', 'ALTER SYSTEM changes the whole server'],
  GrantStmt: ['ddl', 'privilege', 'GRANT and REVOKE change who may do what'],
  GrantRoleStmt: ['ddl', 'privilege', 'GRANT and REVOKE change who may do what'],
  AlterDefaultPrivilegesStmt: ['ddl', 'privilege', 'it changes who may do what'],
  CreateRoleStmt: ['ddl', 'privilege', 'it creates a role'],
  AlterRoleStmt: ['ddl', 'privilege', 'it changes a role'],
  AlterRoleSetStmt: ['ddl', 'privilege', "it changes a role's settings"],
  DropRoleStmt: ['ddl', 'privilege', 'it drops a role'],
  CommentStmt: ['ddl', 'comment', 'COMMENT changes what is written about an object'],
  SecLabelStmt: ['ddl', 'privilege', 'SECURITY LABEL changes who may do what'],
};

/** What a statement that is no read is called, by its kind and content. */
export function statementObjection(kind: string, fields: Readonly<Record<string, unknown>>): Objection {
  if (kind === 'CopyStmt') return copyObjection(fields);
  const known = Object.hasOwn(BY_KIND, kind) ? BY_KIND[kind] : undefined;
  const [ownClass, subclass, reason] = known ?? [
    'ddl',
    'definition',
    `${wordsOf(kind)} changes the database's objects`,
  ];
  return { class: ownClass, subclass, reason: `${reason}.` };
}

function copyObjection(fields: Readonly<Record<string, unknown>>): Objection {
  if (fields.is_program === true) {
    return {
      class: 'dangerous-function',
      subclass: 'copy-program',
      reason: 'COPY … PROGRAM runs a program on the server.',
    };
  }
  if (fields.filename !== undefined) {
    return {
      class: 'dangerous-function',
      subclass: 'copy-file',
      reason: 'COPY reads or writes a file of the server.',
    };
  }
  if (fields.is_from === true)
    return { class: 'write', subclass: 'copy-from', reason: 'COPY … FROM writes rows.' };
  return {
    class: 'dangerous-function',
    subclass: 'copy-out',
    reason: 'COPY … TO sends a whole table past every limit; write a SELECT.',
  };
}

/** `AlterTableStmt` as words: `ALTER TABLE`. */
function wordsOf(kind: string): string {
  return kind
    .replace(/Stmt$/u, '')
    .replace(/(?<=[a-z])(?=[A-Z])/gu, ' ')
    .toUpperCase();
}
