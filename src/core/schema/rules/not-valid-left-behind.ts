import type { Rule } from '../../rules/ruleModel.ts';
import { isNoExtensions, isProjectSchema, qualifiedName } from '../catalogSql.ts';
import { constraintObject, keyMarks } from '../keySql.ts';
import { textIn } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

const matcher: SchemaMatcher = {
  kind: 'schema',
  query: (settings) => `SELECT k.oid::pg_catalog.text AS oid, pg_catalog.quote_ident(k.conname) AS name,
    ${qualifiedName('n.nspname', 'c.relname')} AS relation
  FROM pg_catalog.pg_constraint AS k
    JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE NOT k.convalidated AND k.contype IN ('c', 'f', 'n') AND k.conparentid = 0
    AND coalesce(pg_catalog.to_jsonb(k) ->> 'conenforced', 'true') = 'true'
    AND ${isProjectSchema('n.nspname', settings)} AND ${isNoExtensions('c.oid')}
  ORDER BY n.nspname, c.relname, k.conname`,
  report: (row) => {
    const [relation, name] = [textIn(row, 'relation'), textIn(row, 'name')];
    return {
      object: constraintObject(row),
      message: `Constraint ${name} of ${relation} was added NOT VALID and is never validated: rows from before may break it.`,
      marks: keyMarks(row),
      remedies: [
        {
          title: `Validate ${name}`,
          kind: 'auto',
          sql: `ALTER TABLE ${relation} VALIDATE CONSTRAINT ${name};`,
        },
      ],
    };
  },
};

export const rule: Rule = {
  id: 'not-valid-left-behind',
  title: 'Constraint that was never validated',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Data',
  languages: ['sql'],
  message: 'This constraint was added NOT VALID and is never validated.',
  actionRequired: 'Validate the constraint in a later migration.',
  why: '`NOT VALID` is the first of two steps: it checks new rows and leaves out those already there. Until `VALIDATE CONSTRAINT` runs, old rows may break the rule, the planner cannot rely on it, and a restored dump may fail.',
  howToFix:
    'In the next migration: `ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_fkey;`. It blocks neither reads nor writes.',
  references: ['https://www.postgresql.org/docs/current/sql-altertable.html'],
  match: [matcher],
  examples: {
    fires: [
      {
        code: 'create table orders (id bigint primary key, total numeric);\nalter table orders add constraint positive check (total > 0) not valid;',
      },
    ],
    silent: [
      {
        code: 'create table orders (id bigint primary key, total numeric);\nalter table orders add constraint positive check (total > 0) not valid;\nalter table orders validate constraint positive;',
      },
    ],
  },
};
