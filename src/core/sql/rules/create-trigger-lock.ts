import type { Rule } from '../../rules/ruleModel.ts';
import { openingSpan } from '../openingSpan.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { statementNode } from '../sqlStatement.ts';
import { relationName } from '../statementFacts.ts';

const check: SqlCheck = (statement, context) => {
  const trigger = statementNode(statement, 'CreateTrigStmt');
  if (!trigger || context.isDownMigration) return [];
  const table = relationName(trigger.relation);
  if (context.createdEarlier('table', table) || context.createdEarlier('view', table)) return [];
  return [
    {
      span: openingSpan(statement),
      message: `Creating this trigger waits for every write to ${table} that is under way and keeps new ones waiting.`,
    },
  ];
};

export const rule: Rule = {
  id: 'create-trigger-lock',
  title: 'Trigger created on an existing table',
  kind: 'prevention',
  severity: 'LOW',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'Creating this trigger keeps writes to its table waiting.',
  actionRequired: 'Set lock_timeout, and create the trigger in a short transaction of its own.',
  why: '`CREATE TRIGGER` takes a `SHARE ROW EXCLUSIVE` lock. The work itself is quick, but behind one long write every other write queues, and from then on each of them pays for the trigger.',
  howToFix:
    'Set `lock_timeout` before it and keep other statements out of the transaction. Ask whether a generated column, a default or the application can do what the trigger does.',
  references: ['https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES'],
  aliases: ['avoidCreateTrigger', 'create-trigger'],
  optIn: true,
  match: [{ kind: 'sqlCheck', statements: ['CreateTrigStmt'], check }],
  examples: {
    fires: [
      {
        code: 'CREATE TRIGGER stamp BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION set_updated();',
        marks: 'CREATE TRIGGER',
      },
      {
        code: 'create or replace trigger stamp before update on orders for each row execute function f();',
        marks: 'create or replace trigger',
      },
    ],
    silent: [
      {
        code: 'CREATE TABLE orders (id bigint);\nCREATE TRIGGER stamp BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION f();',
      },
      { code: 'CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;' },
    ],
  },
};
