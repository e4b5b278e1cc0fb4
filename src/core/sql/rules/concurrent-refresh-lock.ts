import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { statementNode } from '../sqlStatement.ts';
import { relationName } from '../statementFacts.ts';
import { indexOfWord, spanOfTokens } from '../statementTokens.ts';

const check: SqlCheck = (statement) => {
  const refresh = statementNode(statement, 'RefreshMatViewStmt');
  if (!refresh?.concurrent) return [];
  return [
    {
      span: spanOfTokens(statement, indexOfWord(statement, 'concurrently')),
      message: `Other refreshes of ${relationName(refresh.relation)} wait until this one is done, and the migration with it.`,
    },
  ];
};

export const rule: Rule = {
  id: 'concurrent-refresh-lock',
  title: 'Concurrent refresh in a migration',
  kind: 'prevention',
  severity: 'LOW',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'Other refreshes of the view wait until this one is done, and the migration with it.',
  actionRequired: 'Refresh from a scheduled job, not from a migration.',
  why: 'With `CONCURRENTLY` readers go on, but the refresh still holds an `EXCLUSIVE` lock on the view and takes longer than a plain one. In a migration that is time in which the release hangs, and a scheduled refresh with it.',
  howToFix:
    'Leave refreshing to the job that does it anyway, or run it by hand after the release. Use this rule where migrations have to be quick.',
  references: ['https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html'],
  aliases: ['concurrentRefreshMatviewLock'],
  optIn: true,
  match: [{ kind: 'sqlCheck', statements: ['RefreshMatViewStmt'], check }],
  examples: {
    fires: [{ code: 'REFRESH MATERIALIZED VIEW CONCURRENTLY totals;', marks: 'CONCURRENTLY' }],
    silent: [{ code: 'REFRESH MATERIALIZED VIEW totals;' }],
  },
};
