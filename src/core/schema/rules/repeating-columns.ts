import type { Rule } from '../../rules/ruleModel.ts';
import { columnMarks, columnObject, columnsSql } from '../columnSql.ts';
import { listed, listIn, textIn } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

/** Two lines of an address are a form of writing; three numbered columns are a list. */
const COLUMNS_MIN = 3;

const STEM = `pg_catalog.regexp_replace(%.attname::pg_catalog.text, '_?[0-9]+$', '')`;
const stemOf = (alias: string): string => STEM.replace('%', alias);

const matcher: SchemaMatcher = {
  kind: 'schema',
  query: (settings) =>
    columnsSql(
      settings,
      `a.attname ~ '[^0-9_]_?[0-9]+$' AND ${stemOf('a')} !~ '(line|street|address|sha|md|utf|base|int|float|h|s3|l|v|oauth)$'
      AND (SELECT count(*) FROM pg_catalog.pg_attribute AS b WHERE b.attrelid = c.oid AND b.attnum > 0
        AND NOT b.attisdropped AND b.atttypid = a.atttypid AND b.attname ~ '[0-9]$' AND ${stemOf('b')} = ${stemOf('a')}) >= ${COLUMNS_MIN}
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute AS b WHERE b.attrelid = c.oid AND b.attnum > 0
        AND b.attnum < a.attnum AND NOT b.attisdropped AND b.atttypid = a.atttypid AND b.attname ~ '[0-9]$' AND ${stemOf('b')} = ${stemOf('a')})`,
      `, (SELECT pg_catalog.jsonb_agg(b.attname ORDER BY b.attnum) FROM pg_catalog.pg_attribute AS b
        WHERE b.attrelid = c.oid AND b.attnum > 0 AND NOT b.attisdropped AND b.atttypid = a.atttypid
          AND b.attname ~ '[0-9]$' AND ${stemOf('b')} = ${stemOf('a')}) AS columns`,
    ),
  report: (row) => ({
    object: columnObject(row),
    message: `${listed(listIn(row, 'columns'))} of ${textIn(row, 'relation')} are a list in columns: rows of a table of their own can be searched and have no end.`,
    marks: columnMarks(row),
  }),
};

export const rule: Rule = {
  id: 'repeating-columns',
  title: 'List kept in numbered columns',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Data',
  languages: ['sql'],
  message: 'These numbered columns are a list.',
  actionRequired: 'Keep the list as rows of a table of its own.',
  why: 'A question such as “who has this number?” must name every column, each needs an index, the fourth value has no place, and nothing stops the same value from standing twice.',
  howToFix:
    'Make a table with one row for each value: `CREATE TABLE phones (person_id bigint REFERENCES people, place int, phone text, PRIMARY KEY (person_id, place));`.',
  match: [matcher],
  examples: {
    fires: [{ code: 'create table people (id bigint primary key, phone1 text, phone2 text, phone3 text);' }],
    silent: [
      {
        code: 'create table people (id bigint primary key, address_line1 text, address_line2 text, address_line3 text);',
      },
      { code: 'create table people (id bigint primary key, phone1 text, phone2 text);' },
      { code: 'create table files (id bigint primary key, sha1 text, sha256 text, sha512 text);' },
    ],
  },
};
