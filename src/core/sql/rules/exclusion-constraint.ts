import type { Rule } from '../../rules/ruleModel.ts';
import { addedConstraints } from '../addedConstraints.ts';
import type { SqlCheck } from '../sqlRule.ts';

const check: SqlCheck = (statement, context) =>
  addedConstraints(statement, context, ['CONSTR_EXCLUSION']).map(({ table, ownSpan }) => ({
    span: ownSpan,
    message: `Adding this exclusion constraint builds its index and compares all rows while nobody can read or write ${table}.`,
  }));

export const rule: Rule = {
  id: 'exclusion-constraint',
  title: 'Exclusion constraint added to an existing table',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'Adding an exclusion constraint builds its index while nobody can read or write the table.',
  actionRequired: 'Add it while the table is small, or in a maintenance window.',
  why: 'Postgres builds the constraint’s index and compares every row with the others under an `ACCESS EXCLUSIVE` lock. Unlike a unique constraint it can neither take over an index built before, nor be added `NOT VALID`: there is no way to do it while the table is in use.',
  howToFix: `- Add the constraint in the migration that creates the table.
- On a table in use: make a new table with the constraint, copy the rows in batches with a trigger that carries changes over, then swap the names.
- Otherwise choose an hour in which the table may stand still, and set \`lock_timeout\`.`,
  references: ['https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-EXCLUDE'],
  aliases: ['avoidAddingExclusionConstraint', 'add-constraint-exclude', 'E8'],
  match: [{ kind: 'sqlCheck', statements: ['AlterTableStmt'], check }],
  examples: {
    fires: [
      {
        code: 'ALTER TABLE bookings ADD CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&);',
        marks: 'CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&)',
      },
      { code: 'alter table bookings add exclude using gist (during with &&);' },
    ],
    silent: [
      { code: 'CREATE TABLE bookings (during tsrange, EXCLUDE USING gist (during WITH &&));' },
      {
        code: 'CREATE TABLE bookings (during tsrange);\nALTER TABLE bookings ADD EXCLUDE USING gist (during WITH &&);',
      },
      { code: 'ALTER TABLE bookings DROP CONSTRAINT no_overlap;' },
    ],
  },
};
