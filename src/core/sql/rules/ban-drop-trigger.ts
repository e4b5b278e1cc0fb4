import type { Rule } from '../../rules/ruleModel.ts';
import { droppedObjects } from '../droppedObjects.ts';
import type { SqlFileContext } from '../sqlFileContext.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { statementNode } from '../sqlStatement.ts';

/** Dropping and making it anew is how triggers are changed. */
function isMadeAnew(trigger: string, context: SqlFileContext): boolean {
  return context
    .statements()
    .slice(context.index + 1)
    .some((statement) => statementNode(statement, 'CreateTrigStmt')?.trigname === trigger);
}

const check: SqlCheck = (statement, context) => {
  if (statementNode(statement, 'DropStmt')?.removeType !== 'OBJECT_TRIGGER') return [];
  if (context.isDownMigration) return [];
  return droppedObjects(statement).flatMap(({ name, span }) => {
    const trigger = name.split('.').at(-1) ?? name;
    if (isMadeAnew(trigger, context)) return [];
    return [
      {
        span,
        message: `Without trigger ${trigger} rows are written unchecked, and dropping it stops every query on its table for a moment.`,
      },
    ];
  });
};

export const rule: Rule = {
  id: 'ban-drop-trigger',
  title: 'Trigger dropped',
  kind: 'prevention',
  severity: 'LOW',
  problemType: 'Data',
  languages: ['sql'],
  message: 'Rows are written without the trigger from now on.',
  actionRequired: 'Make sure that nothing depends on the trigger, and set lock_timeout.',
  why: 'A trigger is code that the application does not see: dropped, nothing fails, but columns stay unset, checks are skipped and the audit log has a gap. `DROP TRIGGER` also needs an `ACCESS EXCLUSIVE` lock on the table.',
  howToFix:
    'To change a trigger, use `CREATE OR REPLACE TRIGGER` (Postgres 14 and later), or drop and create it in one transaction, which this rule leaves alone.',
  references: ['https://www.postgresql.org/docs/current/sql-droptrigger.html'],
  aliases: ['banDropTrigger', 'drop-trigger'],
  optIn: true,
  match: [{ kind: 'sqlCheck', statements: ['DropStmt'], check }],
  examples: {
    fires: [
      { code: 'DROP TRIGGER IF EXISTS stamp ON shop.orders;', marks: 'stamp' },
      { code: 'drop trigger "Stamp" on orders;', marks: '"Stamp"' },
    ],
    silent: [
      {
        code: 'DROP TRIGGER stamp ON orders;\nCREATE TRIGGER stamp BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION f();',
      },
      { code: 'DROP TRIGGER stamp ON orders;', path: 'migrations/2025-01-01_a/down.sql' },
      { code: 'DROP INDEX orders_idx;' },
    ],
  },
};
