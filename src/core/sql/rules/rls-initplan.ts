import type { Rule } from '../../rules/ruleModel.ts';
import { rlsInitplanMatcher } from '../../schema/rules/rls-initplan.ts';
import { isPolicyDroppedLater } from '../mendedLater.ts';
import { writtenPolicy } from '../policyExpressions.ts';
import type { SqlCheck, SqlReport } from '../sqlRule.ts';
import { nodeAs } from '../sqlStatement.ts';
import { nameOfParts } from '../statementFacts.ts';
import {
  afterName,
  closingIndex,
  inAuthorsCase,
  spanOfTokens,
  textOfSpan,
  tokenIndexAt,
} from '../statementTokens.ts';
import { nearest, walkTree } from '../walkTree.ts';

/** Functions whose answer is the same for all rows of a query, though Postgres cannot know. */
const SAME_FOR_ALL_ROWS: ReadonlySet<string> = new Set([
  'auth.uid',
  'auth.jwt',
  'auth.role',
  'auth.email',
  'current_setting',
]);

const check: SqlCheck = (statement, context) => {
  const policy = writtenPolicy(statement);
  if (!policy) return [];
  const reports: SqlReport[] = [];
  walkTree([policy.using, policy.withCheck], (node, ancestors) => {
    const call = nodeAs(node, 'FuncCall');
    if (!call || !SAME_FOR_ALL_ROWS.has(nameOfParts(call.funcname))) return;
    const query = nodeAs(nearest(ancestors, 'SelectStmt'), 'SelectStmt');
    // A sub-query without FROM is what makes Postgres call the function once.
    if (query && !query.fromClause?.length) return;
    const first = tokenIndexAt(statement, statement.offsetOf(call.location));
    const span = spanOfTokens(statement, first, closingIndex(statement, afterName(statement, first)));
    const text = textOfSpan(statement, span);
    reports.push({
      span,
      message: `${text} is called again for every row the policy looks at.`,
      fixes: [
        {
          title: `Call ${text} once per query`,
          kind: 'auto',
          edits: [{ span, newText: `(${inAuthorsCase(statement, 'SELECT')} ${text})` }],
        },
      ],
    });
  });
  return reports.length > 0 && isPolicyDroppedLater(statement, context) ? [] : reports;
};

export const rule: Rule = {
  id: 'rls-initplan',
  title: 'Policy calls an auth function for every row',
  kind: 'enforcement',
  severity: 'MEDIUM',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'The policy calls a function for every row that has one answer for the whole query.',
  actionRequired: 'Wrap the call in a sub-query: (select auth.uid()).',
  why: 'A policy’s expression runs for each row of the table. `auth.uid()` reads and parses the request’s token each time, though it cannot change within a query. Over some ten thousand rows that is most of the query’s time.',
  howToFix:
    'Write `(select auth.uid())`. Postgres then runs the sub-query once before it reads the table and compares each row with the result.',
  references: [
    'https://supabase.com/docs/guides/database/postgres/row-level-security#call-functions-with-select',
  ],
  aliases: ['auth_rls_initplan', '0003_auth_rls_initplan'],
  match: [{ kind: 'sqlCheck', check }, rlsInitplanMatcher],
  examples: {
    fires: [
      {
        code: 'create policy own on orders using (auth.uid() = user_id);',
        marks: 'auth.uid()',
        fixed: 'create policy own on orders using ((select auth.uid()) = user_id);',
      },
      {
        code: "CREATE POLICY own ON orders FOR INSERT WITH CHECK (tenant = current_setting('app.tenant', true)::uuid);",
        marks: "current_setting('app.tenant', true)",
        fixed:
          "CREATE POLICY own ON orders FOR INSERT WITH CHECK (tenant = (SELECT current_setting('app.tenant', true))::uuid);",
      },
      {
        code: 'create policy own on orders using (exists (select 1 from members m where m.user_id = auth.uid()));',
        fixed:
          'create policy own on orders using (exists (select 1 from members m where m.user_id = (select auth.uid())));',
      },
    ],
    silent: [
      { code: 'create policy own on orders using ((select auth.uid()) = user_id);' },
      { code: "create policy own on orders using (tenant = (select (auth.jwt() ->> 'tenant')::uuid));" },
      { code: 'select auth.uid();' },
    ],
  },
};
