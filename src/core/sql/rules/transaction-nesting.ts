import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { statementNode } from '../sqlStatement.ts';
import { spanOfTokens } from '../statementTokens.ts';

const OPENING: ReadonlySet<string> = new Set(['TRANS_STMT_BEGIN', 'TRANS_STMT_START']);
const CLOSING: ReadonlySet<string> = new Set(['TRANS_STMT_COMMIT', 'TRANS_STMT_ROLLBACK']);

const check: SqlCheck = (statement, context) => {
  const transaction = statementNode(statement, 'TransactionStmt');
  const kind = transaction?.kind ?? '';
  const opens = OPENING.has(kind);
  if (!opens && !CLOSING.has(kind)) return [];
  // Prisma's own transaction is the implicit one of a multi-statement query, which BEGIN and COMMIT may take over.
  const isWrapped = context.isWrapped && context.tool !== 'prisma';
  if (!isWrapped && !(opens && context.inExplicitTransaction)) return [];
  let message = 'A transaction is already open: this statement only warns.';
  if (isWrapped) {
    message = opens
      ? 'The migration tool already runs this file in a transaction.'
      : 'This ends the transaction in which the migration tool runs the file.';
  }
  return [
    {
      span: spanOfTokens(statement, 0, statement.tokens.length - 1),
      message,
      fixes: [
        {
          title: 'Remove the statement',
          kind: isWrapped ? ('suggest' as const) : ('auto' as const),
          edits: [{ span: { start: 0, end: statement.text.length }, newText: '' }],
        },
      ],
    },
  ];
};

export const rule: Rule = {
  id: 'transaction-nesting',
  title: 'Transaction inside a transaction',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Data',
  languages: ['sql'],
  message: 'Transactions do not nest in Postgres.',
  actionRequired: 'Leave transactions to the migration tool, or switch its own off.',
  why: 'A second `BEGIN` is ignored with a warning, and the first `COMMIT` ends the outer transaction too. Whatever follows runs without one: when it fails, half the migration stays, and the tool may not have noted that it ran.',
  howToFix:
    'Remove `BEGIN` and `COMMIT` from files that the tool wraps. Where parts must commit on their own, split the file, or switch the tool’s transaction off.',
  references: ['https://www.postgresql.org/docs/current/sql-begin.html'],
  aliases: ['transactionNesting'],
  match: [{ kind: 'sqlCheck', statements: ['TransactionStmt'], inner: 'none', check }],
  examples: {
    fires: [
      { code: 'BEGIN;\nBEGIN;\nSELECT 1;\nCOMMIT;', fixed: 'BEGIN;\n\nSELECT 1;\nCOMMIT;', marks: 'BEGIN' },
      {
        code: 'begin;\nselect 1;\ncommit;\n',
        path: 'supabase/migrations/1_a.sql',
        count: 2,
        fixed: '\nselect 1;\n\n',
      },
    ],
    silent: [
      { code: 'BEGIN;\nSELECT 1;\nCOMMIT;\nBEGIN;\nSELECT 2;\nCOMMIT;' },
      { code: 'SELECT 1;\nCOMMIT;' },
      { code: 'BEGIN;\nSAVEPOINT a;\nROLLBACK TO a;\nCOMMIT;' },
    ],
  },
};
