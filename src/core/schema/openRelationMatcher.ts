import { isExposedSchemaSql, isNoExtensions, isReadableOverApi, qualifiedName } from './catalogSql.ts';
import { textIn } from './schemaRow.ts';
import type { SchemaMatcher, SchemaRemedy } from './schemaRule.ts';

export interface OpenRelations {
  /** SQL condition on `pg_class AS c`: which relations are meant. */
  readonly condition: string;
  readonly message: (relation: string) => string;
  readonly remedy: (relation: string) => SchemaRemedy;
}

/** Relations of a served schema that callers of Supabase's API may read. */
export function openRelationMatcher({ condition, message, remedy }: OpenRelations): SchemaMatcher {
  return {
    kind: 'schema',
    applies: ({ platform }) => platform === 'supabase',
    query: (
      settings,
    ) => `SELECT c.oid::pg_catalog.text AS oid, ${qualifiedName('n.nspname', 'c.relname')} AS relation
  FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE ${condition} AND ${isReadableOverApi('c.oid')}
    AND ${isExposedSchemaSql('n.nspname', settings)} AND ${isNoExtensions('c.oid')}
  ORDER BY n.nspname, c.relname`,
    report: (row) => {
      const relation = textIn(row, 'relation');
      return {
        object: { catalog: 'pg_class', oid: textIn(row, 'oid'), name: relation },
        message: message(relation),
        remedies: [remedy(relation)],
      };
    },
  };
}
