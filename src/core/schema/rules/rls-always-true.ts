import { isAlwaysTrueSql, policiesSql, policyMarks, policyObject } from '../policySql.ts';
import { listed, listIn, textIn } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

const WRITES: Readonly<Record<string, string>> = { a: 'insert', w: 'update', d: 'delete', '*': 'write' };

export const rlsAlwaysTrueMatcher: SchemaMatcher = {
  kind: 'schema',
  query: (settings) => {
    const using = isAlwaysTrueSql('p.polqual', 'p.polrelid');
    const check = isAlwaysTrueSql('p.polwithcheck', 'p.polrelid');
    return policiesSql(
      settings,
      `c.relrowsecurity AND p.polpermissive AND c.relkind = 'r'
      AND (p.polroles = ARRAY[0::pg_catalog.oid] OR EXISTS (SELECT FROM pg_catalog.pg_roles AS r
        WHERE r.oid = ANY (p.polroles) AND r.rolname IN ('anon', 'authenticated')))
      AND ((p.polcmd IN ('w', 'd', '*') AND (p.polqual IS NULL OR ${using}))
        OR ${check} AND p.polcmd <> 'r'
        OR (p.polwithcheck IS NULL AND p.polcmd = 'a'))`,
    );
  },
  report: (row) => ({
    object: policyObject(row),
    message: `Policy ${textIn(row, 'policy')} lets ${listed(listIn(row, 'roles'))} ${WRITES[textIn(row, 'command')] ?? 'write'} any row of ${textIn(row, 'relation')}.`,
    marks: policyMarks(row),
  }),
};
