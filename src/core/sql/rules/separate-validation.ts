import { recipeFix } from '../../recipes/recipeFix.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import { alterCommands } from '../alterCommands.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { COMMIT_FACT } from '../statementFacts.ts';
import { spanOfTokens } from '../statementTokens.ts';

const check: SqlCheck = (statement, context) =>
  alterCommands(statement)
    .filter(({ command }) => command.subtype === 'AT_ValidateConstraint')
    .filter(({ command, table }) => context.happensEarlier(`not-valid:${table}.${command.name ?? ''}`))
    .filter(({ table }) => !context.createdEarlier('table', table))
    // A COMMIT in between lets go of the lock; one before the constraint is rare enough to be taken for it.
    .filter(() => context.inTransaction && !context.happensEarlier(COMMIT_FACT))
    .map(({ command, table, first, last }) => ({
      span: spanOfTokens(statement, first, last),
      message: `Validating ${command.name ?? 'the constraint'} in the transaction that adds it keeps the lock on ${table} for the whole scan.`,
      fixes: [recipeFix('move-validation')],
    }));

export const rule: Rule = {
  id: 'separate-validation',
  title: 'Constraint validated in the transaction that adds it',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Performance',
  languages: ['sql'],
  message:
    'Validating a constraint in the transaction that adds it keeps the lock on the table for the whole scan.',
  actionRequired: 'Validate the constraint in a later migration.',
  why: '`NOT VALID` makes adding a constraint quick, but its lock stays until the transaction ends. With `VALIDATE CONSTRAINT` in the same transaction, writers wait for the whole scan after all.',
  howToFix:
    'Move `VALIDATE CONSTRAINT` to a migration of its own, so that the one that adds the constraint commits first.',
  references: ['https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES'],
  aliases: [
    'requireSeparateConstraintValidation',
    'not-valid-validate-same-tx',
    'constraint-missing-not-valid',
  ],
  match: [{ kind: 'sqlCheck', statements: ['AlterTableStmt'], check }],
  examples: {
    fires: [
      {
        code: 'BEGIN;\nALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0) NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT c;\nCOMMIT;',
        marks: 'VALIDATE CONSTRAINT c',
      },
      {
        code: 'alter table orders add constraint c check (total > 0) not valid;\nalter table orders validate constraint c;',
        path: 'supabase/migrations/1_c.sql',
      },
    ],
    silent: [
      {
        code: 'ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0) NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT c;',
      },
      {
        code: 'BEGIN;\nALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0) NOT VALID;\nCOMMIT;\nBEGIN;\nALTER TABLE orders VALIDATE CONSTRAINT c;\nCOMMIT;',
      },
      { code: 'ALTER TABLE orders VALIDATE CONSTRAINT c;', path: 'supabase/migrations/2_c.sql' },
    ],
  },
};
