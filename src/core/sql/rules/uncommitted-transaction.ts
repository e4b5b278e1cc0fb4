import type { FixProposal } from '../../rules/finding.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { statementNode } from '../sqlStatement.ts';
import { COMMIT_FACT } from '../statementFacts.ts';
import { inAuthorsCase, spanOfTokens } from '../statementTokens.ts';

const check: SqlCheck = (statement, context) => {
  const kind = statementNode(statement, 'TransactionStmt')?.kind;
  if (kind !== 'TRANS_STMT_BEGIN' && kind !== 'TRANS_STMT_START') return [];
  if (context.isWrapped || context.happensLater(COMMIT_FACT)) return [];
  const end = context.lastStatementEnd();
  const semicolon = context.statements().at(-1)?.terminated ? '' : ';';
  const fix: FixProposal = {
    title: 'Commit at the end',
    kind: 'auto',
    edits: [
      {
        span: { start: end, end },
        newText: `${semicolon}${context.lineBreak}${inAuthorsCase(statement, 'COMMIT')};`,
      },
    ],
  };
  return [{ span: spanOfTokens(statement, 0, statement.tokens.length - 1), fixes: [fix] }];
};

export const rule: Rule = {
  id: 'uncommitted-transaction',
  title: 'Transaction never committed',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Data',
  languages: ['sql'],
  message: 'This transaction is never committed: when the session ends, everything in it is undone.',
  actionRequired: 'Add COMMIT at the end.',
  why: 'Postgres rolls an open transaction back when the connection closes. The script seems to run well and changes nothing.',
  howToFix: 'End the file with `COMMIT;`, or with `ROLLBACK;` where nothing is meant to stay, as in a test.',
  aliases: ['ban-uncommitted-transaction', 'unclosed-transaction'],
  match: [{ kind: 'sqlCheck', statements: ['TransactionStmt'], inner: 'none', check }],
  examples: {
    fires: [
      {
        code: 'BEGIN;\nDELETE FROM orders WHERE id = 1;\n-- done\n',
        marks: 'BEGIN',
        fixed: 'BEGIN;\nDELETE FROM orders WHERE id = 1;\nCOMMIT;\n-- done\n',
      },
      { code: 'begin;\r\nselect 1', fixed: 'begin;\r\nselect 1;\r\ncommit;' },
      { code: 'START TRANSACTION;\nSELECT 1;\nCOMMIT;\nBEGIN WORK;\nSELECT 2;', marks: 'BEGIN WORK' },
    ],
    silent: [{ code: 'BEGIN;\nSELECT 1;\nCOMMIT;' }, { code: 'begin;\nselect 1;\nrollback;' }],
  },
};
