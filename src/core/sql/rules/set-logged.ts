import type { Rule } from '../../rules/ruleModel.ts';
import { alterCommands } from '../alterCommands.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { spanOfTokens } from '../statementTokens.ts';

const check: SqlCheck = (statement, context) =>
  alterCommands(statement).flatMap(({ command, table, first, last }) => {
    const { subtype } = command;
    if (subtype !== 'AT_SetLogged' && subtype !== 'AT_SetUnLogged') return [];
    if (context.createdEarlier('table', table)) return [];
    const loss =
      subtype === 'AT_SetUnLogged'
        ? ', which from then on is emptied by a crash and missing on replicas'
        : '';
    return [
      {
        span: spanOfTokens(statement, first, last),
        message: `This writes all of ${table} anew while nobody can read or write it${loss}.`,
      },
    ];
  });

export const rule: Rule = {
  id: 'set-logged',
  title: 'Table switched between logged and unlogged',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Data',
  languages: ['sql'],
  message: 'This writes the whole table anew while nobody can read or write it.',
  actionRequired: 'Decide it when the table is created, or in a maintenance window.',
  why: '`SET LOGGED` and `SET UNLOGGED` rewrite the table and its indexes under an `ACCESS EXCLUSIVE` lock. An unlogged table does not outlive a crash: Postgres empties it at the next start, and replicas and point-in-time copies do not hold its rows.',
  howToFix:
    'Make a new table of the wanted kind, copy the rows in batches, then swap the names in a short transaction. Keep data that must not be lost in logged tables.',
  references: ['https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-UNLOGGED'],
  aliases: ['set-logged-unlogged', 'E10', 'GN019'],
  match: [{ kind: 'sqlCheck', statements: ['AlterTableStmt'], check }],
  examples: {
    fires: [
      { code: 'ALTER TABLE orders SET UNLOGGED;', marks: 'SET UNLOGGED' },
      { code: 'alter table orders add column note text, set logged;', marks: 'set logged' },
    ],
    silent: [
      { code: 'CREATE UNLOGGED TABLE staging (id bigint);\nALTER TABLE staging SET LOGGED;' },
      { code: 'ALTER TABLE orders SET (fillfactor = 70);' },
    ],
  },
};
