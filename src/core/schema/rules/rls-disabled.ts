import { openRelationMatcher } from '../openRelationMatcher.ts';

export const rlsDisabledMatcher = openRelationMatcher({
  condition: "c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND NOT c.relrowsecurity",
  message: (relation) => `Anyone who holds the public key can read and write every row of ${relation}.`,
  remedy: (relation) => ({
    title: `Enable row level security on ${relation}`,
    kind: 'auto',
    sql: `ALTER TABLE ${relation} ENABLE ROW LEVEL SECURITY;`,
  }),
});
