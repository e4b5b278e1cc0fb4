import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../src/core/rules/ruleModel.ts';
import { innerText } from '../../../src/core/sql/innerStatements.ts';
import { SQL_RULES } from '../../../src/core/sql/rules/sqlRules.ts';
import { nodeAs } from '../../../src/core/sql/sqlStatement.ts';
import { spanOfTokens, tokenIndexAt } from '../../../src/core/sql/statementTokens.ts';
import { walkTree } from '../../../src/core/sql/walkTree.ts';
import { applyEdits } from '../../../src/core/text/edits.ts';
import { active, analyze, parser } from './sqlSupport.ts';

function inner(sql: string): readonly (readonly [place: string, text: string, kind: string | undefined])[] {
  const [located] = analyze(sql, { rules: [] }).statements;
  if (!located) return [];
  expect(located.statement.error).toBeUndefined();
  return innerText(located.statement, parser).statements.map(({ statement, place, at }) => {
    const [start, end] = [at(0), at(statement.text.length)];
    // A text that stands in a constant with doubled quotes is longer there.
    const written = located.statement.text.slice(start, end).replaceAll("''", "'");
    expect(written).toBe(statement.text.replaceAll("''", "'"));
    return [place, statement.text, statement.kind] as const;
  });
}

const plpgsql = (body: string) => `create function f() returns void language plpgsql as $$\n${body}\n$$;`;

describe('statements inside others', () => {
  it.each([
    ['do $$ begin drop table a; end $$;', [['block', 'drop table a', 'DropStmt']]],
    ["do 'begin drop table a; end';", [['block', 'drop table a', 'DropStmt']]],
    ['do language plpgsql $x$ begin drop table a; end $x$;', [['block', 'drop table a', 'DropStmt']]],
    ['do language plv8 $$ drop table a; $$;', []],
    [
      "create function f(a text default 'select 9') returns int as 'select 1; select 2;' language sql;",
      [
        ['function', 'select 1;', 'SelectStmt'],
        ['function', 'select 2;', 'SelectStmt'],
      ],
    ],
    [
      'create procedure p() begin atomic delete from a; insert into b select case when c then 1 else 2 end; end;',
      [
        ['function', 'delete from a', 'DeleteStmt'],
        ['function', 'insert into b select case when c then 1 else 2 end', 'InsertStmt'],
      ],
    ],
    [
      'create rule r as on insert to t where new.a do also (insert into l values (1); delete from m);',
      [
        ['function', 'insert into l values (1)', 'InsertStmt'],
        ['function', 'delete from m', 'DeleteStmt'],
      ],
    ],
    [
      'create rule r as on delete to t do instead delete from m;',
      [['function', 'delete from m', 'DeleteStmt']],
    ],
    ['create rule r as on delete to t do nothing;', [['function', 'nothing', undefined]]],
    ["create function f() returns int as 'lib', 'f' language c;", []],
    ['create table t (a int);', []],
  ] as const)('%s', (sql, expected) => {
    expect(inner(sql)).toEqual(expected);
  });

  it.each([
    ['declare a int := 1; b cursor for select * from t; begin null; end', ['1', 'select * from t']],
    ['begin a := b; x.y[1] := c; q = d; end', ['b', 'c', 'd']],
    [
      'begin if a = null then delete from b; elsif c then null; else update d set e = 1; end if; end',
      ['a = null', 'delete from b', 'c', 'update d set e = 1'],
    ],
    ['begin case a when 1, 2 then delete from b; else null; end case; end', ['1, 2', 'delete from b']],
    [
      'begin if case when a then b else c end then delete from d; end if; end',
      ['case when a then b else c end', 'delete from d'],
    ],
    ['begin while a loop delete from b; exit when c; end loop; end', ['a', 'delete from b', 'c']],
    ['<<outer>> begin for i in 1..10 loop delete from b; end loop outer; end', ['delete from b']],
    [
      'begin for r in select * from a loop delete from b; end loop; end',
      ['select * from a', 'delete from b'],
    ],
    ["begin for r in execute 'select 1' using x loop null; end loop; end", ['select 1']],
    ['begin foreach i in array a loop delete from b; end loop; end', ['delete from b']],
    ['begin return query select 1; return next x; return y; return; end', ['select 1', 'x', 'y']],
    ["begin return query execute 'select 1' using a; end", ['select 1']],
    ['begin perform g(a) from t; end', ['perform g(a) from t']],
    ["begin raise exception 'delete from b; %', x using hint = 'y'; end", []],
    [
      'begin delete from a; exception when unique_violation or others then delete from b; end',
      ['delete from a', 'unique_violation or others', 'delete from b'],
    ],
    ['begin open c for select 1; fetch c into a; close c; get diagnostics n = row_count; end', ['select 1']],
    [
      'begin begin delete from a; end; declare b int; begin delete from c; end; end',
      ['delete from a', 'delete from c'],
    ],
    ['begin commit; call p(); end', ['call p()']],
    [
      "begin execute 'drop table a; drop table b;'; execute ('drop table c') into x; end",
      ['drop table a;', 'drop table b;', 'drop table c'],
    ],
    ["begin execute 'drop table ' || a; execute b; execute format(c, d); end", []],
    ["begin execute format('alter table %I drop column %1$I', t); end", ['alter table %I drop column %1$I']],
    ['begin', []],
    ['declare', []],
    ['begin if x', ['x']],
    ['begin select (; delete from a; end', ['select (', 'delete from a']],
  ] as const)('of PL/pgSQL: %s', (body, expected) => {
    expect(inner(plpgsql(body)).map(([, text]) => text)).toEqual(expected);
  });

  it.each([
    'select a into strict b from t where c = 1',
    'select into a, b.c, d[1] e, f, g from t',
    'insert into t (a) values (1) returning a into b',
    'update t set a = 1 returning a, b into strict c, d',
    'with x as (select 1) select * into y from x',
    'perform 1 from t',
    'values (1) into a',
  ])('reads what PL/pgSQL adds to SQL: %s', (sql) => {
    const [found] = inner(plpgsql(`begin ${sql}; end`));
    expect(found?.[1]).toBe(sql);
    expect(found?.[2]).toBeDefined();
  });

  it('reads statements that statements inside make', () => {
    const sql = `do $do$ begin
  execute 'create function g() returns void language plpgsql as $f$ begin delete from a where b = ''x''; end $f$';
end $do$;`;
    expect(inner(sql).map(([place, , kind]) => [place, kind])).toEqual([
      ['block', 'CreateFunctionStmt'],
      ['function', 'DeleteStmt'],
    ]);
  });

  it('goes on with half-typed and endless bodies', () => {
    for (const body of [
      'begin delete from a',
      `begin ${'if a then '.repeat(5_000)}`,
      `${'begin '.repeat(5_000)}`,
    ]) {
      expect(() => inner(plpgsql(body))).not.toThrow();
    }
  });
});

