import type { Rule } from '../../rules/ruleModel.ts';
import { alterCommands } from '../alterCommands.ts';
import type { SqlFileContext } from '../sqlFileContext.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { nodeAs } from '../sqlStatement.ts';
import { provenColumn } from '../statementFacts.ts';
import { indexOfWords, spanOfTokens } from '../statementTokens.ts';

/** A `CHECK (column IS NOT NULL)` of this file, validated before, spares Postgres 12 and later the scan. */
function isProven(table: string, column: string, context: SqlFileContext): boolean {
  const fact = `proves-not-null:${table}.${column}`;
  if (!context.happensEarlier(fact)) return false;
  return context
    .statements()
    .slice(0, context.index)
    .flatMap((statement) => alterCommands(statement))
    .some(({ command, table: of }) => {
      const constraint = nodeAs(command.def, 'Constraint');
      if (of !== table || provenColumn(constraint?.raw_expr) !== column) return false;
      return (
        !constraint?.skip_validation ||
        context.happensEarlier(`validate:${table}.${constraint.conname ?? ''}`)
      );
    });
}

const check: SqlCheck = (statement, context) =>
  alterCommands(statement).flatMap(({ command, table, first, last }) => {
    const column = command.name ?? '';
    if (command.subtype !== 'AT_SetNotNull') return [];
    if (context.createdEarlier('table', table)) return [];
    if (context.targetVersion >= 12 && isProven(table, column, context)) return [];
    const set = indexOfWords(statement, ['set', 'not', 'null'], first);
    return [
      {
        span: spanOfTokens(statement, set, Math.min(set + 2, last)),
        message: `SET NOT NULL reads all of ${table} while nobody can read or write it.`,
      },
    ];
  });

export const rule: Rule = {
  id: 'adding-not-null',
  title: 'SET NOT NULL that scans the table under lock',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'SET NOT NULL reads the whole table while nobody can read or write it.',
  actionRequired: 'Prove the column with a validated CHECK constraint first.',
  why: '`SET NOT NULL` holds an `ACCESS EXCLUSIVE` lock while it looks for a null in every row. Since Postgres 12 it skips the search when a valid `CHECK (column IS NOT NULL)` already proves there is none.',
  howToFix: `1. \`ALTER TABLE orders ADD CONSTRAINT region_set CHECK (region IS NOT NULL) NOT VALID;\`
2. in a later transaction: \`ALTER TABLE orders VALIDATE CONSTRAINT region_set;\`
3. \`ALTER TABLE orders ALTER COLUMN region SET NOT NULL;\` then drop the check.`,
  references: ['https://www.postgresql.org/docs/current/sql-altertable.html'],
  aliases: ['adding-not-nullable-field', 'addingNotNullField', 'alter-column-set-not-null', 'E2', 'US010'],
  match: [{ kind: 'sqlCheck', check }],
  examples: {
    fires: [
      { code: 'ALTER TABLE orders ALTER COLUMN region SET NOT NULL;', marks: 'SET NOT NULL' },
      {
        code: 'ALTER TABLE orders ADD CONSTRAINT c CHECK (city IS NOT NULL) NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT c;\nALTER TABLE orders ALTER region SET NOT NULL;',
      },
    ],
    silent: [
      {
        code: 'ALTER TABLE orders ADD CONSTRAINT c CHECK (region IS NOT NULL) NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT c;\nALTER TABLE orders ALTER COLUMN region SET NOT NULL;',
      },
      { code: 'CREATE TABLE orders (region text);\nALTER TABLE orders ALTER COLUMN region SET NOT NULL;' },
      { code: 'ALTER TABLE orders ALTER COLUMN region DROP NOT NULL;' },
    ],
  },
};
