import type { FixProposal } from '../../rules/finding.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { nodeAs, statementNode } from '../sqlStatement.ts';
import { inAuthorsCase, insertAfter, spanOfTokens } from '../statementTokens.ts';
import { optionIsOn } from '../tableLocks.ts';

const TARGETS: ReadonlySet<string> = new Set(['index', 'table', 'schema', 'database']);

/** `REINDEX … CONCURRENTLY` came with this release. */
const HAS_CONCURRENT_REINDEX = 12;

const check: SqlCheck = (statement, context) => {
  const reindex = statementNode(statement, 'ReindexStmt');
  if (!reindex || context.targetVersion < HAS_CONCURRENT_REINDEX) return [];
  if (optionIsOn(reindex.params, 'concurrently')) return [];
  const keyword = statement.tokens.findIndex(({ word }) => TARGETS.has(word));
  // REINDEX SYSTEM cannot run concurrently at all.
  if (keyword < 0) return [];
  // `(CONCURRENTLY false)` and the keyword would contradict each other.
  const isSwitchedOff = (reindex.params ?? []).some(
    (param) => nodeAs(param, 'DefElem')?.defname === 'concurrently',
  );
  const fix: FixProposal = {
    title: 'Rebuild concurrently',
    kind: 'auto',
    edits: [insertAfter(statement, keyword, ` ${inAuthorsCase(statement, 'CONCURRENTLY')}`)],
  };
  return [
    { span: spanOfTokens(statement, 0, keyword), fixes: context.inTransaction || isSwitchedOff ? [] : [fix] },
  ];
};

export const rule: Rule = {
  id: 'require-concurrent-reindex',
  title: 'REINDEX without CONCURRENTLY',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Performance',
  languages: ['sql'],
  message:
    'Rebuilding an index blocks writes to its table, and reads that would use the index, until it is done.',
  actionRequired: 'Rebuild with CONCURRENTLY, outside a transaction.',
  why: '`REINDEX` locks the table against writes and the index against every use. On a big table all queries that need the index wait for as long as the rebuild takes.',
  howToFix:
    'Write `REINDEX INDEX CONCURRENTLY name` (Postgres 12 and later) outside a transaction. It builds a second index beside the first and then swaps them.',
  references: ['https://www.postgresql.org/docs/current/sql-reindex.html#SQL-REINDEX-CONCURRENTLY'],
  aliases: ['requireConcurrentReindex', 'reindex-non-concurrent', 'US020'],
  match: [{ kind: 'sqlCheck', statements: ['ReindexStmt'], check }],
  examples: {
    fires: [
      {
        code: 'REINDEX INDEX orders_idx;',
        marks: 'REINDEX INDEX',
        fixed: 'REINDEX INDEX CONCURRENTLY orders_idx;',
      },
      {
        code: 'reindex (verbose) table orders;',
        marks: 'reindex (verbose) table',
        fixed: 'reindex (verbose) table concurrently orders;',
      },
      {
        code: 'REINDEX (CONCURRENTLY off) INDEX orders_idx;',
        fixed: 'REINDEX (CONCURRENTLY off) INDEX orders_idx;',
      },
    ],
    silent: [
      { code: 'REINDEX INDEX CONCURRENTLY orders_idx;' },
      { code: 'REINDEX (CONCURRENTLY, VERBOSE) TABLE orders;' },
    ],
  },
};
