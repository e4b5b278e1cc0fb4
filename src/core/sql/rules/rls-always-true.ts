import type { Rule } from '../../rules/ruleModel.ts';
import { rlsAlwaysTrueMatcher } from '../../schema/rules/rls-always-true.ts';
import { isAlwaysTrue } from '../alwaysTrue.ts';
import { isPolicyDroppedLater } from '../mendedLater.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { nodeAs, statementNode } from '../sqlStatement.ts';
import { relationName } from '../statementFacts.ts';
import { closingIndex, indexOfWord, indexOfWords, spanOfTokens } from '../statementTokens.ts';

/** Roles that pass every policy anyway or that no client of the API holds. */
const TRUSTED_ROLES: ReadonlySet<string> = new Set([
  'service_role',
  'postgres',
  'supabase_admin',
  'supabase_auth_admin',
  'supabase_storage_admin',
]);

const check: SqlCheck = (statement, context) => {
  const policy = statementNode(statement, 'CreatePolicyStmt');
  if (!policy?.permissive || policy.cmd_name === 'select') return [];
  const roles = (policy.roles ?? []).map((role) => nodeAs(role, 'RoleSpec')?.rolename ?? 'public');
  if (roles.every((role) => TRUSTED_ROLES.has(role))) return [];
  const usingTrue = isAlwaysTrue(policy.qual);
  const checkTrue = isAlwaysTrue(policy.with_check);
  const isOpen =
    policy.cmd_name === 'insert' ? checkTrue : usingTrue && (policy.with_check === undefined || checkTrue);
  if (!isOpen || isPolicyDroppedLater(statement, context)) return [];
  const keyword = usingTrue ? indexOfWord(statement, 'using') : indexOfWords(statement, ['with', 'check']);
  const open = indexOfWord(statement, '(', keyword);
  const action = policy.cmd_name === 'all' ? 'write' : policy.cmd_name;
  return [
    {
      span: spanOfTokens(statement, keyword, closingIndex(statement, open)),
      message: `This policy lets ${roles.join(', ')} ${action} any row of ${relationName(policy.table)}.`,
    },
  ];
};

export const rule: Rule = {
  id: 'rls-always-true',
  title: 'Policy that lets everyone write every row',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Security',
  languages: ['sql'],
  message: 'This policy lets its roles write any row of the table.',
  actionRequired: 'Say in the policy whose rows may be written.',
  why: 'Row level security is on, so the table looks protected, but a policy of `true` admits every row: any visitor who holds the public key can change or delete the data of others.',
  howToFix:
    'Compare a column with the caller: `USING ((select auth.uid()) = user_id) WITH CHECK ((select auth.uid()) = user_id)`. If only the server writes the table, drop the policy: the service role passes without one. A `SELECT` policy of `true`, for public data, is not reported.',
  references: ['https://supabase.com/docs/guides/database/postgres/row-level-security'],
  aliases: ['rls_policy_always_true', '0024_rls_policy_always_true', 'permissive_rls_policy'],
  match: [{ kind: 'sqlCheck', check }, rlsAlwaysTrueMatcher],
  examples: {
    fires: [
      { code: 'create policy everyone on orders for all using (true);', marks: 'using (true)' },
      {
        code: 'CREATE POLICY add ON orders FOR INSERT TO anon, authenticated WITH CHECK (true);',
        marks: 'WITH CHECK (true)',
      },
      { code: 'create policy change on orders for update to authenticated using (1 = 1) with check (true);' },
    ],
    silent: [
      { code: 'create policy read on posts for select using (true);' },
      { code: 'create policy server on orders for all to service_role using (true) with check (true);' },
      { code: 'create policy own on orders for insert with check ((select auth.uid()) = user_id);' },
      { code: 'create policy limit_all on orders as restrictive for delete using (true);' },
    ],
  },
};
