import type { FixProposal } from '../../rules/finding.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import { alterCommands } from '../alterCommands.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { nodeAs } from '../sqlStatement.ts';
import { inAuthorsCase, insertAfter, spanOfTokens } from '../statementTokens.ts';

/** `DETACH PARTITION … CONCURRENTLY` came with this release. */
const HAS_CONCURRENT_DETACH = 14;

const check: SqlCheck = (statement, context) => {
  if (context.targetVersion < HAS_CONCURRENT_DETACH) return [];
  return alterCommands(statement)
    .filter(({ command }) => command.subtype === 'AT_DetachPartition')
    .filter(({ command }) => !nodeAs(command.def, 'PartitionCmd')?.concurrent)
    .filter(({ table }) => !context.createdEarlier('table', table))
    .map(({ first, last, table }) => {
      const fix: FixProposal = {
        title: 'Detach concurrently',
        kind: 'auto',
        edits: [insertAfter(statement, last, ` ${inAuthorsCase(statement, 'CONCURRENTLY')}`)],
      };
      return {
        span: spanOfTokens(statement, first, first + 1),
        message: `Detaching a partition stops every query on ${table} while it waits for its lock.`,
        fixes: context.inTransaction ? [] : [fix],
      };
    });
};

export const rule: Rule = {
  id: 'require-concurrent-detach',
  title: 'Partition detached without CONCURRENTLY',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'Detaching a partition stops every query on the table while it waits for its lock.',
  actionRequired: 'Detach with CONCURRENTLY, outside a transaction.',
  why: 'A plain `DETACH PARTITION` needs an `ACCESS EXCLUSIVE` lock on the whole partitioned table. While it waits for one long query, all others queue up behind it.',
  howToFix:
    'Write `ALTER TABLE orders DETACH PARTITION orders_2020 CONCURRENTLY` (Postgres 14 and later) outside a transaction. It does not work while the table has a default partition.',
  references: ['https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DETACH-PARTITION'],
  aliases: [
    'require-concurrent-partition-detach',
    'requireConcurrentDetachPartition',
    'detach-partition',
    'US027',
  ],
  match: [{ kind: 'sqlCheck', statements: ['AlterTableStmt'], check }],
  examples: {
    fires: [
      {
        code: 'ALTER TABLE orders DETACH PARTITION orders_2020;',
        marks: 'DETACH PARTITION',
        fixed: 'ALTER TABLE orders DETACH PARTITION orders_2020 CONCURRENTLY;',
      },
    ],
    silent: [
      { code: 'ALTER TABLE orders DETACH PARTITION orders_2020 CONCURRENTLY;' },
      { code: 'ALTER TABLE orders DETACH PARTITION orders_2020 FINALIZE;' },
    ],
  },
};
