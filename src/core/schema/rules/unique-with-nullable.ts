import type { Rule } from '../../rules/ruleModel.ts';
import { isNoExtensions, isProjectSchema, qualifiedName } from '../catalogSql.ts';
import { indexObject } from '../keySql.ts';
import { flagIn, listed, listIn, textIn, unquoted } from '../schemaRow.ts';
import type { SchemaMatcher, SchemaRemedy } from '../schemaRule.ts';

/** The first release whose unique keys can take nulls for equal. */
const HAS_NULLS_NOT_DISTINCT = 15;

const KEYS = "pg_catalog.string_to_array(i.indkey::pg_catalog.text, ' ')::pg_catalog.int2[]";

const matcher: SchemaMatcher = {
  kind: 'schema',
  query: (
    settings,
  ) => `SELECT ic.oid::pg_catalog.text AS oid, ${qualifiedName('n.nspname', 'ic.relname')} AS name,
    pg_catalog.quote_ident(ic.relname) AS index, ${qualifiedName('n.nspname', 'c.relname')} AS relation,
    (SELECT pg_catalog.jsonb_agg(pg_catalog.quote_ident(a.attname) ORDER BY pg_catalog.array_position(${KEYS}, a.attnum))
      FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum = ANY (${KEYS})) AS columns,
    (SELECT pg_catalog.jsonb_agg(pg_catalog.quote_ident(a.attname) ORDER BY a.attnum)
      FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum = ANY (${KEYS}) AND NOT a.attnotnull) AS nullable,
    EXISTS (SELECT FROM pg_catalog.pg_constraint AS k WHERE k.conindid = i.indexrelid AND k.contype = 'u') AS is_constraint,
    EXISTS (SELECT FROM pg_catalog.pg_constraint AS k WHERE k.conindid = i.indexrelid AND k.contype = 'f') AS is_referred
  FROM pg_catalog.pg_index AS i
    JOIN pg_catalog.pg_class AS ic ON ic.oid = i.indexrelid
    JOIN pg_catalog.pg_class AS c ON c.oid = i.indrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE i.indisunique AND NOT i.indisprimary AND i.indnatts > 1 AND i.indnatts = i.indnkeyatts
    AND i.indpred IS NULL AND i.indexprs IS NULL AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND coalesce(pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct', 'false') = 'false'
    AND EXISTS (SELECT FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum = ANY (${KEYS}) AND NOT a.attnotnull)
    AND ${isProjectSchema('n.nspname', settings)} AND ${isNoExtensions('c.oid')}
  ORDER BY n.nspname, c.relname, ic.relname`,
  report: (row, { targetVersion }) => {
    const [relation, index] = [textIn(row, 'relation'), textIn(row, 'index')];
    const [columns, nullable] = [listIn(row, 'columns').join(', '), listIn(row, 'nullable')];
    const remedies: readonly SchemaRemedy[] =
      targetVersion >= HAS_NULLS_NOT_DISTINCT && flagIn(row, 'is_constraint') && !flagIn(row, 'is_referred')
        ? [
            {
              title: 'Take nulls for equal',
              kind: 'suggest',
              sql: `ALTER TABLE ${relation} DROP CONSTRAINT ${index}, ADD CONSTRAINT ${index} UNIQUE NULLS NOT DISTINCT (${columns});`,
            },
          ]
        : [];
    return {
      object: indexObject(row),
      message: `Unique key ${index} on ${relation} (${columns}) lets equal rows in twice where ${listed(nullable)} ${nullable.length === 1 ? 'is' : 'are'} null.`,
      marks: [unquoted(index), ...nullable.map(unquoted)],
      remedies: [
        ...remedies,
        {
          title: `Forbid nulls in ${listed(nullable)}`,
          kind: 'suggest',
          sql: `ALTER TABLE ${relation} ${nullable.map((column) => `ALTER COLUMN ${column} SET NOT NULL`).join(', ')};`,
        },
      ],
    };
  },
};

export const rule: Rule = {
  id: 'unique-with-nullable',
  title: 'Unique key over a column that may be null',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Data',
  languages: ['sql'],
  message: 'This unique key lets equal rows in twice where one of its columns is null.',
  actionRequired: 'Forbid the null, or declare the key NULLS NOT DISTINCT.',
  why: 'Two nulls count as different, so `(team 1, null)` can be stored any number of times under `UNIQUE (team_id, user_id)`. An `ON CONFLICT` on the key never meets such a row and inserts once more.',
  howToFix:
    'Make the columns `NOT NULL`, or from Postgres 15 on write `UNIQUE NULLS NOT DISTINCT (team_id, user_id)`.',
  references: [
    'https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-UNIQUE-CONSTRAINTS',
  ],
  match: [matcher],
  examples: {
    fires: [
      {
        code: 'create table members (id bigint primary key, team_id bigint not null, user_id bigint, unique (team_id, user_id));',
      },
    ],
    silent: [
      {
        code: 'create table members (id bigint primary key, team_id bigint not null, user_id bigint not null, unique (team_id, user_id));',
      },
      {
        code: 'create table members (id bigint primary key, team_id bigint not null, user_id bigint, unique nulls not distinct (team_id, user_id));',
      },
      { code: 'create table members (id bigint primary key, email text unique);' },
      {
        code: 'create table members (id bigint primary key, team_id bigint, user_id bigint);\ncreate unique index on members (team_id, user_id) where user_id is not null;',
      },
    ],
  },
};
