import type { Rule } from '../../rules/ruleModel.ts';
import { isAlwaysTrue } from '../alwaysTrue.ts';
import type { SqlCheck, SqlReport } from '../sqlRule.ts';
import { nodeAs } from '../sqlStatement.ts';
import { relationName } from '../statementFacts.ts';
import { indexOfWords, spanOfTokens, tokenIndexAt } from '../statementTokens.ts';
import { walkTree } from '../walkTree.ts';

const check: SqlCheck = (statement, context) => {
  if (indexOfWords(statement, ['delete', 'from']) < 0) return [];
  // A trigger that keeps a summary of few rows touches all of them on purpose.
  if (context.isTriggered) return [];
  const reports: SqlReport[] = [];
  walkTree(statement.tree, (node) => {
    const remove = nodeAs(node, 'DeleteStmt');
    if (!remove) return;
    if (remove.whereClause !== undefined && !isAlwaysTrue(remove.whereClause)) return;
    const table = relationName(remove.relation);
    if (context.createdEarlier('table', table) || context.isDownMigration) return;
    const name = tokenIndexAt(statement, statement.offsetOf(remove.relation?.location));
    const keyword = statement.tokens[name - 1]?.word === 'only' ? name - 3 : name - 2;
    reports.push({
      span: spanOfTokens(statement, Math.max(0, keyword), name),
      message: remove.usingClause?.length
        ? `Nothing ties ${table} to the tables in USING: this deletes every row as soon as they have one.`
        : `This deletes every row of ${table}.`,
    });
  });
  return reports;
};

export const rule: Rule = {
  id: 'delete-without-where',
  title: 'DELETE without WHERE',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Data',
  languages: ['sql'],
  message: 'This deletes every row of the table.',
  actionRequired: 'Say which rows to delete.',
  why: 'A `DELETE` that lost its `WHERE`, or was run before it was typed, empties the table. Where all rows are meant to go, it still locks and logs each one.',
  howToFix:
    'Add a `WHERE`. To empty a table on purpose use `TRUNCATE`, or keep the `DELETE` with a `fixward-ignore` comment that says why.',
  aliases: ['banDeleteWithoutWhere', 'GN023'],
  exceptPaths: ['**/tests/**', '**/test/**', '**/seed*.sql', '**/seeds/**'],
  match: [{ kind: 'sqlCheck', inner: 'functions', check }],
  examples: {
    fires: [
      {
        code: 'CREATE TABLE orders (id int);\nCREATE FUNCTION purge() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM orders; END $$;',
        marks: 'DELETE FROM orders',
      },
      { code: 'DELETE FROM orders;', marks: 'DELETE FROM orders' },
      { code: 'DELETE FROM orders USING closed;', marks: 'DELETE FROM orders' },
      { code: 'delete from orders where true;', marks: 'delete from orders' },
      {
        code: 'WITH gone AS (DELETE FROM orders RETURNING *) SELECT count(*) FROM gone;',
        marks: 'DELETE FROM orders',
      },
    ],
    silent: [
      {
        code: 'CREATE FUNCTION purge() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM totals; RETURN NULL; END $$;',
      },
      {
        code: 'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CREATE TEMP TABLE t (a int); DELETE FROM t; END $$;',
      },
      { code: 'DELETE FROM orders WHERE id = 1;' },
      { code: 'DELETE FROM orders USING customers WHERE customers.id = orders.customer_id;' },
      { code: 'CREATE TEMP TABLE scratch (id int);\nDELETE FROM scratch;' },
    ],
  },
};
