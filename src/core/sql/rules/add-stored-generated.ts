import type { FixProposal } from '../../rules/finding.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import { columnConstraint, isInNewTable, writtenColumns } from '../columns.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { inAuthorsCase, indexOfWord, spanOfTokens, tokenIndexAt } from '../statementTokens.ts';

/** Generated columns that are computed on reading came with this release. */
const HAS_VIRTUAL = 18;

const check: SqlCheck = (statement, context) =>
  writtenColumns(statement).flatMap((column) => {
    const generated = columnConstraint(column, 'CONSTR_GENERATED');
    if (column.place !== 'add' || generated === undefined || generated.generated_kind === 'v') return [];
    if (isInNewTable(column, context)) return [];
    const first = tokenIndexAt(statement, statement.offsetOf(generated.location));
    const stored = indexOfWord(statement, 'stored', first);
    const span = spanOfTokens(statement, stored);
    const fix: FixProposal = {
      title: 'Compute the column on reading',
      kind: 'suggest',
      edits: [{ span, newText: inAuthorsCase(statement, 'VIRTUAL') }],
    };
    return [
      {
        span,
        message: `Adding stored column ${column.name} computes it for every row of ${column.table} and rewrites the table while nobody can read or write it.`,
        fixes: context.targetVersion >= HAS_VIRTUAL ? [fix] : [],
      },
    ];
  });

export const rule: Rule = {
  id: 'add-stored-generated',
  title: 'Stored generated column added to an existing table',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'Adding a stored generated column rewrites the table while nobody can read or write it.',
  actionRequired: 'Compute the value on reading, or keep a plain column up to date with a trigger.',
  why: 'The values of a stored column are on disk, so Postgres has to write every row anew, and all indexes with them, under an `ACCESS EXCLUSIVE` lock. On a table of some gigabytes that is minutes in which every query fails or waits.',
  howToFix: `- Postgres 18: write \`VIRTUAL\` instead of \`STORED\`; nothing is rewritten.
- Earlier: put the expression in a view, or add a plain column, keep it up to date with a trigger and fill old rows in batches.`,
  references: ['https://www.postgresql.org/docs/current/ddl-generated-columns.html'],
  aliases: ['add-column-stored-generated', 'addSerialColumn', 'E11', 'US006'],
  match: [{ kind: 'sqlCheck', statements: ['AlterTableStmt'], check }],
  examples: {
    fires: [
      {
        code: 'ALTER TABLE orders ADD COLUMN total numeric GENERATED ALWAYS AS (net + tax) STORED;',
        marks: 'STORED',
      },
      {
        code: 'alter table orders add a int, add b int not null generated always as (a * 2) stored;',
        marks: 'stored',
      },
    ],
    silent: [
      { code: 'ALTER TABLE orders ADD COLUMN total numeric GENERATED ALWAYS AS (net + tax) VIRTUAL;' },
      { code: 'CREATE TABLE orders (net int, total int GENERATED ALWAYS AS (net * 2) STORED);' },
      {
        code: 'CREATE TABLE orders (net int);\nALTER TABLE orders ADD total int GENERATED ALWAYS AS (net * 2) STORED;',
      },
    ],
  },
};
