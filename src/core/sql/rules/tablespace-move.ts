import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlFileContext } from '../sqlFileContext.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { nodeAs, type SqlStatement, statementNode } from '../sqlStatement.ts';
import { relationName } from '../statementFacts.ts';
import { indexOfWord, indexOfWords, spanOfTokens } from '../statementTokens.ts';
import { optionIsOn } from '../tableLocks.ts';

/** What moves, in the words of a message; undefined when nothing that holds data does. */
function moved(statement: SqlStatement, context: SqlFileContext): string | undefined {
  const alter = statementNode(statement, 'AlterTableStmt');
  if (alter) {
    const moves = (alter.cmds ?? []).some(
      (node) => nodeAs(node, 'AlterTableCmd')?.subtype === 'AT_SetTableSpace',
    );
    const name = relationName(alter.relation);
    const kind = alter.objtype === 'OBJECT_INDEX' ? 'index' : 'table';
    const isNew = context.createdEarlier(kind, name) || context.createdEarlier('view', name);
    return moves && !isNew ? name : undefined;
  }
  const all = statementNode(statement, 'AlterTableMoveAllStmt');
  if (all) return `everything in ${all.orig_tablespacename ?? 'the tablespace'}`;
  const database = statementNode(statement, 'AlterDatabaseStmt');
  const reindex = statementNode(statement, 'ReindexStmt');
  // Concurrently, the index stays in use until the new one takes its place.
  if (optionIsOn(reindex?.params, 'concurrently')) return undefined;
  const options = database?.options ?? reindex?.params ?? [];
  const names = options.some((option) => nodeAs(option, 'DefElem')?.defname === 'tablespace');
  if (!names) return undefined;
  return database ? `the whole database ${database.dbname ?? ''}`.trimEnd() : 'the rebuilt index';
}

const check: SqlCheck = (statement, context) => {
  const what = moved(statement, context);
  if (what === undefined) return [];
  const set = indexOfWords(statement, ['set', 'tablespace']);
  const first = set < 0 ? indexOfWord(statement, 'tablespace') : set;
  return [
    {
      span: spanOfTokens(statement, first, set < 0 ? first + 1 : first + 2),
      message: `This copies ${what} to other files, block by block, while nobody can use it.`,
    },
  ];
};

export const rule: Rule = {
  id: 'tablespace-move',
  title: 'Data moved to another tablespace',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'This copies the data to other files, block by block, while nobody can use it.',
  actionRequired: 'Move it in a maintenance window, or build a copy beside it.',
  why: 'Moving a table or an index holds an `ACCESS EXCLUSIVE` lock for as long as the disk takes to copy it: hours for large ones.',
  howToFix:
    'For an index, `REINDEX (TABLESPACE fast) INDEX CONCURRENTLY name` (Postgres 14 and later) builds it anew in its place while it stays in use. For a table, `pg_repack --tablespace` does the like; otherwise plan a window.',
  references: ['https://www.postgresql.org/docs/current/manage-ag-tablespaces.html'],
  aliases: ['US017', 'US018', 'US023', 'US024'],
  match: [
    {
      kind: 'sqlCheck',
      statements: ['AlterTableStmt', 'AlterTableMoveAllStmt', 'AlterDatabaseStmt', 'ReindexStmt'],
      check,
    },
  ],
  examples: {
    fires: [
      { code: 'ALTER TABLE orders SET TABLESPACE fast;', marks: 'SET TABLESPACE fast' },
      { code: 'alter index orders_idx set tablespace fast;', marks: 'set tablespace fast' },
      { code: 'ALTER TABLE ALL IN TABLESPACE slow SET TABLESPACE fast;', marks: 'SET TABLESPACE fast' },
      { code: 'ALTER DATABASE shop SET TABLESPACE fast;' },
      { code: 'REINDEX (TABLESPACE fast) TABLE orders;', marks: 'TABLESPACE fast' },
    ],
    silent: [
      { code: 'CREATE TABLE orders (id bigint) TABLESPACE fast;' },
      { code: 'CREATE TABLE orders (id bigint);\nALTER TABLE orders SET TABLESPACE fast;' },
      { code: 'ALTER DATABASE shop SET work_mem = 1;' },
      { code: 'REINDEX (TABLESPACE fast) INDEX CONCURRENTLY orders_idx;' },
      { code: 'REINDEX INDEX orders_idx;' },
    ],
  },
};
