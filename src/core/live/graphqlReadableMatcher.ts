import { textIn } from '../schema/schemaRow.ts';
import type { SchemaMatcher } from '../schema/schemaRule.ts';
import { graphqlReadableSql } from './graphqlSql.ts';

/**
 * Relations that the GraphQL schema describes to a role.
 *
 * @param who the role in words, at the start of a sentence
 */
export function graphqlReadableMatcher(role: 'anon' | 'authenticated', who: string): SchemaMatcher {
  return {
    kind: 'schema',
    live: true,
    applies: ({ platform }) => platform === 'supabase',
    query: (settings) => graphqlReadableSql(role, settings),
    report: (row) => {
      const relation = textIn(row, 'relation');
      return {
        object: { catalog: 'pg_class', oid: textIn(row, 'oid'), name: relation },
        message: `${who} can see that ${textIn(row, 'kind')} ${relation} exists, and its columns, in the GraphQL schema.`,
        remedies: [
          {
            title: `Take ${relation} from ${role}`,
            kind: 'suggest',
            sql: `REVOKE SELECT ON ${relation} FROM PUBLIC, ${role};`,
          },
        ],
      };
    },
  };
}
