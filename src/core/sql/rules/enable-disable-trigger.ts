import type { Rule } from '../../rules/ruleModel.ts';
import { alterCommands } from '../alterCommands.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { spanOfTokens } from '../statementTokens.ts';
import { isTriggerSwitch } from '../tableLocks.ts';

const check: SqlCheck = (statement, context) =>
  alterCommands(statement)
    .filter(
      ({ command, table }) => isTriggerSwitch(command.subtype) && !context.createdEarlier('table', table),
    )
    .map(({ command, table, first, last }) => ({
      span: spanOfTokens(statement, first, last),
      message: command.subtype?.startsWith('AT_Disable')
        ? `Until the trigger is switched on again, writes of every session to ${table} go without it, and this statement keeps them waiting first.`
        : `Switching triggers of ${table} waits for every write that is under way and keeps new ones waiting.`,
    }));

export const rule: Rule = {
  id: 'enable-disable-trigger',
  title: 'Trigger switched on or off',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Data',
  languages: ['sql'],
  message: 'Switching triggers is for every session, and keeps writes to the table waiting.',
  actionRequired: 'Let the trigger itself skip the rows, or do it all in one short transaction.',
  why: 'A disabled trigger is disabled for everybody: what the application writes meanwhile is not checked, stamped or logged, and foreign keys are triggers too when `ALL` are switched off. The statement takes a `SHARE ROW EXCLUSIVE` lock, so writers wait for it, and for all that follows in its transaction.',
  howToFix:
    "For the migration’s own session `SET LOCAL session_replication_role = 'replica'` skips triggers without a lock (it needs the right to do so), or the trigger can test a setting of your own: `WHEN (current_setting('app.skip', true) IS NULL)`.",
  references: [
    'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-DISABLE-ENABLE-TRIGGER',
  ],
  aliases: ['avoidEnableDisableTrigger'],
  match: [{ kind: 'sqlCheck', statements: ['AlterTableStmt'], check }],
  examples: {
    fires: [
      { code: 'ALTER TABLE orders DISABLE TRIGGER stamp;', marks: 'DISABLE TRIGGER stamp' },
      {
        code: 'alter table orders enable always trigger stamp, disable trigger all;',
        count: 2,
        marks: 'enable always trigger stamp',
      },
    ],
    silent: [
      { code: 'CREATE TABLE orders (id bigint);\nALTER TABLE orders DISABLE TRIGGER USER;' },
      { code: 'ALTER TABLE orders ENABLE ROW LEVEL SECURITY;' },
    ],
  },
};
