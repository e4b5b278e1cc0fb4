import type { Rule } from '../../rules/ruleModel.ts';
import { openRelationMatcher } from '../openRelationMatcher.ts';

const matcher = openRelationMatcher({
  condition: "c.relkind = 'f'",
  message: (relation) =>
    `Foreign table ${relation} shows all its rows over the API: no policy can protect it.`,
  remedy: (relation) => ({
    title: `Take ${relation} out of the API`,
    kind: 'suggest',
    sql: `REVOKE SELECT ON ${relation} FROM PUBLIC, anon, authenticated;`,
  }),
});

export const rule: Rule = {
  id: 'foreign-table-in-api',
  title: 'Foreign table open to the API',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Security',
  languages: ['sql'],
  message: 'This foreign table shows all its rows over the API: no policy can protect it.',
  actionRequired: 'Take it out of the API, or move it to a schema that is not served.',
  why: 'A foreign table knows no row level security: whoever may read it reads all that the connection behind it shows, with the rights of that connection.',
  howToFix:
    'Create foreign tables in a schema that is not served, and show what clients need through a function or view that checks the caller.',
  references: ['https://supabase.com/docs/guides/database/database-advisors?lint=0017_foreign_table_in_api'],
  aliases: ['foreign_table_in_api', '0017_foreign_table_in_api'],
  match: [matcher],
  examples: {
    fires: [
      {
        code: 'create foreign data wrapper remote;\ncreate server other foreign data wrapper remote;\ncreate foreign table public.people (id bigint) server other;',
        path: 'supabase/migrations/1_api.sql',
      },
    ],
    silent: [
      {
        code: 'create foreign data wrapper remote;\ncreate server other foreign data wrapper remote;\ncreate schema private;\ncreate foreign table private.people (id bigint) server other;',
        path: 'supabase/migrations/1_api.sql',
      },
    ],
  },
};
