import type { Rule } from '../../rules/ruleModel.ts';
import { isNoExtensions, isProjectSchema, qualifiedName } from '../catalogSql.ts';
import { listed, listIn, textIn } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

/** One delete that empties fewer tables is what a cascade is for. */
const TABLES_MIN = 5;

const matcher: SchemaMatcher = {
  kind: 'schema',
  query: (settings) => `WITH RECURSIVE edge AS (
    SELECT DISTINCT k.confrelid AS parent, k.conrelid AS child FROM pg_catalog.pg_constraint AS k
    WHERE k.contype = 'f' AND k.confdeltype = 'c' AND k.conparentid = 0 AND k.confrelid <> k.conrelid
  ), reached AS (
    SELECT parent AS root, child FROM edge
    UNION SELECT reached.root, edge.child FROM reached JOIN edge ON edge.parent = reached.child
  )
  SELECT c.oid::pg_catalog.text AS oid, ${qualifiedName('n.nspname', 'c.relname')} AS relation,
    pg_catalog.jsonb_agg(${qualifiedName('cn.nspname', 'cc.relname')} ORDER BY cn.nspname, cc.relname) AS tables
  FROM reached JOIN pg_catalog.pg_class AS c ON c.oid = reached.root
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_class AS cc ON cc.oid = reached.child
    JOIN pg_catalog.pg_namespace AS cn ON cn.oid = cc.relnamespace
  WHERE reached.child <> reached.root AND ${isProjectSchema('n.nspname', settings)} AND ${isNoExtensions('c.oid')}
  GROUP BY c.oid, n.nspname, c.relname HAVING count(*) >= ${TABLES_MIN}
  ORDER BY n.nspname, c.relname`,
  report: (row) => {
    const [relation, tables] = [textIn(row, 'relation'), listIn(row, 'tables')];
    return {
      object: { catalog: 'pg_class', oid: textIn(row, 'oid'), name: relation },
      message: `A delete from ${relation} also deletes from ${tables.length} tables: ${listed(tables)}.`,
    };
  },
};

export const rule: Rule = {
  id: 'cascade-fan-out',
  title: 'Delete that reaches many tables',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Data',
  languages: ['sql'],
  message: 'A delete from this table also deletes from many others.',
  actionRequired: 'Look whether each of the tables is meant to be emptied with it.',
  why: 'Each `ON DELETE CASCADE` is reasonable alone. Chained, one statement by hand removes invoices, logs and files of a customer without a word, in one long transaction that locks them all.',
  howToFix:
    'Use `ON DELETE RESTRICT` where rows must outlive their parent, and delete in steps in the application; or mark rows as deleted.',
  optIn: true,
  match: [matcher],
  examples: {
    fires: [
      {
        code: [
          'create table a (id bigint primary key);',
          ...'bcdef'
            .split('')
            .map(
              (name, index) =>
                `create table ${name} (id bigint primary key, up bigint references ${'abcde'[index]} on delete cascade);`,
            ),
        ].join('\n'),
      },
    ],
    silent: [
      {
        code: [
          'create table a (id bigint primary key);',
          ...'bcdef'
            .split('')
            .map(
              (name, index) =>
                `create table ${name} (id bigint primary key, up bigint references ${'abcde'[index]});`,
            ),
        ].join('\n'),
      },
      {
        code: 'create table a (id bigint primary key);\ncreate table b (id bigint primary key, a bigint references a on delete cascade);',
      },
    ],
  },
};
