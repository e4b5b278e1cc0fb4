import type { InsertStmt } from '@pgsql/types';
import type { Rule } from '../../rules/ruleModel.ts';
import { columnNameSpan, writtenColumns } from '../columns.ts';
import type { SqlFileContext } from '../sqlFileContext.ts';
import type { SqlCheck, SqlReport } from '../sqlRule.ts';
import { nodeAs, type SqlStatement, statementNode } from '../sqlStatement.ts';
import { relationName } from '../statementFacts.ts';
import {
  afterName,
  indexOfWord,
  insertAfter,
  spanOfTokens,
  textOfSpan,
  tokenIndexAt,
} from '../statementTokens.ts';
import { walkTree } from '../walkTree.ts';

const check: SqlCheck = (statement, context) => {
  if (indexOfWord(statement, 'insert') < 0) return [];
  const reports: SqlReport[] = [];
  walkTree(statement.tree, (node) => {
    const insert = nodeAs(node, 'InsertStmt');
    // DEFAULT VALUES names no column because it gives none.
    if (!insert?.selectStmt || insert.cols?.length) return;
    const first = tokenIndexAt(statement, statement.offsetOf(insert.relation?.location));
    const last = afterName(statement, first) - 1;
    const names = columnNames(insert, context);
    reports.push({
      span: spanOfTokens(statement, first, last),
      message: `Which value goes where depends on the order of the columns in ${relationName(insert.relation)}.`,
      fixes:
        names.length === 0
          ? []
          : [
              {
                title: 'Name the columns',
                kind: 'suggest',
                edits: [insertAfter(statement, last, ` (${names.join(', ')})`)],
              },
            ],
    });
  });
  return reports;
};

/** The columns that get a value, as the file writes them where it makes the table; empty when that cannot be told. */
function columnNames(insert: InsertStmt, context: SqlFileContext): readonly string[] {
  const table = relationName(insert.relation);
  const count = valueCount(insert);
  if (count === undefined || !context.createdEarlier('table', table)) return [];
  const makers = context.statements().slice(0, context.index);
  const own = makers.filter((statement) => makes(statement, table));
  const [maker] = own;
  if (!maker || own.length > 1 || addsColumns(makers, table)) return [];
  const names = writtenColumns(maker).map((column) => textOfSpan(maker, columnNameSpan(maker, column)));
  return names.length >= count ? names.slice(0, count) : [];
}

function valueCount(insert: InsertStmt): number | undefined {
  const select = nodeAs(insert.selectStmt, 'SelectStmt');
  const row = nodeAs(select?.valuesLists?.[0], 'List')?.items ?? select?.targetList;
  const hasStar = row?.some((target) =>
    nodeAs(nodeAs(target, 'ResTarget')?.val, 'ColumnRef')?.fields?.some((field) => 'A_Star' in field),
  );
  return hasStar ? undefined : row?.length;
}

function makes(statement: SqlStatement, table: string): boolean {
  const create = statementNode(statement, 'CreateStmt');
  return create !== undefined && relationName(create.relation) === table;
}

function addsColumns(statements: readonly SqlStatement[], table: string): boolean {
  return statements.some((statement) => {
    const alter = statementNode(statement, 'AlterTableStmt') ?? statementNode(statement, 'RenameStmt');
    return alter !== undefined && relationName(alter.relation) === table;
  });
}

export const rule: Rule = {
  id: 'insert-no-columns',
  title: 'INSERT without column names',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Standards',
  languages: ['sql'],
  message: 'Which value goes where depends on the order of the table’s columns.',
  actionRequired: 'Name the columns.',
  why: 'Without names the values go to the columns in the order the table happens to have. A column added in one environment by hand, or dropped and added again, shifts them: the statement fails, or worse, puts values of a fitting type into the wrong column.',
  howToFix: 'Write the names after the table: `INSERT INTO states (code, label) VALUES (…)`.',
  references: ['https://www.postgresql.org/docs/current/sql-insert.html'],
  aliases: ['GN033'],
  optIn: true,
  match: [{ kind: 'sqlCheck', inner: 'functions', check }],
  examples: {
    fires: [
      { code: "INSERT INTO shop.states VALUES ('open', 'Offen');", marks: 'shop.states' },
      {
        code: "create table größen (\"Code\" text, label text);\ninsert into größen values ('s', 'é 🎉');",
        marks: 'größen',
        fixed:
          'create table größen ("Code" text, label text);\ninsert into größen ("Code", label) values (\'s\', \'é 🎉\');',
      },
      { code: 'with old as (select 1) insert into archive select * from old;', marks: 'archive' },
    ],
    silent: [
      { code: "INSERT INTO states (code) VALUES ('open');" },
      { code: 'INSERT INTO counters DEFAULT VALUES;' },
    ],
  },
};
