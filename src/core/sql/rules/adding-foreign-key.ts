import { recipeFix } from '../../recipes/recipeFix.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import { addedConstraints, referencedTable } from '../addedConstraints.ts';
import type { SqlCheck, SqlReport } from '../sqlRule.ts';
import { inAuthorsCase, insertAfter } from '../statementTokens.ts';

const check: SqlCheck = (statement, context) =>
  addedConstraints(statement, context, ['CONSTR_FOREIGN'])
    .filter(({ constraint }) => !constraint.skip_validation)
    .flatMap((added): readonly SqlReport[] => {
      const target = referencedTable(added);
      if (added.place === 'column') {
        // Without a default the new column is empty and nothing is looked up; a new table has no writes to wait for.
        if (!added.hasDefault && context.createdEarlier('table', target)) return [];
        const message = added.hasDefault
          ? `Every row of ${added.table} is looked up in ${target} while writes to both tables wait.`
          : `Adding a reference to ${target} waits for all writes to both tables that are under way, and keeps new ones waiting.`;
        return [{ span: added.ownSpan, message, fixes: [recipeFix('validate-later')] }];
      }
      return [
        {
          span: added.ownSpan,
          message: `This foreign key is checked against every row of ${added.table} while writes to it and to ${target} wait.`,
          fixes: [
            {
              title: 'Add NOT VALID and validate in a later migration',
              kind: 'suggest' as const,
              edits: [insertAfter(statement, added.last, ` ${inAuthorsCase(statement, 'NOT VALID')}`)],
            },
            recipeFix('validate-later'),
          ],
        },
      ];
    });

export const rule: Rule = {
  id: 'adding-foreign-key',
  title: 'Foreign key validated while it is added',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'This foreign key is checked against every row while writes to both tables wait.',
  actionRequired: 'Add the foreign key NOT VALID, then validate it in a migration of its own.',
  why: 'Adding a foreign key takes `SHARE ROW EXCLUSIVE` locks on both tables and keeps them until each row of the referring table has been looked up. Until then no row of either table can be inserted, updated or deleted.',
  howToFix: `1. add the column without \`REFERENCES\`;
2. \`ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;\`
3. in a later transaction: \`ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_fk;\`

A foreign key of a table that the same file creates is not reported.`,
  references: ['https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES'],
  aliases: [
    'adding-foreign-key-constraint',
    'addingForeignKeyConstraint',
    'add-constraint-fk-no-not-valid',
    'US012',
  ],
  match: [{ kind: 'sqlCheck', statements: ['AlterTableStmt'], check }],
  examples: {
    fires: [
      {
        code: 'ALTER TABLE orders ADD CONSTRAINT customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;',
        marks: 'CONSTRAINT customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE',
        fixed:
          'ALTER TABLE orders ADD CONSTRAINT customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE NOT VALID;',
      },
      {
        code: 'ALTER TABLE orders ADD COLUMN customer_id bigint REFERENCES customers (id);',
        marks: 'REFERENCES',
      },
      {
        code: 'CREATE TABLE regions (id int);\nALTER TABLE orders ADD COLUMN region int DEFAULT 1 REFERENCES regions (id);',
      },
    ],
    silent: [
      { code: 'ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;' },
      {
        code: 'CREATE TABLE orders (customer_id bigint);\nALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers (id);',
      },
      {
        code: 'CREATE TABLE regions (id int);\nALTER TABLE orders ADD COLUMN region int REFERENCES regions (id);',
      },
      { code: 'CREATE TABLE orders (customer_id bigint REFERENCES customers (id));' },
    ],
  },
};
