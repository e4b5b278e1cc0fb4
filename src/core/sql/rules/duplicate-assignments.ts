import type { FixProposal } from '../../rules/finding.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import type { Span } from '../../text/span.ts';
import { itemWithComma } from '../assignmentRange.ts';
import { type ColumnMention, columnLists } from '../columnMentions.ts';
import type { SqlCheck, SqlReport } from '../sqlRule.ts';
import type { SqlStatement } from '../sqlStatement.ts';
import { spanOfTokens, textOfSpan } from '../statementTokens.ts';

const check: SqlCheck = (statement) =>
  columnLists(statement).flatMap((mentions) => repeated(statement, mentions));

function spanOf(statement: SqlStatement, { token, tokenLast = token }: ColumnMention): Span {
  return spanOfTokens(statement, token, tokenLast);
}

/** One report for each name, at its last mention. */
function repeated(statement: SqlStatement, mentions: readonly ColumnMention[]): readonly SqlReport[] {
  const byName = new Map<string, ColumnMention[]>();
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

function keepOne(statement: SqlStatement, same: readonly ColumnMention[]): readonly FixProposal[] {
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
