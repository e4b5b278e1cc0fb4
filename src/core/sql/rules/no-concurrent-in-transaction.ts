import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlFileContext } from '../sqlFileContext.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { indexOfWord, spanOfTokens } from '../statementTokens.ts';

function whatWraps({ isInner, tool }: SqlFileContext): string {
  if (isInner) return 'what stands inside another statement runs in its transaction';
  return `${tool === 'plain' ? 'the migration tool' : tool} runs this file inside a transaction`;
}

const check: SqlCheck = (statement, context) => {
  const keyword = indexOfWord(statement, 'concurrently');
  if (keyword < 0) return [];
  const { isWrapped } = context;
  if (!isWrapped && !context.inExplicitTransaction) return [];
  return [
    {
      span: spanOfTokens(statement, keyword),
      ...(isWrapped && {
        message: `CONCURRENTLY fails here: ${whatWraps(context)}.`,
      }),
    },
  ];
};

export const rule: Rule = {
  id: 'no-concurrent-in-transaction',
  title: 'CONCURRENTLY inside a transaction',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Data',
  languages: ['sql'],
  message: 'CONCURRENTLY fails inside a transaction.',
  actionRequired: 'Run the statement outside a transaction.',
  why: 'Building or dropping an index concurrently commits several times on its way, so Postgres refuses it inside a transaction block: the migration stops with an error.',
  howToFix:
    'Move the statement to a migration of its own and switch its transaction off: `-- +goose NO TRANSACTION`, `transaction:false` (dbmate), `run_in_transaction = false` (diesel), a single statement in the file (Prisma).',
  references: ['https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY'],
  aliases: [
    'ban-concurrent-index-creation-in-transaction',
    'banConcurrentIndexCreationInTransaction',
    'concurrent-in-transaction',
  ],
  match: [
    {
      kind: 'sqlCheck',
      statements: ['IndexStmt', 'DropStmt', 'ReindexStmt', 'AlterTableStmt'],
      check,
    },
  ],
  examples: {
    fires: [
      { code: 'BEGIN;\nCREATE INDEX CONCURRENTLY a_idx ON a (b);\nCOMMIT;', marks: 'CONCURRENTLY' },
      { code: 'drop index concurrently a_idx;', path: 'supabase/migrations/1_a.sql', marks: 'concurrently' },
      { code: 'begin;\nalter table a detach partition a_1 concurrently;\nend;', marks: 'concurrently' },
      { code: 'DO $$ BEGIN\n  DROP INDEX CONCURRENTLY a_idx;\nEND $$;', marks: 'CONCURRENTLY' },
    ],
    silent: [
      { code: 'CREATE INDEX CONCURRENTLY a_idx ON a (b);' },
      { code: '-- +goose NO TRANSACTION\n-- +goose Up\nCREATE INDEX CONCURRENTLY a_idx ON a (b);' },
      { code: 'CREATE INDEX CONCURRENTLY a_idx ON a (b);', path: 'prisma/migrations/1_a/migration.sql' },
    ],
  },
};
