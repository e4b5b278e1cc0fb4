import type { Node, SelectStmt } from '@pgsql/types';
import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlCheck, SqlReport } from '../sqlRule.ts';
import { nodeAs } from '../sqlStatement.ts';
import { indexOfWord, spanOfTokens, tokenIndexAt } from '../statementTokens.ts';
import { type Ancestors, walkTree } from '../walkTree.ts';

const check: SqlCheck = (statement) => {
  if (indexOfWord(statement, '*') < 0) return [];
  const reports: SqlReport[] = [];
  walkTree(statement.tree, (node, ancestors) => {
    const select = nodeAs(node, 'SelectStmt');
    if (!select || isAskedForExistence(ancestors) || readsOnlyOwnColumns(select)) return;
    for (const target of select.targetList ?? []) {
      const column = nodeAs(nodeAs(target, 'ResTarget')?.val, 'ColumnRef');
      if (!column?.fields?.some((field) => 'A_Star' in field)) continue;
      const first = tokenIndexAt(statement, statement.offsetOf(column.location));
      reports.push({ span: spanOfTokens(statement, first, indexOfWord(statement, '*', first)) });
    }
  });
  return reports;
};

/** `EXISTS (SELECT * …)` reads no column. */
function isAskedForExistence(ancestors: Ancestors | undefined): boolean {
  return nodeAs(ancestors?.node, 'SubLink')?.subLinkType === 'EXISTS_SUBLINK';
}

/** Sub-queries and value lists in FROM spell their columns out in the same statement. */
function readsOnlyOwnColumns({ fromClause }: SelectStmt): boolean {
  const isSpelledOut = (from: Node): boolean => {
    const query = nodeAs(nodeAs(from, 'RangeSubselect')?.subquery, 'SelectStmt');
    if (!query) return false;
    return query.valuesLists !== undefined || (query.targetList ?? []).every((target) => !isStar(target));
  };
  return fromClause !== undefined && fromClause.length > 0 && fromClause.every(isSpelledOut);
}

function isStar(target: Node): boolean {
  const column = nodeAs(nodeAs(target, 'ResTarget')?.val, 'ColumnRef');
  return column?.fields?.some((field) => 'A_Star' in field) ?? false;
}

export const rule: Rule = {
  id: 'select-star',
  title: 'SELECT * instead of column names',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Standards',
  languages: ['sql'],
  message: 'What this returns changes with the next column someone adds.',
  actionRequired: 'Name the columns.',
  why: 'A view keeps the columns that `*` stood for on the day it was made and never shows later ones; a function or `INSERT … SELECT *` follows the table and breaks when a column is added, dropped or moved. Either way wide columns that nobody asked for are read and sent.',
  howToFix:
    'List the columns that are used. `count(*)` and `EXISTS (SELECT * …)` read none and are not reported.',
  references: ['https://www.postgresql.org/docs/current/sql-createview.html'],
  aliases: ['GN028'],
  optIn: true,
  match: [{ kind: 'sqlCheck', inner: 'functions', check }],
  examples: {
    fires: [
      { code: 'CREATE VIEW open_orders AS SELECT * FROM orders WHERE open;', marks: '*' },
      { code: "select 'é 🎉', o.*, c.name from orders o join customers c using (id);", marks: 'o.*' },
      { code: 'insert into archive (id, total) select * from orders;', marks: '*' },
    ],
    silent: [
      { code: 'SELECT count(*), 2 * 3 FROM orders;' },
      { code: 'SELECT id FROM orders WHERE EXISTS (SELECT * FROM lines);' },
      { code: 'SELECT * FROM (SELECT id, total FROM orders) AS o;' },
    ],
  },
};
