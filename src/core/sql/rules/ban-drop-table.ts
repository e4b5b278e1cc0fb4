import type { Rule } from '../../rules/ruleModel.ts';
import { droppedObjects } from '../droppedObjects.ts';
import type { SqlCheck } from '../sqlRule.ts';

const check: SqlCheck = (statement, context) =>
  droppedObjects(statement).flatMap(({ kind, name, span }) => {
    if (kind !== 'OBJECT_TABLE') return [];
    if (context.createdEarlier('table', name) || context.isDownMigration) return [];
    return [
      {
        span,
        message: `Dropping table ${name} loses its rows and breaks every running client that still uses it.`,
      },
    ];
  });

export const rule: Rule = {
  id: 'ban-drop-table',
  title: 'Table dropped',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Data',
  languages: ['sql'],
  message: 'Dropping a table loses its rows and breaks every running client that still uses it.',
  actionRequired: 'Release code that no longer uses the table first; keep a copy of its rows.',
  why: 'The rows are gone when the migration commits; only a backup brings them back, and not those written since. Servers of the release before still query the table and fail.',
  howToFix: `1. Release code that does not touch the table.
2. Rename it out of the way for a while (\`orders_unused\`), or copy its rows to a safe place.
3. Drop it in a later migration and say so with \`-- fixward-ignore ban-drop-table: copied to …\`.

Migrations that undo another one, and tables made in the same file, are not reported.`,
  aliases: ['banDropTable', 'drop-table', 'US021'],
  match: [{ kind: 'sqlCheck', statements: ['DropStmt'], check }],
  examples: {
    fires: [
      { code: 'DROP TABLE orders;', marks: 'orders' },
      { code: 'drop table if exists shop.orders, "Old Ones" cascade;', count: 2, marks: 'shop.orders' },
    ],
    silent: [
      { code: 'CREATE TABLE orders_copy (id bigint);\nDROP TABLE orders_copy;' },
      { code: 'DROP TABLE orders;', path: 'migrations/0001_orders.down.sql' },
      { code: '-- +goose Up\nSELECT 1;\n-- +goose Down\nDROP TABLE orders;' },
      { code: 'DROP VIEW totals;' },
    ],
  },
};
