import { describe, expect, it } from 'vitest';
import type { SqlParser } from '../../../src/core/ports.ts';
import { analyzeSql } from '../../../src/core/sql/analyzeSql.ts';
import { SQL_RULES } from '../../../src/core/sql/rules/sqlRules.ts';
import { active, analyze, parser } from './sqlSupport.ts';

function statements(text: string): readonly string[] {
  return analyze(text).statements.map(({ statement }) => statement.text);
}

describe('splitting', () => {
  it.each([
    ['', []],
    ['  \n\t', []],
    ['-- only a comment', []],
    ['/* only /* a nested */ comment */;', []],
    [';;', []],
    ['select 1', ['select 1']],
    ['select 1; select 2;', ['select 1;', 'select 2;']],
    ["select 'a;b''c;'; select 2", ["select 'a;b''c;';", 'select 2']],
    [String.raw`select E'a\';b'; select 2`, [String.raw`select E'a\';b';`, 'select 2']],
    [String.raw`select 'a\'; select 2`, [String.raw`select 'a\';`, 'select 2']],
    [`select U&'d\\0061;', U&"x;y"; select 2`, [`select U&'d\\0061;', U&"x;y";`, 'select 2']],
    ['select "a;""b" from t; select 2', ['select "a;""b" from t;', 'select 2']],
    ['select $$a;b$$, $x$ ; $$ $x$; select 2', ['select $$a;b$$, $x$ ; $$ $x$;', 'select 2']],
    ['select $1;select a$b$c;', ['select $1;', 'select a$b$c;']],
    ['select /* ; /* ; */ ; */ 1; -- ;\nselect 2', ['select /* ; /* ; */ ; */ 1;', 'select 2']],
    ['select a--;\n+b;select 2', ['select a--;\n+b;', 'select 2']],
    ['select 1;\r\nselect 2;\r\n', ['select 1;', 'select 2;']],
    ['\uFEFFselect 1;', ['select 1;']],
    ['select 5-- five\n;', ['select 5-- five\n;']],
    ['select arr[1:n], x::int, a[:m] from t;', ['select arr[1:n], x::int, a[:m] from t;']],
  ])('%j', (text, expected) => {
    expect(statements(text)).toEqual(expected);
    expect(analyze(text).syntaxErrors).toEqual([]);
  });

  it('keeps the body of BEGIN ATOMIC together, CASE … END included', () => {
    const text =
      'create function f(a int) returns int begin atomic select case when a > 1 then 1 else 2 end; select 2; end;\nselect 3;';
    expect(statements(text)).toHaveLength(2);
    expect(analyze(text).syntaxErrors).toEqual([]);
  });

  it('keeps the actions of a rule together', () => {
    const text =
      'create rule r as on insert to t do also (insert into l values (1); delete from m);\nselect 3;';
    expect(statements(text)).toHaveLength(2);
    expect(analyze(text).syntaxErrors).toEqual([]);
  });

  it('steps over psql commands and ends statements at them', () => {
    const text = "\\connect shop\n\\set v 'it''s; (\nselect 1 \\gexec\nselect 2;\n";
    expect(statements(text)).toEqual(['select 1', 'select 2;']);
  });

  it('steps over COPY rows', () => {
    const text = "COPY t (a, b) FROM stdin;\n1\tit's; (\n\\N\t2\n\\.\n\nselect 2;";
    expect(statements(text)).toEqual(['COPY t (a, b) FROM stdin;', 'select 2;']);
  });

  it('ends statements at a breakpoint comment that stands in for the semicolon', () => {
    const text =
      'create table a (id bigint)\n--> statement-breakpoint\ncreate table b (id bigint);--> statement-breakpoint\n';
    expect(statements(text)).toEqual(['create table a (id bigint)', 'create table b (id bigint);']);
    expect(analyze(text).syntaxErrors).toEqual([]);
  });

  it('reads around psql variables and template placeholders without complaint', () => {
    const text = [
      "select * from {{ .Schema }}.users where id = :id and name = :'name';",
      '{{ if .WithIndex }}',
      'create index on {{ index .Options "Schema" }}.users (id);',
      '{{ end }}',
      'delete from <%= table %> where id = ${id};',
      'update {{prefix}}_users set name = 1 {{ strange thing }} where a = 2;',
    ].join('\n');
    const analysis = analyze(text);
    expect(analysis.statements).toHaveLength(4);
    expect(analysis.syntaxErrors).toEqual([]);
    expect(analysis.statements.map(({ statement }) => statement.kind)).toEqual([
      'SelectStmt',
      'IndexStmt',
      'DeleteStmt',
      undefined,
    ]);
  });

  it('takes every comment of the text, with its place', () => {
    const text = '-- one\nselect /* two */ 1; -- three\n';
    expect(analyze(text).comments.map(({ text: comment }) => comment)).toEqual([
      '-- one',
      '/* two */',
      '-- three',
    ]);
    for (const { span, text: comment } of analyze(text).comments)
      expect(text.slice(span.start, span.end)).toBe(comment);
  });

  it('reads a very long text and very deep nesting without failing', () => {
    const long = `${'insert into t (a) values (1);\n'.repeat(5_000)}`;
    expect(analyze(long).statementCount).toBe(5_000);
    const deep = `select ${'('.repeat(30_000)}1${')'.repeat(30_000)};\nselect 1 + ${'1 + '.repeat(30_000)}1;\ndrop table a;`;
    const analysis = analyze(deep);
    expect(analysis.statementCount).toBe(3);
    expect(analysis.statements[2]?.statement.kind).toBe('DropStmt');
  });
});

