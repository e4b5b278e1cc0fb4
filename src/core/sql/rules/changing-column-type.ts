import { recipeFix } from '../../recipes/recipeFix.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import { typeSpan, writtenColumns } from '../columns.ts';
import type { SqlCheck } from '../sqlRule.ts';

/** Types that values of their usual forerunners fit into as they are stored. */
const OFTEN_FREE: ReadonlySet<string> = new Set(['text', 'varchar', 'numeric']);

const check: SqlCheck = (statement, context) =>
  writtenColumns(statement).flatMap((column) => {
    if (column.place !== 'retype' || context.createdEarlier('table', column.table)) return [];
    const typeName = column.definition.typeName;
    const isPlain = (typeName?.typmods?.length ?? 0) === 0 && (typeName?.arrayBounds?.length ?? 0) === 0;
    if (isPlain && OFTEN_FREE.has(column.type) && column.definition.raw_default === undefined) return [];
    return [
      {
        span: typeSpan(statement, column),
        message: `Changing the type of ${column.name} may rewrite ${column.table} and its indexes while nobody can read or write it, and running clients may not expect the new type.`,
        fixes: [recipeFix('change-type')],
      },
    ];
  });

export const rule: Rule = {
  id: 'changing-column-type',
  title: 'Column type changed',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'Changing a column’s type may rewrite the table while nobody can read or write it.',
  actionRequired: 'Move the data to a new column step by step.',
  why: 'Unless the new type stores the same bytes, Postgres writes the table and all its indexes anew under an `ACCESS EXCLUSIVE` lock. Clients of the release before still send and expect the old type.',
  howToFix: `Harmless without \`USING\`: \`varchar(n)\` to a longer \`varchar\` or to \`text\`, and a \`numeric\` to one of higher precision and the same scale; suppress the finding with that as the reason. Otherwise:

1. add a column of the new type; write both from a trigger or the application;
2. fill old rows in batches;
3. switch readers, then drop the old column.`,
  references: ['https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES'],
  aliases: ['changingColumnType', 'alter-column-type', 'E5', 'E10', 'US002', 'US030'],
  match: [{ kind: 'sqlCheck', statements: ['AlterTableStmt'], check }],
  examples: {
    fires: [
      { code: 'ALTER TABLE orders ALTER COLUMN total TYPE bigint;', marks: 'bigint' },
      { code: 'alter table orders alter total set data type text using total::text;', marks: 'text' },
      { code: 'ALTER TABLE orders ALTER note TYPE varchar(50);', marks: 'varchar(50)' },
    ],
    silent: [
      { code: 'ALTER TABLE orders ALTER COLUMN note TYPE text;' },
      { code: 'CREATE TABLE orders (total int);\nALTER TABLE orders ALTER COLUMN total TYPE bigint;' },
    ],
  },
};
