import type { Rule } from '../../rules/ruleModel.ts';
import { timeoutCheck } from '../missingTimeout.ts';

const check = timeoutCheck({
  setting: 'lock_timeout',
  value: '5s',
  message: (table) =>
    `While this statement waits for its lock on ${table}, every later query on it waits behind it.`,
});

export const rule: Rule = {
  id: 'require-lock-timeout',
  title: 'Strong lock without lock_timeout',
  kind: 'prevention',
  severity: 'LOW',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'While this statement waits for its lock, every later query on the table waits behind it.',
  actionRequired: 'Set lock_timeout before statements that take strong locks.',
  why: 'Locks queue. A migration that waits behind one long report makes every query that comes after it wait too, though the report alone would have let them through. With a timeout the migration fails instead and can be tried again.',
  howToFix:
    "Write `SET lock_timeout = '5s';` at the top of the file (`SET LOCAL` inside a transaction), or set it for the role that runs migrations; then leave this rule off.",
  references: ['https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT'],
  aliases: ['lockTimeoutWarning', 'missing-lock-timeout', 'require-timeout-settings', 'E9'],
  optIn: true,
  match: [{ kind: 'sqlCheck', check }],
  examples: {
    fires: [
      {
        code: 'ALTER TABLE orders ADD COLUMN note text;\nALTER TABLE orders ADD COLUMN more text;',
        marks: 'ALTER TABLE',
        fixed:
          "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;\nALTER TABLE orders ADD COLUMN more text;",
      },
      {
        code: 'begin;\ndrop table orders;\ncommit;',
        fixed: "begin;\nset local lock_timeout = '5s';\ndrop table orders;\ncommit;",
      },
      { code: 'DROP INDEX orders_idx;', marks: 'DROP INDEX' },
      {
        code: "SET app.lock_timeout = '1s';\nCREATE UNIQUE INDEX ON orders (number);",
        marks: 'CREATE UNIQUE INDEX',
      },
    ],
    silent: [
      { code: "SET lock_timeout = '1s';\nALTER TABLE orders ADD COLUMN note text;" },
      { code: 'CREATE TABLE orders (id bigint);\nALTER TABLE orders ADD COLUMN note text;' },
      { code: 'CREATE INDEX CONCURRENTLY ON orders (id);\nALTER TABLE orders VALIDATE CONSTRAINT c;' },
      { code: 'SELECT 1;' },
    ],
  },
};
