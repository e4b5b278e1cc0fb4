import {
  isExposedSchemaSql,
  isInvokerView,
  isNoExtensions,
  isReadableOverApi,
  qualifiedName,
} from '../catalogSql.ts';
import { textIn } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

/** The first release whose views can run with the rights of whoever asks. */
const HAS_INVOKER_VIEWS = 15;

export const securityDefinerViewMatcher: SchemaMatcher = {
  kind: 'schema',
  applies: ({ platform, targetVersion }) => platform === 'supabase' && targetVersion >= HAS_INVOKER_VIEWS,
  query: (
    settings,
  ) => `SELECT c.oid::pg_catalog.text AS oid, ${qualifiedName('n.nspname', 'c.relname')} AS relation
  FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relkind = 'v' AND NOT ${isInvokerView('c.reloptions')}
    AND ${isReadableOverApi('c.oid')} AND ${isExposedSchemaSql('n.nspname', settings)} AND ${isNoExtensions('c.oid')}
  ORDER BY n.nspname, c.relname`,
  report: (row) => {
    const relation = textIn(row, 'relation');
    return {
      object: { catalog: 'pg_class', oid: textIn(row, 'oid'), name: relation },
      message: `View ${relation} shows its rows to everyone: it reads with its owner's rights, past row level security.`,
      remedies: [
        {
          title: 'Read with the rights of whoever asks',
          kind: 'auto',
          sql: `ALTER VIEW ${relation} SET (security_invoker = true);`,
        },
      ],
    };
  },
};