const base: Omit<Rule, 'id' | 'match'> = {
  title: 't',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Data',
  languages: ['sql'],
  message: 'found',
  actionRequired: 'a',
  why: 'w',
  howToFix: 'h',
  examples: { fires: [], silent: [] },
};

/** Reports every column that is compared, with a fix that quotes. */
const COMPARED: Rule = {
  ...base,
  id: 'compared',
  match: [
    {
      kind: 'sqlCheck',
      inner: 'functions',
      check: (statement) => {
        const reports: { span: { start: number; end: number }; fixes: [] }[] = [];
        walkTree(statement.tree, (node) => {
          const column = nodeAs(nodeAs(node, 'A_Expr')?.lexpr, 'ColumnRef');
          if (!column) return;
          const at = tokenIndexAt(statement, statement.offsetOf(column.location));
          reports.push({ span: spanOfTokens(statement, at), fixes: [] });
        });
        return reports;
      },
    },
  ],
};

describe('rules inside statements', () => {
  it.each([
    ['a dollar-quoted block', "do $$ begin update t set žluť = 1 where 😀kůň = 'x'; end $$;"],
    ['a quoted block', "do 'begin update t set žluť = ''😀'' where 😀kůň = ''x''; end';"],
    ['an escaped block', String.raw`do E'begin\n update t set a = \'\\\' where 😀kůň = \'x\'; end';`],
    ['a function', 'create function f() returns int language sql as $f$ select 1 where 😀kůň = 1 $f$;'],
    ['an expression', 'do $$ begin if 😀kůň = 1 and exists (select) then null; end if; end $$;'],
    ['an executed string', "do $$ begin execute 'delete from t where 😀kůň = ''x'''; end $$;"],
    ['a template', "do $$ begin execute format('delete from %I where 😀kůň = %L', t, x); end $$;"],
    [
      'a block after Windows line breaks',
      '-- 😀\r\ndo $$\r\nbegin\r\n delete from t where 😀kůň = 1;\r\nend $$;',
    ],
  ])('report the right characters in %s', (_, text) => {
    const { findings } = analyze(`select '😀';\n${text}`, { rules: [active(COMPARED)] });
    expect(findings.map(({ span }) => `select '😀';\n${text}`.slice(span.start, span.end))).toEqual([
      '😀kůň',
    ]);
  });

  const nullComparison = SQL_RULES.filter(({ id }) => id === 'null-comparison').map(active);

  it.each([
    [
      'do $$ begin delete from t where a = NULL; end $$;',
      'do $$ begin delete from t where a IS NULL; end $$;',
    ],
    [
      "do 'begin delete from t where b = ''x'' and a = NULL; end';",
      "do 'begin delete from t where b = ''x'' and a IS NULL; end';",
    ],
    [
      'do $$ begin if a = null then a := null; end if; end $$;',
      'do $$ begin if a is null then a := null; end if; end $$;',
    ],
  ])('mend %s in place', (text, expected) => {
    const [first, ...others] = analyze(text, { rules: nullComparison }).findings;
    expect(others).toEqual([]);
    expect(applyEdits(text, first?.fixes[0]?.edits ?? []).toLowerCase()).toBe(expected.toLowerCase());
  });

  it('say a thing once that stands in the outer tree as well', () => {
    const text = 'create function f() returns int begin atomic delete from t where a = null; end;';
    expect(analyze(text, { rules: nullComparison }).findings).toHaveLength(1);
  });

  it('leave bodies alone that do not run now, unless the rule asks for them', () => {
    const rules = SQL_RULES.filter(({ id }) => id === 'ban-drop-column').map(active);
    const body = 'begin alter table t drop column c; end';
    expect(analyze(`do $$ ${body} $$;`, { rules }).findings).toHaveLength(1);
    expect(analyze(plpgsql(body), { rules }).findings).toEqual([]);
  });

  it('know that a block runs in a transaction and what it made before', () => {
    const rules = SQL_RULES.filter(({ id }) => id === 'require-concurrent-index-creation').map(active);
    const check = (text: string) => analyze(text, { rules }).findings;
    const [found] = check('do $$ begin create index i on t (a); end $$;');
    expect(found?.fixes).toEqual([]);
    expect(check('do $$ begin create table t (a int); create index i on t (a); end $$;')).toEqual([]);
    expect(check('do $$ begin create table t (a int); end $$;\ncreate index i on t (a);')).toEqual([]);
    expect(check('create table t (a int);\ndo $$ begin create index i on t (a); end $$;')).toEqual([]);
  });

  it('keep their findings while the text around a body changes, and look again when it changes', () => {
    const body = 'do $$ begin delete from t where a = null; end $$;';
    const before = analyze(`select 1;\n${body}`, { rules: nullComparison });
    const after = analyze(`select 1, 2;\n${body}`, { rules: nullComparison, previous: before });
    expect(after.findings).toEqual(analyze(`select 1, 2;\n${body}`, { rules: nullComparison }).findings);
    const mended = `select 1;\n${body.replace('= null', 'is null')}`;
    expect(analyze(mended, { rules: nullComparison, previous: after }).findings).toEqual([]);
  });

  it('name no made-up word for what a template leaves open', () => {
    const rules = SQL_RULES.filter(({ id }) => id === 'ban-drop-table').map(active);
    const text = "do $$ begin execute format('drop table %I', t); end $$;";
    const [found] = analyze(text, { rules }).findings;
    expect(found?.message).toContain('%I');
    expect(analyze('drop table {{ .Schema }}.a;', { rules }).findings[0]?.message).toContain('{{ .Schema }}');
  });
});
