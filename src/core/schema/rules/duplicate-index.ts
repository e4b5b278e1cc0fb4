import type { ShadowRow } from '../../proof/shadowDatabase.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import { isNoExtensions, isProjectSchema, qualifiedName } from '../catalogSql.ts';
import { indexObject } from '../keySql.ts';
import { listed, listIn, textIn, unquoted } from '../schemaRow.ts';
import type { SchemaMatcher, SchemaRemedy } from '../schemaRule.ts';

const matcher: SchemaMatcher = {
  kind: 'schema',
  // Equal in all that makes an index but its name; the kept one backs a constraint where one does, else it is the oldest.
  query: (settings) => `WITH known AS (
    SELECT i.indexrelid, i.indrelid, ic.relname, n.nspname, c.relname AS table_name,
      EXISTS (SELECT FROM pg_catalog.pg_constraint AS k WHERE k.conindid = i.indexrelid) AS is_needed,
      pg_catalog.regexp_replace(pg_catalog.pg_get_indexdef(i.indexrelid), '^CREATE (UNIQUE )?INDEX .*? ON ', 'CREATE \\1INDEX ON ') AS definition
    FROM pg_catalog.pg_index AS i
      JOIN pg_catalog.pg_class AS ic ON ic.oid = i.indexrelid
      JOIN pg_catalog.pg_class AS c ON c.oid = i.indrelid
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'm', 'p') AND i.indisvalid
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits AS part WHERE part.inhrelid = i.indexrelid)
      AND ${isProjectSchema('n.nspname', settings)} AND ${isNoExtensions('c.oid')}
  ), ranked AS (
    SELECT known.*, pg_catalog.row_number() OVER (PARTITION BY indrelid, definition ORDER BY is_needed DESC, indexrelid) AS place,
      count(*) OVER (PARTITION BY indrelid, definition) AS total
    FROM known
  )
  SELECT max(indexrelid) FILTER (WHERE place = total)::pg_catalog.text AS oid,
    ${qualifiedName('nspname', 'max(relname::pg_catalog.text) FILTER (WHERE place = total)')} AS name,
    ${qualifiedName('nspname', 'table_name')} AS relation,
    max(pg_catalog.quote_ident(relname)) FILTER (WHERE place = 1) AS kept,
    pg_catalog.jsonb_agg(pg_catalog.quote_ident(relname) ORDER BY place) FILTER (WHERE place > 1) AS others,
    pg_catalog.jsonb_agg(${qualifiedName('nspname', 'relname')} ORDER BY place) FILTER (WHERE place > 1 AND NOT is_needed) AS droppable,
    pg_catalog.jsonb_agg(relname ORDER BY relname) AS indexes
  FROM ranked WHERE total > 1
  GROUP BY nspname, table_name, indrelid, definition ORDER BY nspname, table_name, kept`,
  report: (row) => {
    const [kept, others] = [textIn(row, 'kept'), listIn(row, 'others')];
    return {
      object: indexObject(row),
      message: `${listed(others)} on ${textIn(row, 'relation')} ${others.length === 1 ? 'is' : 'are'} the same as ${kept}: each write pays for ${others.length === 1 ? 'both' : 'all'}.`,
      marks: others.map(unquoted).reverse(),
      remedies: remediesOf(row),
    };
  },
};

function remediesOf(row: ShadowRow): readonly SchemaRemedy[] {
  const droppable = listIn(row, 'droppable');
  if (droppable.length === 0) return [];
  return [{ title: `Drop ${listed(droppable)}`, kind: 'auto', sql: `DROP INDEX ${droppable.join(', ')};` }];
}

export const rule: Rule = {
  id: 'duplicate-index',
  title: 'The same index twice',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'Another index is the same in all but its name.',
  actionRequired: 'Drop all but one of the indexes.',
  why: 'Every insert and most updates write each index. A second one of the same columns, order and condition serves no query that the first does not, and doubles that cost and the space.',
  howToFix:
    'Keep the one that a constraint needs, else the oldest, and drop the rest: `DROP INDEX CONCURRENTLY orders_state_idx1;`.',
  references: ['https://supabase.com/docs/guides/database/database-advisors?lint=0009_duplicate_index'],
  aliases: ['0009_duplicate_index', 'duplicate_index', 'GN025'],
  match: [matcher],
  examples: {
    fires: [
      {
        code: 'create table orders (id bigint primary key, state text);\ncreate index first on orders (state);\ncreate index second on orders (state);\ncreate index third on orders (state);',
      },
      {
        code: 'create table orders (id bigint primary key);\ncreate unique index orders_id on orders (id);',
      },
    ],
    silent: [
      {
        code: 'create table orders (id bigint primary key, state text);\ncreate index first on orders (state);\ncreate index second on orders (state desc);\ncreate index third on orders (state) where state is not null;\ncreate unique index fourth on orders (state);',
      },
    ],
  },
};
