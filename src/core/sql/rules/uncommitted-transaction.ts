import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { statementNode } from '../sqlStatement.ts';
import { COMMIT_FACT } from '../statementFacts.ts';
import { spanOfTokens } from '../statementTokens.ts';

const check: SqlCheck = (statement, context) => {
  const kind = statementNode(statement, 'TransactionStmt')?.kind;
  if (kind !== 'TRANS_STMT_BEGIN' && kind !== 'TRANS_STMT_START') return [];
  if (context.isWrapped || context.happensLater(COMMIT_FACT)) return [];
  return [{ span: spanOfTokens(statement, 0, statement.tokens.length - 1) }];
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
  match: [{ kind: 'sqlCheck', check }],
  examples: {
    fires: [
      { code: 'BEGIN;\nDELETE FROM orders WHERE id = 1;', marks: 'BEGIN' },
      { code: 'START TRANSACTION;\nSELECT 1;\nCOMMIT;\nBEGIN WORK;\nSELECT 2;', marks: 'BEGIN WORK' },
    ],
    silent: [{ code: 'BEGIN;\nSELECT 1;\nCOMMIT;' }, { code: 'begin;\nselect 1;\nrollback;' }],
  },
};
