import type { Node, ResTarget } from '@pgsql/types';
import type { FixProposal } from '../../rules/finding.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import type { Span } from '../../text/span.ts';
import { itemWithComma, lastOfItem } from '../assignmentRange.ts';
import { outputColumns } from '../outputNames.ts';
import type { SqlCheck, SqlReport } from '../sqlRule.ts';
import { nodeAs, type SqlStatement, statementNode } from '../sqlStatement.ts';
import { indexOfWord, spanOfTokens, textOfSpan, tokenIndexAt } from '../statementTokens.ts';
import { walkTree } from '../walkTree.ts';

/** One place where a column is named in a list that may name it only once. */
interface Mention {
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

const check: SqlCheck = (statement) => {
  const reports: SqlReport[] = [];
  const add = (mentions: readonly Mention[]): void => {
    reports.push(...repeated(statement, mentions));
  };
  const mayWrite = statement.tokens.some(({ word }) => WRITES.has(word));
  walkTree(mayWrite ? statement.tree : undefined, (node) => {
    const update = nodeAs(node, 'UpdateStmt');
    if (update) add(assigned(statement, update.targetList));
    const insert = nodeAs(node, 'InsertStmt');
    if (insert) {
      add(listed(statement, insert.cols));
      add(assigned(statement, insert.onConflictClause?.targetList));
    }
    const merge = nodeAs(node, 'MergeWhenClause');
    if (merge?.commandType === 'CMD_UPDATE') add(assigned(statement, merge.targetList));
    else if (merge) add(listed(statement, merge.targetList));
  });
  if (statementNode(statement, 'SelectStmt')?.intoClause) add(returned(statement, statement.tree, 0));
  add(defined(statement));
  const query = statementNode(statement, 'ViewStmt') ?? statementNode(statement, 'CreateTableAsStmt');
  if (query) add(ofQuery(statement));
  return reports;
};

function assigned(statement: SqlStatement, targets: readonly Node[] | undefined): readonly Mention[] {
  return (targets ?? []).flatMap((node) => {
    const target = nodeAs(node, 'ResTarget');
    if (!target) return [];
    const mention = mentionOf(statement, target);
    return target.val !== undefined && 'MultiAssignRef' in target.val
      ? [mention]
      : [{ ...mention, last: lastOfItem(statement, mention.token) }];
  });
}

function listed(statement: SqlStatement, targets: readonly Node[] | undefined): readonly Mention[] {
  return (targets ?? []).flatMap((node) => {
    const target = nodeAs(node, 'ResTarget');
    return target ? [mentionOf(statement, target)] : [];
  });
}

function mentionOf(statement: SqlStatement, { name, location, indirection }: ResTarget): Mention {
  return {
    name: name ?? '',
    token: tokenIndexAt(statement, statement.offsetOf(location)),
    isPart: (indirection?.length ?? 0) > 0,
  };
}

/** Columns of a table or attributes of a type that the statement defines. */
function defined(statement: SqlStatement): readonly Mention[] {
  const elements =
    statementNode(statement, 'CreateStmt')?.tableElts ??
    statementNode(statement, 'CreateForeignTableStmt')?.base?.tableElts ??
    statementNode(statement, 'CompositeTypeStmt')?.coldeflist;
  return (elements ?? []).flatMap((element) => {
    const column = nodeAs(element, 'ColumnDef');
    if (!column) return [];
    const token = tokenIndexAt(statement, statement.offsetOf(column.location));
    return [{ name: column.colname ?? '', token, isPart: false, last: lastOfItem(statement, token) }];
  });
}

/** Columns of `CREATE VIEW` and `CREATE TABLE … AS`: those listed, then those of the query. */
function ofQuery(statement: SqlStatement): readonly Mention[] {
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
function returned(statement: SqlStatement, query: Node | undefined, skipped: number): readonly Mention[] {
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

function spanOf(statement: SqlStatement, { token, tokenLast = token }: Mention): Span {
  return spanOfTokens(statement, token, tokenLast);
}

/** One report for each name, at its last mention. */
function repeated(statement: SqlStatement, mentions: readonly Mention[]): readonly SqlReport[] {
  const byName = new Map<string, Mention[]>();
  for (const mention of mentions) {
    const same = byName.get(mention.name);
    if (same) same.push(mention);
    else byName.set(mention.name, [mention]);
  }
  return [...byName.values()].flatMap((same) => {
    const last = same.at(-1);
    if (last === undefined || same.length < 2 || same.every(({ isPart }) => isPart)) return [];
    return [
      {
        span: spanOf(statement, last),
        message: `Column ${last.name} is given more than once; Postgres refuses the statement.`,
        fixes: keepOne(statement, same),
        related: same
          .slice(0, -1)
          .map((mention) => ({ span: spanOf(statement, mention), message: 'It is given here too.' })),
      },
    ];
  });
}

function keepOne(statement: SqlStatement, same: readonly Mention[]): readonly FixProposal[] {
  const items: { readonly first: number; readonly last: number }[] = [];
  for (const { token, last, isPart } of same) {
    if (last === undefined || isPart) return [];
    items.push({ first: token, last });
  }
  const texts = new Set(
    items.map(({ first, last }) => textOfSpan(statement, spanOfTokens(statement, first, last))),
  );
  const without = (gone: readonly { readonly first: number; readonly last: number }[]) =>
    merged(gone.map(({ first, last }) => itemWithComma(statement, first, last))).map((span) => ({
      span,
      newText: '',
    }));
  const keepLast = { title: 'Keep only the last', edits: without(items.slice(0, -1)) };
  // Which of two values is meant, the statement does not say.
  if (texts.size === 1) return [{ ...keepLast, kind: 'auto' }];
  const keepFirst = { title: 'Keep only the first', edits: without(items.slice(1)) };
  return [
    { ...keepLast, kind: 'suggest' },
    { ...keepFirst, kind: 'suggest' },
  ];
}

/** Neighbours that share a comma become one span. */
function merged(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of spans) {
    const before = result.at(-1);
    if (before !== undefined && span.start <= before.end) {
      result[result.length - 1] = { start: before.start, end: Math.max(before.end, span.end) };
    } else result.push(span);
  }
  return result;
}

export const rule: Rule = {
  id: 'duplicate-assignments',
  title: 'Column given twice',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Data',
  languages: ['sql'],
  message: 'The column is given more than once; Postgres refuses the statement.',
  actionRequired: 'Keep one of them.',
  why: '“multiple assignments to same column” and “column specified more than once” come only when the statement runs, and take the whole migration back with them. In a branch of a function or a trigger that may be long after its release.',
  howToFix:
    'Remove all but the one that is meant. Two columns of a view that share a name need an alias: `SELECT a.id, b.id AS b_id`.',
  references: ['https://www.postgresql.org/docs/current/sql-update.html'],
  aliases: ['ban-duplicate-column-assignments'],
  match: [{ kind: 'sqlCheck', inner: 'functions', check }],
  examples: {
    fires: [
      {
        code: "UPDATE orders SET state = 'é 🎉', total = 0, State = 'paid' WHERE id = 1;",
        marks: 'State',
        fixed: "UPDATE orders SET total = 0, State = 'paid' WHERE id = 1;",
      },
      {
        code: 'update orders set\n  a = 1, -- first\n  b = case when a = 1 then 2 end,\n  a = 1\nwhere id = 1;',
        marks: 'a',
        fixed: 'update orders set\n  -- first\n  b = case when a = 1 then 2 end,\n  a = 1\nwhere id = 1;',
      },
      { code: 'INSERT INTO orders (id, total, id) VALUES (1, 2, 3);', marks: 'id' },
      {
        code: 'insert into t (a) values (1) on conflict (a) do update set b = 1, b = 1 where t.a > 0;',
        fixed: 'insert into t (a) values (1) on conflict (a) do update set b = 1 where t.a > 0;',
      },
      {
        code: 'CREATE TABLE orders (id bigint, note text, note text);',
        fixed: 'CREATE TABLE orders (id bigint, note text);',
      },
      { code: 'create view v as select a.id, b.total, b.id from a join b using (id);', marks: 'b.id' },
      { code: 'create view v (x, x) as select 1, 2;', marks: 'x' },
      { code: 'select 1 as n, 2 n into pairs;', marks: 'n' },
      { code: 'merge into t using s on t.id = s.id when matched then update set a = 1, a = 2;', marks: 'a' },
    ],
    silent: [
      { code: 'UPDATE orders SET size.width = 1, size.height = 2, tags[1] = 3, tags[2] = 4;' },
      { code: 'update orders set a = b, b = a from s where s.a = orders.a;' },
      { code: 'select 1 as n, 2 as n;' },
      { code: 'create view v (a, b) as select x.id, y.id from x, y;' },
      { code: 'create view v as select *, 1 as one, count(*) from t group by id;' },
    ],
  },
};
