import type { Rule } from '../../rules/ruleModel.ts';
import { columnMarks, columnObject, columnsSql } from '../columnSql.ts';
import { textIn } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

const matcher: SchemaMatcher = {
  kind: 'schema',
  query: (settings) => columnsSql(settings, "a.atttypid = 'pg_catalog.timestamp'::pg_catalog.regtype"),
  report: (row) => {
    const [relation, name] = [textIn(row, 'relation'), textIn(row, 'name')];
    return {
      object: columnObject(row),
      message: `${relation}.${name} keeps a time without its zone: what moment it means depends on who reads it.`,
      marks: columnMarks(row),
      remedies: [
        {
          title: `Change ${relation}.${name} to timestamptz, its values read as UTC`,
          kind: 'suggest',
          sql: `ALTER TABLE ${relation} ALTER COLUMN ${name} TYPE timestamptz USING ${name} AT TIME ZONE 'UTC';`,
        },
      ],
    };
  },
};

export const rule: Rule = {
  id: 'timestamp-without-zone',
  title: 'Time without its zone in the final schema',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Data',
  languages: ['sql'],
  message: 'This column keeps a time without its zone.',
  actionRequired: 'Use timestamptz for moments.',
  why: 'A `timestamp` is a reading of some clock. Two servers, or one before and after a change to summer time, write different readings for the same moment, and nothing in the row tells them apart.',
  howToFix:
    "`ALTER TABLE orders ALTER COLUMN placed TYPE timestamptz USING placed AT TIME ZONE 'UTC';`, with the zone the values were written in.",
  references: ['https://www.postgresql.org/docs/current/datatype-datetime.html'],
  optIn: true,
  match: [matcher],
  examples: {
    fires: [{ code: 'create table orders (id bigint primary key, placed timestamp);' }],
    silent: [{ code: 'create table orders (id bigint primary key, placed timestamptz, day date);' }],
  },
};
