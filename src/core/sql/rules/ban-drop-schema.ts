import type { Rule } from '../../rules/ruleModel.ts';
import { droppedObjects } from '../droppedObjects.ts';
import type { SqlCheck } from '../sqlRule.ts';

const check: SqlCheck = (statement, context) =>
  droppedObjects(statement).flatMap(({ kind, name, span }) => {
    if (kind !== 'OBJECT_SCHEMA' || context.createdEarlier('schema', name) || context.isDownMigration)
      return [];
    return [{ span, message: `Dropping schema ${name} takes everything that lives in it along.` }];
  });

export const rule: Rule = {
  id: 'ban-drop-schema',
  title: 'Schema dropped',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Data',
  languages: ['sql'],
  message: 'Dropping a schema takes everything that lives in it along.',
  actionRequired: 'Drop what the schema holds object by object, when nothing uses it any more.',
  why: 'With `CASCADE` one line removes every table, view and function of the schema with all rows, and whatever other schemas built upon them; only a backup brings them back. Without it the statement fails as soon as anyone has put something into the schema, often only in production.',
  howToFix: `1. Release code that does not use the schema.
2. Drop or move its tables in migrations of their own, each after a look at who still reads it.
3. Drop the empty schema last, without \`CASCADE\`, and say so with \`-- fixward-ignore ban-drop-schema: emptied in …\`.

Migrations that undo another one, and schemas made in the same file, are not reported.`,
  references: ['https://www.postgresql.org/docs/current/sql-dropschema.html'],
  aliases: ['banDropSchema', 'US009', 'DS101'],
  match: [{ kind: 'sqlCheck', statements: ['DropStmt'], check }],
  examples: {
    fires: [
      { code: 'DROP SCHEMA billing CASCADE;', marks: 'billing' },
      { code: 'drop schema if exists "Old Räume", archive;', count: 2, marks: '"Old Räume"' },
    ],
    silent: [
      { code: 'CREATE SCHEMA scratch;\nDROP SCHEMA scratch CASCADE;' },
      { code: 'DROP SCHEMA billing CASCADE;', path: 'migrations/2025-01-01_billing/down.sql' },
      { code: 'DROP TABLE billing.orders;' },
    ],
  },
};
