import type { Rule } from '../../rules/ruleModel.ts';
import { timeoutCheck } from '../missingTimeout.ts';
import { mayShareTransaction } from '../sharedTransaction.ts';

const SETTING = 'idle_in_transaction_session_timeout';

const check = timeoutCheck({
  setting: SETTING,
  value: '60s',
  message: (table) =>
    `Should the client stall after this statement, ${table} stays locked until somebody ends its session.`,
  matters: mayShareTransaction,
});

export const rule: Rule = {
  id: 'require-idle-timeout',
  title: 'Strong lock without idle_in_transaction_session_timeout',
  kind: 'prevention',
  severity: 'LOW',
  problemType: 'Performance',
  languages: ['sql'],
  message:
    'Should the client stall after this statement, the table stays locked until somebody ends its session.',
  actionRequired: 'Set idle_in_transaction_session_timeout at the top of the file.',
  why: 'A transaction keeps its locks until it ends. A deploy job that is paused, or whose network is cut between two statements, leaves it open: the table stays locked though nothing runs, and neither `lock_timeout` nor `statement_timeout` helps.',
  howToFix:
    "Write `SET idle_in_transaction_session_timeout = '60s';` at the top of the file (`SET LOCAL` inside a transaction), or set it for the role that runs migrations and leave this rule off.",
  references: [
    'https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-IDLE-IN-TRANSACTION-SESSION-TIMEOUT',
  ],
  aliases: ['requireIdleInTransactionTimeout', 'missing-idle-timeout'],
  optIn: true,
  match: [{ kind: 'sqlCheck', check }],
  examples: {
    fires: [
      {
        code: 'begin;\nalter table orders add column note text;\nalter table orders add column more text;\ncommit;',
        marks: 'alter table',
        fixed:
          "begin;\nset local idle_in_transaction_session_timeout = '60s';\nalter table orders add column note text;\nalter table orders add column more text;\ncommit;",
      },
      { code: 'DROP TABLE orders;', path: 'supabase/migrations/1_a.sql' },
    ],
    silent: [
      {
        code: "SET idle_in_transaction_session_timeout = '10s';\nBEGIN;\nALTER TABLE orders ADD COLUMN note text;\nCOMMIT;",
      },
      { code: 'ALTER TABLE orders ADD COLUMN note text;\nBEGIN;\nSELECT 1;\nCOMMIT;' },
      { code: 'CREATE INDEX CONCURRENTLY ON orders (id);' },
    ],
  },
};
