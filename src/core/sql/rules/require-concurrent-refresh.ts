import type { FixProposal } from '../../rules/finding.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { statementNode } from '../sqlStatement.ts';
import { relationName } from '../statementFacts.ts';
import { inAuthorsCase, indexOfWord, insertAfter, spanOfTokens } from '../statementTokens.ts';

const check: SqlCheck = (statement, context) => {
  const refresh = statementNode(statement, 'RefreshMatViewStmt');
  if (!refresh || refresh.concurrent || refresh.skipData) return [];
  const view = relationName(refresh.relation);
  if (context.createdEarlier('view', view)) return [];
  const keyword = indexOfWord(statement, 'view');
  const fix: FixProposal = {
    title: 'Refresh concurrently (the view needs a unique index)',
    kind: 'suggest',
    edits: [insertAfter(statement, keyword, ` ${inAuthorsCase(statement, 'CONCURRENTLY')}`)],
  };
  return [
    {
      span: spanOfTokens(statement, 0, keyword),
      message: `Nobody can read ${view} until its query has run to the end.`,
      // Where concurrent refreshes are unwanted too, none is offered.
      fixes: context.isActive('concurrent-refresh-lock') ? [] : [fix],
    },
  ];
};

export const rule: Rule = {
  id: 'require-concurrent-refresh',
  title: 'Materialized view refreshed without CONCURRENTLY',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'Nobody can read the view until its query has run to the end.',
  actionRequired: 'Refresh with CONCURRENTLY.',
  why: 'A plain refresh holds an `ACCESS EXCLUSIVE` lock on the view while its query runs. Pages that read the view hang for just as long as the view takes to compute, which is what made it a materialized view.',
  howToFix: `1. \`CREATE UNIQUE INDEX CONCURRENTLY totals_key ON totals (region);\` on columns that tell the rows apart
2. \`REFRESH MATERIALIZED VIEW CONCURRENTLY totals;\`

It needs the view to hold data already, and takes longer by itself. A view that the same file creates is not reported.`,
  references: ['https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html'],
  aliases: ['requireConcurrentRefreshMatview', 'refresh-matview-blocking', 'US028'],
  match: [{ kind: 'sqlCheck', statements: ['RefreshMatViewStmt'], check }],
  examples: {
    fires: [
      {
        code: 'REFRESH MATERIALIZED VIEW totals;',
        marks: 'REFRESH MATERIALIZED VIEW',
        fixed: 'REFRESH MATERIALIZED VIEW CONCURRENTLY totals;',
      },
      {
        code: 'refresh materialized view shop.totals with data;',
        fixed: 'refresh materialized view concurrently shop.totals with data;',
      },
    ],
    silent: [
      { code: 'REFRESH MATERIALIZED VIEW CONCURRENTLY totals;' },
      { code: 'REFRESH MATERIALIZED VIEW totals WITH NO DATA;' },
      {
        code: 'CREATE MATERIALIZED VIEW totals AS SELECT 1 AS n WITH NO DATA;\nREFRESH MATERIALIZED VIEW totals;',
      },
    ],
  },
};
