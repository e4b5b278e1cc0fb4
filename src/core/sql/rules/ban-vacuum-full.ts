import type { Rule } from '../../rules/ruleModel.ts';
import { fullVacuum } from '../fullVacuum.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { statementNode } from '../sqlStatement.ts';
import { indexOfWord, spanOfTokens } from '../statementTokens.ts';
import { tableLocks } from '../tableLocks.ts';
import { HAS_REPACK } from './prefer-repack.ts';

const check: SqlCheck = (statement, context) => {
  const isCluster = statementNode(statement, 'ClusterStmt') !== undefined;
  if (!isCluster && !fullVacuum(statement)) return [];
  if (context.targetVersion >= HAS_REPACK && context.isActive('prefer-repack')) return [];
  const [lock] = tableLocks(statement);
  if (lock?.table !== undefined && context.createdEarlier('table', lock.table)) return [];
  const keyword = isCluster ? 0 : indexOfWord(statement, 'full');
  return [
    {
      span: spanOfTokens(statement, keyword),
      message: `This writes ${lock?.table ?? 'every table'} anew while nobody can read or write it, and needs as much free disk again.`,
    },
  ];
};

export const rule: Rule = {
  id: 'ban-vacuum-full',
  title: 'VACUUM FULL or CLUSTER',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'This writes the table anew while nobody can read or write it.',
  actionRequired: 'Use plain VACUUM, or pg_repack.',
  why: '`VACUUM FULL` and `CLUSTER` copy the table and rebuild its indexes under an `ACCESS EXCLUSIVE` lock. Every query on the table waits until the copy is done, and both copies lie on the disk until then.',
  howToFix:
    'Plain `VACUUM` makes the space reusable without a lock, which is nearly always enough. Where the disk must have it back, `pg_repack` does the work beside the table, as `REPACK (CONCURRENTLY)` does from Postgres 19 on.',
  references: ['https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-SPACE-RECOVERY'],
  aliases: ['banVacuumFull', 'vacuum-full', 'E10', 'US025', 'US026'],
  match: [{ kind: 'sqlCheck', statements: ['VacuumStmt', 'ClusterStmt'], check }],
  examples: {
    fires: [
      { code: 'VACUUM FULL orders;', marks: 'FULL' },
      { code: 'vacuum (analyze, full true) orders;', marks: 'full' },
      { code: 'CLUSTER orders USING orders_pkey;', marks: 'CLUSTER' },
    ],
    silent: [
      { code: 'VACUUM orders;' },
      { code: 'VACUUM (FULL false, ANALYZE) orders;' },
      { code: 'ALTER TABLE orders CLUSTER ON orders_pkey;' },
    ],
  },
};
