import { isNoExtensions, isProjectSchema, qualifiedName } from '../catalogSql.ts';
import { numberIn, textIn, unquoted } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

export const regTypesMatcher: SchemaMatcher = {
  kind: 'schema',
  // `regclass`, `regrole` and `regtype` keep their numbers in an upgrade.
  query: (settings) => `SELECT c.oid::pg_catalog.text AS oid, a.attnum::pg_catalog.int4 AS number,
    ${qualifiedName('n.nspname', 'c.relname')} AS relation, pg_catalog.quote_ident(a.attname) AS name,
    t.typname::pg_catalog.text AS type
  FROM pg_catalog.pg_attribute AS a
    JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
  WHERE c.relkind IN ('r', 'p', 'm') AND a.attnum > 0 AND NOT a.attisdropped
    AND t.typnamespace = 'pg_catalog'::pg_catalog.regnamespace
    AND t.typname IN ('regcollation', 'regconfig', 'regdictionary', 'regnamespace', 'regoper', 'regoperator', 'regproc', 'regprocedure')
    AND ${isProjectSchema('n.nspname', settings)} AND ${isNoExtensions('c.oid')}
  ORDER BY n.nspname, c.relname, a.attnum`,
  report: (row) => {
    const [relation, name, type] = [textIn(row, 'relation'), textIn(row, 'name'), textIn(row, 'type')];
    return {
      object: {
        catalog: 'pg_attribute',
        oid: textIn(row, 'oid'),
        column: numberIn(row, 'number'),
        name: `${relation}.${name}`,
      },
      message: `Column ${relation}.${name} of type ${type} makes pg_upgrade refuse the database.`,
      marks: [unquoted(name)],
      remedies: [
        {
          title: 'Keep the name as text',
          kind: 'suggest',
          sql: `ALTER TABLE ${relation} ALTER COLUMN ${name} TYPE text USING ${name}::text;`,
        },
      ],
    };
  },
};