describe('recovery', () => {
  const rules = SQL_RULES.filter(
    ({ id }) => id === 'require-concurrent-index-creation' || id === 'ban-drop-column',
  ).map(active);

  const GOOD = 'CREATE INDEX orders_idx ON orders (id);\nALTER TABLE orders DROP COLUMN total;\n';

  it.each([
    ['an open bracket', 'CREATE TABLE half (\n  id bigint,\n\n'],
    ['a statement without its end', 'ALTER TABLE orders ADD COLUMN\n'],
    ['a missing semicolon', 'CREATE TABLE whole (id bigint)\n'],
    ['a forgotten quote', "INSERT INTO notes VALUES ('it\n"],
    [
      'a forgotten quote and later quoted text',
      "UPDATE notes SET a = 'it WHERE b;\nINSERT INTO notes VALUES ('x');\n",
    ],
    ['a forgotten double quote', 'SELECT "a FROM b;\n'],
    ['an open comment', '/* to be written\n'],
    ['an open dollar quote', 'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$\n  SELECT 1\n\n'],
    [
      'an open body before another function',
      'CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  RETU\n\nCREATE FUNCTION g() RETURNS int AS $$ BEGIN RETURN 1; END $$ LANGUAGE plpgsql;\n',
    ],
    ['a misspelt word', 'selct 2;\n'],
    ['a misspelt word without its semicolon', 'selct 2\n'],
    ['an unclosed placeholder', 'select {{ a from b;\n'],
  ])('%s hides no finding of the statements after it', (_, broken) => {
    for (const text of [broken + GOOD, `SELECT 1;\n${broken}${GOOD}SELECT 2;\n`]) {
      const analysis = analyze(text, { rules });
      expect(analysis.findings.map(({ rule }) => rule.id)).toEqual([
        'require-concurrent-index-creation',
        'ban-drop-column',
      ]);
      expect(analysis.syntaxErrors.length).toBeLessThanOrEqual(1);
    }
  });

  it('says once what is wrong with the broken statement, at its place', () => {
    const text = 'CREATE TABLE half (\n  id bigint,\n\nSELECT 1;\n';
    const analysis = analyze(text, { rules });
    expect(analysis.syntaxErrors).toHaveLength(1);
    const [error] = analysis.syntaxErrors;
    expect(error?.message).toBe('The statement ends before it is complete.');
    expect(error?.span).toEqual({ start: text.indexOf(','), end: text.indexOf(',') + 1 });
  });

  it.each([
    ['no semicolons at all', (n: number) => `CREATE INDEX i_${n} ON orders (a)\n`],
    ['brackets that never close', (n: number) => `CREATE TABLE t_${n} (\n`],
    ['separators of another database', (n: number) => `ALTER TABLE t_${n} ADD a int\nGO\n`],
    ['comments that never close', () => 'ALTER TABLE t ADD a int /* open\n'],
    [
      'dollar quotes that never close',
      (n: number) => `CREATE FUNCTION f() RETURNS int AS $a${n}$ SELECT 1\n`,
    ],
    ['COPY without rows', () => 'COPY t FROM stdin;\n'],
  ])('reads a long text with %s once, not once for each statement', (_, line) => {
    const text = Array.from({ length: 1_000 }, (_unused, n) => line(n)).join('');
    let parsedLength = 0;
    const counting: SqlParser = {
      parseStatement(sql) {
        parsedLength += sql.length;
        return parser.parseStatement(sql);
      },
      parsePlPgSql: (sql) => parser.parsePlPgSql(sql),
      parseScript: (sql) => parser.parseScript(sql),
    };
    const analysis = analyzeSql({ text, path: 'a.sql', rules, parser: counting });
    expect(analysis.statementCount).toBe(1_000);
    // A broken statement is tried with the next ones, with a few restarts and alone.
    expect(parsedLength).toBeLessThan(text.length * 20);
  });

  it('finds the end of a comment, quote or rows however far away', () => {
    const far = 'x; /* inner */ $b$ $a\n'.repeat(2_000);
    for (const text of [`/*${far}*/`, `select $a$${far}$a$;`, `copy t from stdin;\n${far}\\.\n`]) {
      const analysis = analyze(`${text}\nselect 2;`, { rules: [] });
      expect(analysis.syntaxErrors).toEqual([]);
      expect(analysis.statements.at(-1)?.statement.text).toBe('select 2;');
      expect(analysis.statementCount).toBeLessThanOrEqual(2);
    }
  });

  it('tells nested comments that close from those that do not', () => {
    const deep = `${'/* '.repeat(3_000)}${' */'.repeat(3_000)}`;
    expect(analyze(`${deep} select 1;`).statementCount).toBe(1);
    expect(analyze(`/* ${deep} select 1;`).syntaxErrors).toHaveLength(1);
  });

  it('does not take a broken query apart', () => {
    const text = 'with a as (\nselect 1\n)\nselect * frm a\nwhere b;\n';
    const analysis = analyze(text, { rules });
    expect(analysis.statementCount).toBe(1);
    expect(analysis.syntaxErrors.map(({ span }) => text.slice(span.start, span.end))).toEqual(['frm']);
  });

  it('counts offsets in UTF-16 units whatever stands before', () => {
    const text =
      'SELECT \'😀 žluťoučký kůň\' AS "sloupeček 😀", x y z FROM t;\r\nALTER TABLE účty DROP COLUMN příjem;';
    const analysis = analyze(text, { rules });
    expect(analysis.syntaxErrors.map(({ span }) => text.slice(span.start, span.end))).toEqual(['z']);
    expect(analysis.findings.map(({ span }) => text.slice(span.start, span.end))).toEqual(['příjem']);
  });
});
