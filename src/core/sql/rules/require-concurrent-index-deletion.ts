import type { FixProposal } from '../../rules/finding.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { nodeAs, statementNode } from '../sqlStatement.ts';
import { nameOfParts } from '../statementFacts.ts';
import { inAuthorsCase, insertAfter, spanOfTokens } from '../statementTokens.ts';

const check: SqlCheck = (statement, context) => {
  const drop = statementNode(statement, 'DropStmt');
  if (drop?.removeType !== 'OBJECT_INDEX' || drop.concurrent) return [];
  const names = (drop.objects ?? []).map((object) => nameOfParts(nodeAs(object, 'List')?.items));
  if (names.every((name) => context.createdEarlier('index', name)) || context.isDownMigration) return [];
  const span = spanOfTokens(statement, 0, 1);
  if (context.isWrapped) {
    return [
      {
        span,
        message:
          'Dropping an index waits for, then stops, every query on its table; move it to a migration that runs outside a transaction and use CONCURRENTLY.',
      },
    ];
  }
  // CONCURRENTLY takes a single index and no CASCADE.
  const isFixable = !context.inExplicitTransaction && names.length === 1 && drop.behavior !== 'DROP_CASCADE';
  const clause =
    !drop.missing_ok && context.isActive('prefer-robust-stmts') ? 'CONCURRENTLY IF EXISTS' : 'CONCURRENTLY';
  const fix: FixProposal = {
    title: 'Drop the index concurrently',
    kind: 'auto',
    edits: [insertAfter(statement, 1, ` ${inAuthorsCase(statement, clause)}`)],
  };
  return [{ span, fixes: isFixable ? [fix] : [] }];
};

export const rule: Rule = {
  id: 'require-concurrent-index-deletion',
  title: 'Index dropped without CONCURRENTLY',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'Dropping an index waits for, then stops, every query on its table.',
  actionRequired: 'Drop the index with CONCURRENTLY, outside a transaction.',
  why: '`DROP INDEX` needs an `ACCESS EXCLUSIVE` lock on the table. While it waits behind one long query, every later query on the table queues up behind it: a report that runs for minutes becomes an outage of minutes.',
  howToFix:
    'Write `DROP INDEX CONCURRENTLY name`, one index at a time, in a migration that runs outside a transaction.',
  references: ['https://www.postgresql.org/docs/current/sql-dropindex.html'],
  aliases: ['requireConcurrentIndexDeletion', 'drop-index-not-concurrent', 'US019'],
  match: [{ kind: 'sqlCheck', statements: ['DropStmt'], check }],
  examples: {
    fires: [
      {
        code: 'DROP INDEX IF EXISTS orders_customer_idx;',
        marks: 'DROP INDEX',
        fixed: 'DROP INDEX CONCURRENTLY IF EXISTS orders_customer_idx;',
      },
      { code: 'drop index orders_a, orders_b;', fixed: 'drop index orders_a, orders_b;' },
      { code: 'BEGIN;\nDROP INDEX orders_a;\nCOMMIT;', fixed: 'BEGIN;\nDROP INDEX orders_a;\nCOMMIT;' },
    ],
    silent: [
      { code: 'DROP INDEX CONCURRENTLY orders_customer_idx;' },
      { code: 'DROP INDEX orders_customer_idx;', path: 'migrations/2025-01-01_orders/down.sql' },
      { code: 'CREATE INDEX CONCURRENTLY tmp_idx ON orders (id);\nDROP INDEX tmp_idx;' },
    ],
  },
};
