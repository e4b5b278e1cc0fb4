import type { Rule } from '../../rules/ruleModel.ts';
import { isAlwaysTrue } from '../alwaysTrue.ts';
import type { SqlCheck, SqlReport } from '../sqlRule.ts';
import { nodeAs } from '../sqlStatement.ts';
import { relationName } from '../statementFacts.ts';
import { indexOfWord, spanOfTokens, tokenIndexAt } from '../statementTokens.ts';
import { walkTree } from '../walkTree.ts';

const check: SqlCheck = (statement, context) => {
  if (indexOfWord(statement, 'update') < 0) return [];
  // A trigger that keeps a summary of few rows touches all of them on purpose.
  if (context.isTriggered) return [];
  const reports: SqlReport[] = [];
  walkTree(statement.tree, (node) => {
    const update = nodeAs(node, 'UpdateStmt');
    if (!update) return;
    if (update.whereClause !== undefined && !isAlwaysTrue(update.whereClause)) return;
    const table = relationName(update.relation);
    if (context.createdEarlier('table', table) || context.isDownMigration) return;
    const columns = (update.targetList ?? []).map((target) => nodeAs(target, 'ResTarget')?.name ?? '');
    // Filling a column that the same file adds is meant for every row.
    if (columns.every((column) => context.createdEarlier('column', `${table}.${column}`))) return;
    const name = tokenIndexAt(statement, statement.offsetOf(update.relation?.location));
    const keyword = statement.tokens[name - 1]?.word === 'only' ? name - 2 : name - 1;
    reports.push({
      span: spanOfTokens(statement, Math.max(0, keyword), name),
      message: update.fromClause?.length
        ? `Nothing ties ${table} to the tables in FROM: this changes every row, with values of any of theirs.`
        : `This changes every row of ${table}.`,
    });
  });
  return reports;
};

export const rule: Rule = {
  id: 'update-without-where',
  title: 'UPDATE without WHERE',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Data',
  languages: ['sql'],
  message: 'This changes every row of the table.',
  actionRequired: 'Say which rows to change.',
  why: 'An `UPDATE` that lost its `WHERE` overwrites the column in every row, and the old values are gone. Where all rows are meant, one statement still locks every row until it commits and leaves a dead copy of each.',
  howToFix:
    'Add a `WHERE`. Fill big tables in batches (`WHERE id BETWEEN … AND …`). Where every row is meant, say so in a `fixward-ignore` comment.',
  aliases: ['banUpdateWithoutWhere', 'update-in-migration', 'GN022'],
  exceptPaths: ['**/tests/**', '**/test/**', '**/seed*.sql', '**/seeds/**'],
  match: [{ kind: 'sqlCheck', inner: 'functions', check }],
  examples: {
    fires: [
      { code: "UPDATE orders SET state = 'paid';", marks: 'UPDATE orders' },
      { code: 'UPDATE orders SET total = s.total FROM sums s;', marks: 'UPDATE orders' },
      { code: "update only shop.orders set state = 'paid' where 1 = 1;", marks: 'update only shop' },
    ],
    silent: [
      {
        code: 'CREATE FUNCTION count_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE totals SET n = n + 1; RETURN NULL; END $$;',
      },
      { code: "UPDATE orders SET state = 'paid' WHERE id = 1;" },
      { code: 'UPDATE orders SET total = s.total FROM sums s WHERE s.id = orders.id;' },
      { code: "ALTER TABLE orders ADD COLUMN region text;\nUPDATE orders SET region = 'eu';" },
      { code: 'INSERT INTO orders (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET id = 2;' },
    ],
  },
};
