import type { Rule } from '../../rules/ruleModel.ts';
import { isNoExtensions, isProjectSchema, qualifiedName } from '../catalogSql.ts';
import { indexObject } from '../keySql.ts';
import { textIn, unquoted } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

const matcher: SchemaMatcher = {
  kind: 'schema',
  // Only plain B-tree indexes over columns: there a longer one serves all that a shorter one does.
  query: (settings) => `WITH plain AS (
    SELECT i.indexrelid, i.indrelid, i.indisunique, i.indnkeyatts, i.indnatts, ic.relname, n.nspname, c.relname AS table_name,
      pg_catalog.string_to_array(i.indkey::pg_catalog.text, ' ') AS keys,
      pg_catalog.string_to_array(i.indclass::pg_catalog.text, ' ') AS classes,
      pg_catalog.string_to_array(i.indcollation::pg_catalog.text, ' ') AS collations,
      pg_catalog.string_to_array(i.indoption::pg_catalog.text, ' ') AS options,
      EXISTS (SELECT FROM pg_catalog.pg_constraint AS k WHERE k.conindid = i.indexrelid) AS is_needed
    FROM pg_catalog.pg_index AS i
      JOIN pg_catalog.pg_class AS ic ON ic.oid = i.indexrelid
      JOIN pg_catalog.pg_am AS m ON m.oid = ic.relam AND m.amname = 'btree'
      JOIN pg_catalog.pg_class AS c ON c.oid = i.indrelid
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits AS part WHERE part.inhrelid = i.indexrelid)
      AND ${isProjectSchema('n.nspname', settings)} AND ${isNoExtensions('c.oid')}
  )
  SELECT DISTINCT ON (short.indexrelid) short.indexrelid::pg_catalog.text AS oid,
    ${qualifiedName('short.nspname', 'short.relname')} AS name, pg_catalog.quote_ident(short.relname) AS short,
    pg_catalog.quote_ident(long.relname) AS long, ${qualifiedName('short.nspname', 'short.table_name')} AS relation
  FROM plain AS short JOIN plain AS long ON long.indrelid = short.indrelid AND long.indexrelid <> short.indexrelid
  WHERE NOT short.indisunique AND NOT short.is_needed AND short.indnatts = short.indnkeyatts
    AND (long.indnkeyatts > short.indnkeyatts OR long.indnkeyatts = short.indnkeyatts AND long.indisunique)
    AND long.keys[1:short.indnkeyatts] = short.keys AND long.classes[1:short.indnkeyatts] = short.classes
    AND long.collations[1:short.indnkeyatts] = short.collations AND long.options[1:short.indnkeyatts] = short.options
  ORDER BY short.indexrelid, long.indnkeyatts, long.indexrelid`,
  report: (row) => {
    const [name, short, long] = [textIn(row, 'name'), textIn(row, 'short'), textIn(row, 'long')];
    return {
      object: indexObject(row),
      message: `Index ${short} on ${textIn(row, 'relation')} adds little: ${long} begins with the same columns.`,
      marks: [unquoted(short), unquoted(textIn(row, 'relation').split('.').at(-1) ?? '')],
      remedies: [{ title: `Drop ${name}`, kind: 'suggest', sql: `DROP INDEX ${name};` }],
    };
  },
};

export const rule: Rule = {
  id: 'prefix-index',
  title: 'Index that another one begins with',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'Another index begins with the same columns.',
  actionRequired: 'Drop the shorter index, unless it is much smaller and read all the time.',
  why: 'A B-tree index on `(a, b)` answers every question that one on `(a)` answers. Each write of the table pays for both. A unique index on the same columns makes a plain one just as needless.',
  howToFix: 'Drop the shorter one: `DROP INDEX CONCURRENTLY orders_customer_idx;`.',
  references: ['https://www.postgresql.org/docs/current/indexes-multicolumn.html'],
  match: [matcher],
  examples: {
    fires: [
      {
        code: 'create table orders (id bigint primary key, customer bigint, state text);\ncreate index short on orders (customer);\ncreate index long on orders (customer, state);',
      },
      { code: 'create table orders (id bigint primary key);\ncreate index again on orders (id);' },
    ],
    silent: [
      {
        code: 'create table orders (id bigint primary key, customer bigint, state text);\ncreate index short on orders (state);\ncreate index long on orders (customer, state);',
      },
      {
        code: 'create table orders (id bigint primary key, customer bigint, state text);\ncreate unique index short on orders (customer);\ncreate index long on orders (customer, state);',
      },
      {
        code: 'create table orders (id bigint primary key, customer text, state text);\ncreate index short on orders (customer text_pattern_ops);\ncreate index long on orders (customer, state);',
      },
    ],
  },
};
