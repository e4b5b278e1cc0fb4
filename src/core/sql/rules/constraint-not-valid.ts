import { recipeFix } from '../../recipes/recipeFix.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import { addedConstraints } from '../addedConstraints.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { inAuthorsCase, insertAfter } from '../statementTokens.ts';

const check: SqlCheck = (statement, context) => {
  const kinds = context.isActive('adding-foreign-key')
    ? (['CONSTR_CHECK'] as const)
    : (['CONSTR_CHECK', 'CONSTR_FOREIGN'] as const);
  return addedConstraints(statement, context, kinds)
    .filter(({ place, constraint }) => place === 'table' && !constraint.skip_validation)
    .map(({ table, constraint, ownSpan, last }) => {
      const name = constraint.conname === undefined ? 'This constraint' : `Constraint ${constraint.conname}`;
      return {
        span: ownSpan,
        message: `${name} is checked against every row of ${table} while writes to it wait.`,
        fixes: [
          {
            title: 'Add NOT VALID and validate in a later migration',
            kind: 'suggest' as const,
            edits: [insertAfter(statement, last, ` ${inAuthorsCase(statement, 'NOT VALID')}`)],
          },
          recipeFix('validate-later'),
        ],
      };
    });
};

export const rule: Rule = {
  id: 'constraint-not-valid',
  title: 'Constraint added without NOT VALID',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'This constraint is checked against every row of the table while writes to it wait.',
  actionRequired: 'Add the constraint NOT VALID, then validate it in a migration of its own.',
  why: 'Adding a constraint reads the whole table while holding a lock that keeps every writer out, and for `CHECK` every reader too. With `NOT VALID` the lock is held for an instant: new rows are checked from then on, old ones later.',
  howToFix: `1. \`ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total > 0) NOT VALID;\`
2. in a later transaction: \`ALTER TABLE orders VALIDATE CONSTRAINT total_positive;\` It reads the table while writes go on.`,
  references: ['https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES'],
  aliases: [
    'constraint-missing-not-valid',
    'constraintMissingNotValid',
    'add-constraint-check-no-not-valid',
    'E1',
    'US013',
  ],
  match: [{ kind: 'sqlCheck', statements: ['AlterTableStmt'], check }],
  examples: {
    fires: [
      {
        code: 'ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total > 0);',
        marks: 'CONSTRAINT total_positive CHECK (total > 0)',
        fixed: 'ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total > 0) NOT VALID;',
      },
      {
        code: 'alter table orders add check (total > 0), add column note text;',
        marks: 'check (total > 0)',
        fixed: 'alter table orders add check (total > 0) not valid, add column note text;',
      },
    ],
    silent: [
      { code: 'ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total > 0) NOT VALID;' },
      { code: 'CREATE TABLE orders (total numeric);\nALTER TABLE orders ADD CHECK (total > 0);' },
      { code: 'ALTER TABLE orders ADD CONSTRAINT orders_key UNIQUE USING INDEX orders_key_idx;' },
    ],
  },
};
