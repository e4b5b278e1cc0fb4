import type { Rule } from '../../rules/ruleModel.ts';
import { timeoutCheck } from '../missingTimeout.ts';

const check = timeoutCheck({
  setting: 'statement_timeout',
  value: '60s',
  message: (table) => `This statement keeps ${table} locked for as long as it runs, and nothing ends it.`,
});

export const rule: Rule = {
  id: 'require-statement-timeout',
  title: 'Strong lock without statement_timeout',
  kind: 'prevention',
  severity: 'LOW',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'This statement keeps its table locked for as long as it runs, and nothing ends it.',
  actionRequired: 'Set statement_timeout before statements that lock tables in use.',
  why: 'A rewrite or an index build that was quick on the test database can run for an hour on the real one, with every writer waiting. With a limit the statement fails, the locks go, and the work can be planned anew.',
  howToFix:
    "Write `SET statement_timeout = '60s';` at the top of the file (`SET LOCAL` inside a transaction), or set it for the role that runs migrations and leave this rule off. `CREATE INDEX CONCURRENTLY` is better left without a limit.",
  references: ['https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-STATEMENT-TIMEOUT'],
  aliases: ['requireStatementTimeout', 'missing-statement-timeout', 'require-timeout-settings'],
  optIn: true,
  match: [{ kind: 'sqlCheck', check }],
  examples: {
    fires: [
      {
        code: 'ALTER TABLE orders ADD COLUMN note text;\nALTER TABLE orders ADD COLUMN more text;',
        marks: 'ALTER TABLE',
        fixed:
          "SET statement_timeout = '60s';\nALTER TABLE orders ADD COLUMN note text;\nALTER TABLE orders ADD COLUMN more text;",
      },
      { code: 'refresh materialized view totals;', marks: 'refresh materialized view' },
      { code: 'lock table orders in row share mode;', marks: 'lock table' },
      { code: "SET lock_timeout = '1s';\nVACUUM FULL orders;", marks: 'VACUUM FULL' },
    ],
    silent: [
      { code: "SET statement_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;" },
      { code: 'CREATE INDEX CONCURRENTLY ON orders (id);\nREINDEX INDEX CONCURRENTLY orders_idx;' },
      { code: 'CREATE TABLE orders (id bigint);\nALTER TABLE orders ADD COLUMN note text;' },
      { code: 'SELECT 1;' },
    ],
  },
};
