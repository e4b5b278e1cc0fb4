import type { Rule } from '../../rules/ruleModel.ts';
import { rlsUserMetadataMatcher } from '../../schema/rules/rls-user-metadata.ts';
import { isPolicyDroppedLater } from '../mendedLater.ts';
import { writtenPolicy } from '../policyExpressions.ts';
import type { SqlCheck, SqlReport } from '../sqlRule.ts';
import { nodeAs } from '../sqlStatement.ts';
import { spanOfTokens, tokenIndexAt } from '../statementTokens.ts';
import { walkTree } from '../walkTree.ts';

const USER_WRITTEN: ReadonlySet<string> = new Set(['user_metadata', 'raw_user_meta_data']);

const check: SqlCheck = (statement, context) => {
  const policy = writtenPolicy(statement);
  if (!policy) return [];
  const reports: SqlReport[] = [];
  walkTree([policy.using, policy.withCheck], (node) => {
    const constant = nodeAs(node, 'A_Const');
    const column = nodeAs(node, 'ColumnRef');
    const text = constant?.sval?.sval ?? nodeAs(column?.fields?.at(-1), 'String')?.sval;
    if (text === undefined) return;
    const names = text.startsWith('{') ? text.slice(1, -1).split(',') : [text];
    if (!names.some((name) => USER_WRITTEN.has(name.trim()))) return;
    const at = tokenIndexAt(statement, statement.offsetOf((constant ?? column)?.location));
    reports.push({ span: spanOfTokens(statement, at) });
  });
  return reports.length > 0 && isPolicyDroppedLater(statement, context) ? [] : reports;
};

export const rule: Rule = {
  id: 'rls-user-metadata',
  title: 'Policy trusts user_metadata',
  kind: 'detection',
  severity: 'CRITICAL',
  problemType: 'Security',
  languages: ['sql'],
  message: 'Users can write their own user_metadata, so they can pass this policy at will.',
  actionRequired: 'Use app_metadata or a table that only the server writes.',
  why: '`user_metadata` is the part of a Supabase account that its owner may change with the public key. A policy that reads a role or a tenant from there lets anyone make themselves an administrator with one request.',
  howToFix:
    "Keep roles in `app_metadata` (`(select auth.jwt()) -> 'app_metadata' ->> 'role'`), which only the service role can write, or in a table with policies of its own.",
  references: [
    'https://supabase.com/docs/guides/database/database-advisors?lint=0015_rls_references_user_metadata',
  ],
  aliases: ['rls_references_user_metadata', '0015_rls_references_user_metadata'],
  match: [{ kind: 'sqlCheck', check }, rlsUserMetadataMatcher],
  examples: {
    fires: [
      {
        code: "create policy admin on orders using (auth.jwt() -> 'user_metadata' ->> 'role' = 'admin');",
        marks: "'user_metadata'",
      },
      { code: "create policy admin on orders using ((auth.jwt() #>> '{user_metadata,role}') = 'admin');" },
    ],
    silent: [
      { code: "create policy admin on orders using (auth.jwt() -> 'app_metadata' ->> 'role' = 'admin');" },
      { code: "select auth.jwt() -> 'user_metadata' ->> 'name';" },
    ],
  },
};
