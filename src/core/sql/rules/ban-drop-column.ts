import type { Rule } from '../../rules/ruleModel.ts';
import { alterCommands } from '../alterCommands.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { nameOfToken } from '../token.ts';

const check: SqlCheck = (statement, context) =>
  alterCommands(statement)
    .filter(({ command }) => command.subtype === 'AT_DropColumn')
    .flatMap(({ command, table, first, last }) => {
      if (context.createdEarlier('table', table)) return [];
      if (context.createdEarlier('column', `${table}.${command.name ?? ''}`)) return [];
      if (context.isDownMigration) return [];
      const name = statement.tokens.find(
        (token, index) =>
          index > first && index <= last && nameOfToken(token, statement.text) === command.name,
      );
      const span = name ?? {
        start: statement.tokens[first]?.start ?? 0,
        end: statement.tokens[last]?.end ?? 0,
      };
      return [
        {
          span: { start: span.start, end: span.end },
          message: `Dropping column ${command.name} loses its data and breaks every running client that still reads it.`,
        },
      ];
    });

export const rule: Rule = {
  id: 'ban-drop-column',
  title: 'Column dropped',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Data',
  languages: ['sql'],
  message: 'Dropping this column loses its data and breaks every running client that still reads it.',
  actionRequired: 'Release code that no longer uses the column first; drop it in a later migration.',
  why: `The column's data is gone the moment the migration commits, and application servers that are still running the release before name the column in their queries: each of those fails until the new release is everywhere.`,
  howToFix: `1. Release code that neither reads nor writes the column (tell the ORM to ignore it).
2. Make sure nothing else uses it: views, functions, reports, replicas.
3. Drop it in a later migration and say so with \`-- fixward-ignore ban-drop-column: unused since …\`.

Migrations that undo another one may drop what that one added; they are not reported.`,
  references: ['https://www.postgresql.org/docs/current/sql-altertable.html'],
  aliases: ['banDropColumn', 'drop-column', 'US001'],
  match: [{ kind: 'sqlCheck', check }],
  examples: {
    fires: [
      { code: 'ALTER TABLE orders DROP COLUMN discount;', marks: 'discount' },
      { code: 'alter table "Orders" drop if exists "Old Price" cascade;', marks: '"Old Price"' },
      { code: 'ALTER TABLE orders DROP COLUMN a, DROP COLUMN b;', count: 2, marks: 'a' },
    ],
    silent: [
      { code: 'ALTER TABLE orders DROP CONSTRAINT orders_total_check;' },
      { code: 'ALTER TABLE orders ADD COLUMN draft text;\nALTER TABLE orders DROP COLUMN draft;' },
      { code: 'ALTER TABLE orders DROP COLUMN discount;', path: 'migrations/2025-01-01_discount/down.sql' },
    ],
  },
};
