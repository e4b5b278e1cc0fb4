import type { Node } from '@pgsql/types';
import type { FixProposal } from '../../rules/finding.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlCheck, SqlReport } from '../sqlRule.ts';
import { nodeAs } from '../sqlStatement.ts';
import { inAuthorsCase, spanOfTokens, tokenIndexAt } from '../statementTokens.ts';
import { walkTree } from '../walkTree.ts';

function isNull(node: Node | undefined): boolean {
  return nodeAs(node, 'A_Const')?.isnull === true;
}

const check: SqlCheck = (statement) => {
  if (!statement.tokens.some(({ word }) => word === 'null')) return [];
  const reports: SqlReport[] = [];
  walkTree(statement.tree, (node) => {
    const expression = nodeAs(node, 'A_Expr');
    if (expression?.kind !== 'AEXPR_OP') return;
    const operator = nodeAs(expression.name?.at(-1), 'String')?.sval;
    if (operator !== '=' && operator !== '<>') return;
    if (!isNull(expression.rexpr) && !isNull(expression.lexpr)) return;
    const at = tokenIndexAt(statement, statement.offsetOf(expression.location));
    const replacement = operator === '=' ? 'IS NULL' : 'IS NOT NULL';
    const fixes: FixProposal[] = [];
    if (statement.tokens[at + 1]?.word === 'null') {
      const span = spanOfTokens(statement, at, at + 1);
      const newText = inAuthorsCase(statement, replacement);
      fixes.push({ title: `Compare with ${replacement}`, kind: 'auto', edits: [{ span, newText }] });
      reports.push({ span, fixes });
    } else {
      reports.push({ span: spanOfTokens(statement, at), fixes });
    }
  });
  return reports;
};

export const rule: Rule = {
  id: 'null-comparison',
  title: 'Comparison with NULL',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Data',
  languages: ['sql'],
  message: 'Comparing with NULL is never true: this condition matches no row.',
  actionRequired: 'Use IS NULL or IS NOT NULL.',
  why: '`a = NULL` and `a <> NULL` are themselves null, whatever `a` is. In a `WHERE` that leaves out every row; in a `CHECK` it lets every row pass.',
  howToFix:
    'Write `a IS NULL` or `a IS NOT NULL`; to compare two values that may both be null, `a IS NOT DISTINCT FROM b`.',
  references: ['https://www.postgresql.org/docs/current/functions-comparison.html'],
  aliases: ['GN024'],
  match: [{ kind: 'sqlCheck', check }],
  examples: {
    fires: [
      {
        code: 'SELECT * FROM orders WHERE paid_at = NULL;',
        marks: '= NULL',
        fixed: 'SELECT * FROM orders WHERE paid_at IS NULL;',
      },
      {
        code: 'delete from orders where paid_at != null or note <> null;',
        count: 2,
        marks: '!= null',
        fixed: 'delete from orders where paid_at is not null or note is not null;',
      },
      {
        code: 'CREATE TABLE t (a int CHECK (a <> NULL));',
        fixed: 'CREATE TABLE t (a int CHECK (a IS NOT NULL));',
      },
    ],
    silent: [
      { code: 'UPDATE orders SET paid_at = NULL WHERE id = 1;' },
      { code: 'SELECT * FROM orders WHERE paid_at IS NULL AND note IS DISTINCT FROM NULL;' },
    ],
  },
};
