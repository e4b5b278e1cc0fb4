import type { FixProposal } from '../../rules/finding.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import { regTypesMatcher } from '../../schema/rules/reg-types.ts';
import { typeSpan, writtenColumns } from '../columns.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { textOfSpan } from '../statementTokens.ts';

/** Their numbers differ in the new cluster; those of regclass, regrole and regtype are kept. */
const LOST_IN_UPGRADE: ReadonlySet<string> = new Set([
  'regcollation',
  'regconfig',
  'regdictionary',
  'regnamespace',
  'regoper',
  'regoperator',
  'regproc',
  'regprocedure',
]);

const check: SqlCheck = (statement, context) =>
  writtenColumns(statement).flatMap((column) => {
    if (!LOST_IN_UPGRADE.has(column.type) || context.isDownMigration) return [];
    const span = typeSpan(statement, column);
    const isUpper = textOfSpan(statement, span) === textOfSpan(statement, span).toUpperCase();
    const array = (column.definition.typeName?.arrayBounds?.length ?? 0) > 0 ? '[]' : '';
    const fixes = ['text', 'oid'].map((type): FixProposal => {
      const newText = `${isUpper ? type.toUpperCase() : type}${array}`;
      return { title: `Change the type to ${newText}`, kind: 'suggest', edits: [{ span, newText }] };
    });
    return [
      { span, message: `While column ${column.name} exists, pg_upgrade refuses the whole cluster.`, fixes },
    ];
  });

export const rule: Rule = {
  id: 'reg-types',
  title: 'Column of a type that blocks upgrades',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Architecture',
  languages: ['sql'],
  message: 'While a column of this type exists, pg_upgrade refuses the whole cluster.',
  actionRequired: 'Keep the name as text.',
  why: 'A `regproc` or `regnamespace` is stored as the number the object has in this cluster. The next major version gives it another, so `pg_upgrade` stops at its check and the upgrade of every database on the server waits until the column is gone.',
  howToFix:
    'Store the object’s name as `text` and cast where it is used (`name::regprocedure`). `regclass`, `regrole` and `regtype` keep their numbers and may stay.',
  references: ['https://www.postgresql.org/docs/current/pgupgrade.html'],
  aliases: ['unsupported_reg_types', '0018_unsupported_reg_types'],
  match: [{ kind: 'sqlCheck', statements: ['CreateStmt', 'AlterTableStmt'], check }, regTypesMatcher],
  examples: {
    fires: [
      {
        code: 'CREATE TABLE jobs (handler regprocedure NOT NULL);',
        marks: 'regprocedure',
        fixed: 'CREATE TABLE jobs (handler text NOT NULL);',
      },
      {
        code: 'alter table jobs add "größe 🎉" REGCONFIG[];',
        marks: 'REGCONFIG[]',
        fixed: 'alter table jobs add "größe 🎉" TEXT[];',
      },
    ],
    silent: [
      { code: 'CREATE TABLE jobs (source regclass, owner regrole, kind regtype, regproc text);' },
      { code: "SELECT 'now'::regproc;" },
    ],
  },
};
