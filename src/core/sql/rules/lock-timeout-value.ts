import type { Node } from '@pgsql/types';
import type { FixProposal } from '../../rules/finding.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import { STRONG_LOCK_FACT } from '../lockFacts.ts';
import type { SqlFileContext } from '../sqlFileContext.ts';
import type { SqlCheck, SqlReport } from '../sqlRule.ts';
import { nodeAs, type SqlStatement, statementNode } from '../sqlStatement.ts';
import { BEGIN_FACT, setsFact } from '../statementFacts.ts';
import { indexOfWord, removeTokens, spanOfTokens } from '../statementTokens.ts';

/** Queries queue behind the waiting statement for all this time; more than a minute is an outage of its own. */
const TIMEOUT_MAX_MS = 60_000;

const UNITS_MS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** The setting in milliseconds; undefined when it cannot be told. */
function timeoutMs(value: Node | undefined): number | undefined {
  const constant = nodeAs(value, 'A_Const');
  if (constant?.ival) return constant.ival.ival ?? 0;
  const match = /^\s*(\d+(?:\.\d+)?)\s*(us|ms|s|min|h|d)?\s*$/u.exec(constant?.sval?.sval ?? '');
  return match ? Number(match[1]) * (UNITS_MS[match[2] ?? 'ms'] ?? 1) : undefined;
}

/** Postgres' own dumps switch every timeout off, as the text of a whole database has to. */
function isDump(context: SqlFileContext): boolean {
  return context.happensAnywhere(setsFact('check_function_bodies'));
}

const check: SqlCheck = (statement, context) => {
  const set = statementNode(statement, 'VariableSetStmt');
  if (set?.name !== 'lock_timeout' || set.kind !== 'VAR_SET_VALUE' || isDump(context)) return [];
  const last = statement.tokens.length - 1;
  const span = spanOfTokens(statement, last);
  const report = (message: string, kind: FixProposal['kind']): SqlReport => ({
    span,
    message,
    fixes: [{ title: "Set it to '5s'", kind, edits: [{ span, newText: "'5s'" }] }],
  });
  const valueMs = timeoutMs(set.args?.[0]);
  const locksLater = context.happensLater(STRONG_LOCK_FACT);
  if (locksLater && valueMs === 0) {
    return [report('A lock_timeout of 0 waits for ever: the statements below have no limit.', 'auto')];
  }
  if (set.is_local && isSurelyOutside(context)) return [localOutside(statement)];
  if (locksLater && valueMs !== undefined && valueMs > TIMEOUT_MAX_MS) {
    const message =
      'While a statement waits for a lock this long, every later query on its table waits with it.';
    return [report(message, 'suggest')];
  }
  const isLate = !locksLater && valueMs !== 0 && context.happensEarlier(STRONG_LOCK_FACT);
  if (!isLate || context.happensEarlier(setsFact('lock_timeout'))) return [];
  return [
    {
      span: spanOfTokens(statement, indexOfWord(statement, 'lock_timeout')),
      message: 'This comes too late: the statements that take strong locks stand above it.',
    },
  ];
};

/** The file opens its transactions itself, and none is open here. */
function isSurelyOutside(context: SqlFileContext): boolean {
  return !context.inTransaction && context.happensAnywhere(BEGIN_FACT);
}

function localOutside(statement: SqlStatement): SqlReport {
  const local = indexOfWord(statement, 'local');
  return {
    span: spanOfTokens(statement, local),
    message: 'Outside a transaction SET LOCAL sets nothing: Postgres only warns.',
    fixes: [
      { title: 'Set it for the session', kind: 'suggest', edits: [removeTokens(statement, local, local)] },
    ],
  };
}

export const rule: Rule = {
  id: 'lock-timeout-value',
  title: 'lock_timeout that does not protect',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'This lock_timeout does not protect the statements of the file.',
  actionRequired: 'Set lock_timeout to a few seconds, above the statements that take strong locks.',
  why: 'Every query on a table queues behind a statement that waits for a strong lock on it. The timeout ends that wait, but not when it is zero (no limit), minutes long, set after the statements it should guard, or set with `LOCAL` where no transaction is open.',
  howToFix:
    "Write `SET lock_timeout = '5s';` at the top of the file (`SET LOCAL` after `BEGIN`), and run the migration again when it fails.",
  references: ['https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT'],
  aliases: ['lock-timeout-zero'],
  match: [{ kind: 'sqlCheck', statements: ['VariableSetStmt'], check }],
  examples: {
    fires: [
      {
        code: 'SET lock_timeout = 0;\nALTER TABLE orders ADD COLUMN note text;',
        marks: '0',
        fixed: "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;",
      },
      {
        code: "set lock_timeout to '10min';\ncreate index on orders (number);",
        marks: "'10min'",
        fixed: "set lock_timeout to '5s';\ncreate index on orders (number);",
      },
      {
        code: "ALTER TABLE orders ADD COLUMN note text;\nSET lock_timeout = '5s';",
        marks: 'lock_timeout',
      },
      {
        code: "SET LOCAL lock_timeout = '5s';\nBEGIN;\nDROP TABLE orders;\nCOMMIT;",
        marks: 'LOCAL',
        fixed: "SET lock_timeout = '5s';\nBEGIN;\nDROP TABLE orders;\nCOMMIT;",
      },
    ],
    silent: [
      { code: "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;\nSET lock_timeout = 0;" },
      { code: 'SET lock_timeout = 0;\nSET check_function_bodies = false;\nALTER TABLE a ADD b int;' },
      { code: 'SET lock_timeout = 0;\nCREATE TABLE orders (id bigint);\nCREATE INDEX ON orders (id);' },
      { code: "BEGIN;\nSET LOCAL lock_timeout = '2000';\nALTER TABLE a ADD b int;\nCOMMIT;" },
    ],
  },
};
