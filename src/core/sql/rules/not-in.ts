import type { Node } from '@pgsql/types';
import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlCheck, SqlReport } from '../sqlRule.ts';
import { nodeAs, type SqlStatement } from '../sqlStatement.ts';
import { indexOfWord, spanOfTokens, tokenIndexAt } from '../statementTokens.ts';
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

/** `SELECT id FROM orders`: by custom the primary key, which has no nulls, as long as no outer join makes some. */
function readsOnlyKeys(subselect: Node | undefined): boolean {
  const select = nodeAs(subselect, 'SelectStmt');
  const column = nodeAs(nodeAs(select?.targetList?.[0], 'ResTarget')?.val, 'ColumnRef');
  if (nodeAs(column?.fields?.at(-1), 'String')?.sval !== 'id') return false;
  let hasOuterJoin = false;
  walkTree(select?.fromClause, (node) => {
    const join = nodeAs(node, 'JoinExpr');
    if (join && join.jointype !== 'JOIN_INNER') hasOuterJoin = true;
  });
  return !hasOuterJoin;
}

const check: SqlCheck = (statement) => {
  if (indexOfWord(statement, 'not') < 0 || indexOfWord(statement, 'in') < 0) return [];
  const reports: SqlReport[] = [];
  walkTree(statement.tree, (node) => {
    const list = nodeAs(node, 'A_Expr');
    if (list?.kind === 'AEXPR_IN' && nodeAs(list.name?.[0], 'String')?.sval === '<>') {
      const items = nodeAs(list.rexpr, 'List')?.items ?? [];
      if (items.some((item) => nodeAs(item, 'A_Const')?.isnull === true))
        reports.push(
          ...mark(statement, list.location, 'The null in this list makes NOT IN match no row at all.'),
        );
      return;
    }
    const negation = nodeAs(node, 'BoolExpr');
    if (negation?.boolop !== 'NOT_EXPR') return;
    const link = nodeAs(negation.args?.[0], 'SubLink');
    if (link?.subLinkType !== 'ANY_SUBLINK' || link.operName?.length) return;
    if (excludesNulls(link.subselect) || readsOnlyKeys(link.subselect)) return;
    reports.push(...mark(statement, link.location));
  });
  return reports;
};

/** Marks `NOT IN`, or the `IN` of `NOT (a IN …)`; the tree gives the place of either word. */
function mark(statement: SqlStatement, location: number | undefined, message?: string): readonly SqlReport[] {
  const at = tokenIndexAt(statement, statement.offsetOf(location));
  const first = statement.tokens[at - 1]?.word === 'not' ? at - 1 : at;
  const last = statement.tokens[first]?.word === 'not' ? first + 1 : first;
  return [{ span: spanOfTokens(statement, first, last), ...(message !== undefined && { message }) }];
}

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
    'Write `NOT EXISTS (SELECT FROM orders WHERE orders.customer_id = customers.id)`, or add `WHERE customer_id IS NOT NULL` to the sub-query. A sub-query for a column called `id` is taken to read a primary key and is not reported, nor is a list of constants without a null.',
  references: ['https://www.postgresql.org/docs/current/functions-subquery.html#FUNCTIONS-SUBQUERY-NOTIN'],
  aliases: ['GN026'],
  exceptPaths: ['**/tests/**', '**/test/**'],
  match: [{ kind: 'sqlCheck', inner: 'functions', check }],
  examples: {
    fires: [
      { code: 'SELECT * FROM customers WHERE id NOT IN (SELECT customer_id FROM orders);', marks: 'NOT IN' },
      {
        code: "select 'é 🎉' from customers where not (id in (select customer_id from orders));",
        marks: 'in',
      },
      { code: "DELETE FROM orders WHERE state NOT IN ('open', NULL);", marks: 'NOT IN' },
      {
        code: 'DELETE FROM tags WHERE post_id NOT IN (SELECT p.id FROM drafts d LEFT JOIN posts p USING (slug));',
      },
    ],
    silent: [
      { code: 'SELECT * FROM customers WHERE id NOT IN (1, 2, 3);' },
      {
        code: 'SELECT * FROM customers WHERE id NOT IN (SELECT customer_id FROM orders WHERE customer_id IS NOT NULL);',
      },
      { code: 'DELETE FROM badges WHERE post_id NOT IN (SELECT id FROM posts);' },
      {
        code: 'SELECT * FROM customers c WHERE NOT EXISTS (SELECT FROM orders o WHERE o.customer_id = c.id);',
      },
    ],
  },
};
