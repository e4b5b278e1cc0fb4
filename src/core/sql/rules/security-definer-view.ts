import type { Rule } from '../../rules/ruleModel.ts';
import { securityDefinerViewMatcher } from '../../schema/rules/security-definer-view.ts';
import { saidLater } from '../mendedLater.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { nodeAs, statementNode } from '../sqlStatement.ts';
import { createdFact, relationName } from '../statementFacts.ts';
import {
  afterName,
  closingIndex,
  inAuthorsCase,
  indexOfWord,
  insertAfter,
  spanOfTokens,
} from '../statementTokens.ts';
import { isExposedSchema, isSupabaseMigration } from '../supabase.ts';

/** The first release whose views can run with the rights of whoever asks. */
const HAS_INVOKER_VIEWS = 15;

const check: SqlCheck = (statement, context) => {
  const create = statementNode(statement, 'ViewStmt');
  if (!create || !isSupabaseMigration(context) || context.targetVersion < HAS_INVOKER_VIEWS) return [];
  if (create.view?.relpersistence === 't' || !isExposedSchema(create.view?.schemaname)) return [];
  const options = create.options ?? [];
  if (options.some((option) => nodeAs(option, 'DefElem')?.defname === 'security_invoker')) return [];
  const view = relationName(create.view);
  const mended = [`invoker:${view}`, createdFact('view', view), `drop:view:${view}`];
  if (saidLater(context, mended)) return [];
  const first = indexOfWord(statement, 'view') + 1;
  const afterView = afterName(statement, first);
  const hasColumns = statement.tokens[afterView]?.word === '(';
  const last = hasColumns ? closingIndex(statement, afterView) : afterView - 1;
  return [
    {
      span: spanOfTokens(statement, first, afterView - 1),
      message: `View ${view} shows its rows to everyone: it reads with its owner's rights, past row level security.`,
      fixes:
        options.length > 0
          ? []
          : [
              {
                title: 'Read with the rights of whoever asks',
                kind: 'suggest',
                edits: [
                  insertAfter(
                    statement,
                    last,
                    ` ${inAuthorsCase(statement, 'WITH')} (security_invoker = true)`,
                  ),
                ],
              },
            ],
    },
  ];
};

export const rule: Rule = {
  id: 'security-definer-view',
  title: 'View that reads past row level security',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Security',
  languages: ['sql'],
  message: 'This view shows its rows to everyone: it reads with its owner’s rights, past row level security.',
  actionRequired: 'Create the view WITH (security_invoker = true).',
  why: 'A view reads its tables as the role that made it, in Supabase one that no policy binds. Every row that a policy hides in the table can be read through the view with the public key.',
  howToFix:
    'Add `WITH (security_invoker = true)` (Postgres 15 and later). Where the view is meant to show more than the tables do, put it into a schema that is not served, or suppress the finding with that reason.',
  references: ['https://supabase.com/docs/guides/database/database-advisors?lint=0010_security_definer_view'],
  aliases: ['security_definer_view', '0010_security_definer_view'],
  match: [{ kind: 'sqlCheck', check }, securityDefinerViewMatcher],
  examples: {
    fires: [
      {
        code: 'create view totals as select sum(total) from orders;',
        path: 'supabase/migrations/1_totals.sql',
        marks: 'totals',
        fixed: 'create view totals with (security_invoker = true) as select sum(total) from orders;',
      },
      {
        code: 'CREATE OR REPLACE VIEW public.totals (sum) AS SELECT sum(total) FROM orders;',
        path: 'supabase/migrations/1_totals.sql',
        fixed:
          'CREATE OR REPLACE VIEW public.totals (sum) WITH (security_invoker = true) AS SELECT sum(total) FROM orders;',
      },
    ],
    silent: [
      {
        code: 'create view totals with (security_invoker) as select sum(total) from orders;',
        path: 'supabase/migrations/1_totals.sql',
      },
      {
        code: 'create view totals as select 1;\nalter view totals set (security_invoker = true);',
        path: 'supabase/migrations/1_totals.sql',
      },
      { code: 'create view totals as select sum(total) from orders;', path: 'db/totals.sql' },
    ],
  },
};
