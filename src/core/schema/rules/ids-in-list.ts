import type { Rule } from '../../rules/ruleModel.ts';
import { columnMarks, columnObject, columnsSql } from '../columnSql.ts';
import { textIn } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

const matcher: SchemaMatcher = {
  kind: 'schema',
  query: (settings) =>
    columnsSql(
      settings,
      `a.attname ~ '([^_]_ids|[a-z0-9]Ids)$' AND (t.typcategory = 'A'
        OR a.atttypid IN ('pg_catalog.text'::pg_catalog.regtype, 'pg_catalog.varchar'::pg_catalog.regtype,
          'pg_catalog.json'::pg_catalog.regtype, 'pg_catalog.jsonb'::pg_catalog.regtype))`,
    ),
  report: (row) => ({
    object: columnObject(row),
    message: `${textIn(row, 'relation')}.${textIn(row, 'name')} keeps keys of other rows as ${textIn(row, 'type')}: no foreign key can watch over them.`,
    marks: columnMarks(row),
  }),
};

export const rule: Rule = {
  id: 'ids-in-list',
  title: 'Keys of other rows kept in a list',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Data',
  languages: ['sql'],
  message: 'This column keeps keys of other rows in a list.',
  actionRequired: 'Keep each pair as a row of a table between the two.',
  why: 'A foreign key can watch over one key in a column, not over a list of them: deleted rows stay in the list, a key can stand twice, and to find who lists a row means to read all lists.',
  howToFix:
    '`CREATE TABLE post_tags (post_id bigint REFERENCES posts ON DELETE CASCADE, tag_id bigint REFERENCES tags, PRIMARY KEY (post_id, tag_id));`. A list that is only ever read and written whole, such as a log, may stay: add a waiver with that reason.',
  match: [matcher],
  examples: {
    fires: [
      { code: 'create table posts (id bigint primary key, tag_ids bigint[]);' },
      { code: 'create table posts (id bigint primary key, tag_ids text);' },
    ],
    silent: [
      { code: 'create table posts (id bigint primary key, tags text[]);' },
      { code: 'create table posts (id bigint primary key, max_ids bigint);' },
    ],
  },
};
