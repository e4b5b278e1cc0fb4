import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlCheck, SqlReport } from '../sqlRule.ts';
import { nodeAs } from '../sqlStatement.ts';
import { indexOfWords, spanOfTokens, tokenIndexAt } from '../statementTokens.ts';
import { walkTree } from '../walkTree.ts';

/** A sub-query that rules nulls out itself is safe; any test of that kind is taken for one. */
function excludesNulls(select: unknown): boolean {
  let found = false;
  walkTree(select, (node) => {
    if (nodeAs(node, 'NullTest')?.nulltesttype === 'IS_NOT_NULL') found = true;
    if ('CoalesceExpr' in node) found = true;
  });
  return found;
}

const check: SqlCheck = (statement) => {
  if (indexOfWords(statement, ['not', 'in']) < 0) return [];
  const reports: SqlReport[] = [];
  walkTree(statement.tree, (node) => {
    const negation = nodeAs(node, 'BoolExpr');
    if (negation?.boolop !== 'NOT_EXPR') return;
    const link = nodeAs(negation.args?.[0], 'SubLink');
    if (link?.subLinkType !== 'ANY_SUBLINK' || link.operName?.length || excludesNulls(link.subselect)) return;
    // The location may be that of NOT or of IN.
    const at = tokenIndexAt(statement, statement.offsetOf(link.location));
    const first = statement.tokens[at]?.word === 'in' ? at - 1 : at;
    if (statement.tokens[first]?.word !== 'not') return;
    reports.push({ span: spanOfTokens(statement, first, first + 1) });
  });
  return reports;
};

export const rule: Rule = {
  id: 'not-in',
  title: 'NOT IN with a sub-query',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Data',
  languages: ['sql'],
  message: 'One null in the sub-query makes NOT IN match no row at all.',
  actionRequired: 'Use NOT EXISTS, or leave nulls out of the sub-query.',
  why: '`id NOT IN (SELECT customer_id FROM orders)` asks whether `id` differs from every value; for a null that is unknown, so a single order without a customer empties the whole result. It also keeps the planner from using an anti-join.',
  howToFix:
    'Write `NOT EXISTS (SELECT FROM orders WHERE orders.customer_id = customers.id)`, or add `WHERE customer_id IS NOT NULL` to the sub-query.',
  references: ['https://www.postgresql.org/docs/current/functions-subquery.html#FUNCTIONS-SUBQUERY-NOTIN'],
  aliases: ['GN026'],
  match: [{ kind: 'sqlCheck', check }],
  examples: {
    fires: [
      { code: 'SELECT * FROM customers WHERE id NOT IN (SELECT customer_id FROM orders);', marks: 'NOT IN' },
    ],
    silent: [
      { code: 'SELECT * FROM customers WHERE id NOT IN (1, 2, 3);' },
      {
        code: 'SELECT * FROM customers WHERE id NOT IN (SELECT customer_id FROM orders WHERE customer_id IS NOT NULL);',
      },
      {
        code: 'SELECT * FROM customers c WHERE NOT EXISTS (SELECT FROM orders o WHERE o.customer_id = c.id);',
      },
    ],
  },
};
