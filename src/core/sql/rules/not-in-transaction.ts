import type { Rule } from '../../rules/ruleModel.ts';
import { openingSpan } from '../openingSpan.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { nodeAs, type SqlStatement, statementNode } from '../sqlStatement.ts';
import { optionIsOn } from '../tableLocks.ts';

const ALWAYS: ReadonlySet<string> = new Set([
  'AlterSystemStmt',
  'CreatedbStmt',
  'CreateTableSpaceStmt',
  'DropdbStmt',
  'DropTableSpaceStmt',
]);

/** Postgres refuses the statement in a transaction block, whatever it is about. */
function standsAlone(statement: SqlStatement): boolean {
  if (ALWAYS.has(statement.kind ?? '')) return true;
  const vacuum = statementNode(statement, 'VacuumStmt');
  if (vacuum) return vacuum.is_vacuumcmd === true;
  const cluster = statementNode(statement, 'ClusterStmt');
  if (cluster) return cluster.relation === undefined;
  const reindex = statementNode(statement, 'ReindexStmt');
  if (reindex) {
    const isWide = reindex.kind !== 'REINDEX_OBJECT_INDEX' && reindex.kind !== 'REINDEX_OBJECT_TABLE';
    return isWide && !optionIsOn(reindex.params, 'concurrently');
  }
  const database = statementNode(statement, 'AlterDatabaseStmt');
  return (database?.options ?? []).some((option) => nodeAs(option, 'DefElem')?.defname === 'tablespace');
}

const check: SqlCheck = (statement, context) => {
  if (!standsAlone(statement) || !context.inTransaction) return [];
  const span = openingSpan(statement);
  const words = statement.text.slice(span.start, span.end).toUpperCase();
  return [
    {
      span,
      message: context.isWrapped
        ? `${words} fails here: this runs inside a transaction.`
        : `${words} fails after BEGIN: it cannot run inside a transaction.`,
    },
  ];
};

export const rule: Rule = {
  id: 'not-in-transaction',
  title: 'Statement that cannot run in a transaction',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Data',
  languages: ['sql'],
  message: 'This statement cannot run inside a transaction.',
  actionRequired: 'Run the statement outside a transaction.',
  why: '`VACUUM`, `CREATE DATABASE`, `ALTER SYSTEM` and the like change what no rollback could bring back, or commit on their way. Inside a transaction, a function or a `DO` block Postgres stops at them with an error.',
  howToFix:
    'Move the statement to a migration of its own and switch its transaction off the way your tool does it. Databases, tablespaces and settings of the whole server are better set up outside migrations.',
  references: ['https://www.postgresql.org/docs/current/sql-vacuum.html'],
  match: [
    {
      kind: 'sqlCheck',
      statements: [
        'AlterDatabaseStmt',
        'AlterSystemStmt',
        'ClusterStmt',
        'CreatedbStmt',
        'CreateTableSpaceStmt',
        'DropdbStmt',
        'DropTableSpaceStmt',
        'ReindexStmt',
        'VacuumStmt',
      ],
      check,
    },
  ],
  examples: {
    fires: [
      { code: 'BEGIN;\nVACUUM ANALYZE orders;\nCOMMIT;', marks: 'VACUUM' },
      { code: 'drop database old;', path: 'supabase/migrations/1_a.sql', marks: 'drop database' },
      { code: 'BEGIN;\nREINDEX DATABASE shop;\nCOMMIT;' },
    ],
    silent: [
      { code: 'VACUUM ANALYZE orders;\nCREATE DATABASE shop;' },
      { code: 'BEGIN;\nANALYZE orders;\nREINDEX TABLE orders;\nCLUSTER orders;\nCOMMIT;' },
      { code: 'ALTER DATABASE shop SET work_mem = 1;', path: 'supabase/migrations/1_a.sql' },
    ],
  },
};
