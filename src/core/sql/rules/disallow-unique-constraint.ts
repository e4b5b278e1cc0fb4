import { recipeFix } from '../../recipes/recipeFix.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import { addedConstraints } from '../addedConstraints.ts';
import type { SqlCheck } from '../sqlRule.ts';

const check: SqlCheck = (statement, context) =>
  addedConstraints(statement, context, ['CONSTR_UNIQUE'])
    .filter(({ constraint }) => constraint.indexname === undefined)
    .map(({ table, ownSpan }) => ({
      span: ownSpan,
      message: `Adding this UNIQUE constraint builds its index while nobody can read or write ${table}.`,
      fixes: [recipeFix('index-first')],
    }));

export const rule: Rule = {
  id: 'disallow-unique-constraint',
  title: 'UNIQUE constraint that builds its index under lock',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'Adding this UNIQUE constraint builds its index while nobody can read or write the table.',
  actionRequired: 'Build the unique index concurrently, then attach it with USING INDEX.',
  why: 'The constraint needs an index, and `ALTER TABLE` builds it while holding an `ACCESS EXCLUSIVE` lock: on a big table every query waits for minutes. One duplicate, found at the end, and all of it was for nothing.',
  howToFix: `1. \`CREATE UNIQUE INDEX CONCURRENTLY orders_number_idx ON orders (number);\` outside a transaction
2. \`ALTER TABLE orders ADD CONSTRAINT orders_number_key UNIQUE USING INDEX orders_number_idx;\``,
  references: [
    'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX',
  ],
  aliases: [
    'disallowed-unique-constraint',
    'disallowUniqueConstraint',
    'add-constraint-unique',
    'E7',
    'US014',
  ],
  match: [{ kind: 'sqlCheck', statements: ['AlterTableStmt'], check }],
  examples: {
    fires: [
      {
        code: 'ALTER TABLE orders ADD CONSTRAINT orders_number_key UNIQUE (number);',
        marks: 'CONSTRAINT orders_number_key UNIQUE (number)',
      },
      { code: 'alter table orders add column number text unique;', marks: 'unique' },
    ],
    silent: [
      { code: 'ALTER TABLE orders ADD CONSTRAINT orders_number_key UNIQUE USING INDEX orders_number_idx;' },
      { code: 'CREATE TABLE orders (number text);\nALTER TABLE orders ADD UNIQUE (number);' },
      { code: 'ALTER TABLE orders DROP CONSTRAINT orders_number_key;' },
    ],
  },
};
