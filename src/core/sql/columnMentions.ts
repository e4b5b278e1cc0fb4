import type { Node, ResTarget } from '@pgsql/types';
import { lastOfItem } from './assignmentRange.ts';
import { outputColumns } from './outputNames.ts';
import { nodeAs, type SqlStatement, statementNode } from './sqlStatement.ts';
import { indexOfWord, tokenIndexAt } from './statementTokens.ts';
import { walkTree } from './walkTree.ts';

/** One place where a column is named in a list that may name it only once. */
export interface ColumnMention {
  readonly name: string;
  readonly token: number;
  /** Last token of what is marked, where that is more than a name. */
  readonly tokenLast?: number;
  /** Only a part of the column, such as `a.x` or `a[1]`: several parts may be set, but not together with the whole. */
  readonly isPart: boolean;
  /** Last token of its own item where the item can be taken out; absent in `(a, b) = (1, 2)`. */
  readonly last?: number;
}

const WRITES: ReadonlySet<string> = new Set(['update', 'insert', 'merge']);

/** The lists of a statement that may name each column only once. */
export function columnLists(statement: SqlStatement): readonly (readonly ColumnMention[])[] {
  const lists: (readonly ColumnMention[])[] = [];
  const mayWrite = statement.tokens.some(({ word }) => WRITES.has(word));
  walkTree(mayWrite ? statement.tree : undefined, (node) => {
    const update = nodeAs(node, 'UpdateStmt');
    if (update) lists.push(assigned(statement, update.targetList));
    const insert = nodeAs(node, 'InsertStmt');
    if (insert) {
      lists.push(listed(statement, insert.cols));
      lists.push(assigned(statement, insert.onConflictClause?.targetList));
    }
    const merge = nodeAs(node, 'MergeWhenClause');
    if (merge?.commandType === 'CMD_UPDATE') lists.push(assigned(statement, merge.targetList));
    else if (merge) lists.push(listed(statement, merge.targetList));
  });
  if (statementNode(statement, 'SelectStmt')?.intoClause) lists.push(returned(statement, statement.tree, 0));
  lists.push(defined(statement));
  const query = statementNode(statement, 'ViewStmt') ?? statementNode(statement, 'CreateTableAsStmt');
  if (query) lists.push(ofQuery(statement));
  return lists;
}

function assigned(statement: SqlStatement, targets: readonly Node[] | undefined): readonly ColumnMention[] {
  return (targets ?? []).flatMap((node) => {
    const target = nodeAs(node, 'ResTarget');
    if (!target) return [];
    const mention = mentionOf(statement, target);
    return target.val !== undefined && 'MultiAssignRef' in target.val
      ? [mention]
      : [{ ...mention, last: lastOfItem(statement, mention.token) }];
  });
}

function listed(statement: SqlStatement, targets: readonly Node[] | undefined): readonly ColumnMention[] {
  return (targets ?? []).flatMap((node) => {
    const target = nodeAs(node, 'ResTarget');
    return target ? [mentionOf(statement, target)] : [];
  });
}

function mentionOf(statement: SqlStatement, { name, location, indirection }: ResTarget): ColumnMention {
  return {
    name: name ?? '',
    token: tokenIndexAt(statement, statement.offsetOf(location)),
    isPart: (indirection?.length ?? 0) > 0,
  };
}

/** Columns of a table or attributes of a type that the statement defines; none where all names differ. */
function defined(statement: SqlStatement): readonly ColumnMention[] {
  const elements =
    statementNode(statement, 'CreateStmt')?.tableElts ??
    statementNode(statement, 'CreateForeignTableStmt')?.base?.tableElts ??
    statementNode(statement, 'CompositeTypeStmt')?.coldeflist;
  const columns = (elements ?? []).flatMap((element) => nodeAs(element, 'ColumnDef') ?? []);
  // Where each stands is looked up only when there is something to say.
  if (new Set(columns.map(({ colname }) => colname ?? '')).size === columns.length) return [];
  return columns.map((column) => {
    const token = tokenIndexAt(statement, statement.offsetOf(column.location));
    return { name: column.colname ?? '', token, isPart: false, last: lastOfItem(statement, token) };
  });
}

/** Columns of `CREATE VIEW` and `CREATE TABLE … AS`: those listed, then those of the query. */
function ofQuery(statement: SqlStatement): readonly ColumnMention[] {
  const view = statementNode(statement, 'ViewStmt');
  const table = statementNode(statement, 'CreateTableAsStmt');
  const listedNames = (view?.aliases ?? table?.into?.colNames ?? []).map(
    (node) => nodeAs(node, 'String')?.sval ?? '',
  );
  // Names without a place in the tree stand in the first brackets, one token and a comma each.
  const open = indexOfWord(statement, '(');
  const own = listedNames.map((name, index) => ({ name, token: open + 1 + 2 * index, isPart: false }));
  return [...own, ...returned(statement, view?.query ?? table?.query, listedNames.length)];
}

/** What a query returns, without its first `skipped` columns, which have other names. */
function returned(
  statement: SqlStatement,
  query: Node | undefined,
  skipped: number,
): readonly ColumnMention[] {
  const columns = outputColumns(nodeAs(query, 'SelectStmt'));
  // After a star nobody knows which columns the skipped names belong to.
  if (skipped > 0 && columns.some(({ name }) => name === undefined)) return [];
  return columns.slice(skipped).flatMap(({ name, location, isAliased }) => {
    if (name === undefined) return [];
    const first = tokenIndexAt(statement, statement.offsetOf(location));
    const last = lastOfItem(statement, first);
    return [{ name, token: isAliased ? last : first, tokenLast: last, isPart: false }];
  });
}
