import { beforeAll, describe, expect, it } from 'vitest';
import type { AnswerKey } from '../../../../src/core/confidence/cluster/clusterAnswers.ts';
import { codeKey } from '../../../../src/core/confidence/cluster/codeKey.ts';
import { sqlKey } from '../../../../src/core/confidence/cluster/sqlKey.ts';
import { createPlainTreeParser } from '../../../../src/engines/astGrep/plainTree.ts';
import { loadLibpgQuery } from '../../../../src/engines/libpgQuery.ts';

describe('what a query says', () => {
  let key: AnswerKey;
  beforeAll(async () => {
    key = sqlKey((await loadLibpgQuery()).parseScript);
  });

  it.each([
    [
      'select id from orders where a = 1 and b = 2',
      'SELECT id\r\nFROM Orders -- all\nWHERE (b = 2) AND a = 1;',
    ],
    ['select 1', 'Here it is:\n```sql\nSELECT 1;\n```\nIt reads nothing.'],
    ['select a or b or c from t', 'select c or a or b from t'],
    ['select "id" from t', 'select id from t'],
  ])('%s', (one, other) => {
    expect(key(other)).toBe(key(one));
  });

  it.each([
    ['select 1', 'select 2'],
    ['select a, b from t', 'select b, a from t'],
    ['select "Id" from t', 'select id from t'],
    ['select 1', 'select 1; select 1'],
    ['select a - b from t', 'select b - a from t'],
    ["select 'ž'", "select 'z'"],
  ])('%s is not %s', (one, other) => {
    expect(key(one)).not.toBe(key(other));
  });

  it('is compared as text where it does not parse, and nothing where there is none', () => {
    expect(key('SELEC 1')).toBe(key('selec  1'));
    expect(key('')).toBeUndefined();
  });
});

describe('what code says', () => {
  const parse = createPlainTreeParser();
  const script = codeKey(parse, 'typescript');

  it.each([
    ['const a = f("x", 1)', "const a = f(\n  'x', // first\n  1,\n);"],
    ['if (a) { b() }', '```ts\nif (a) {\r\n  b();\r\n}\n```'],
    ['await save(ž)', '/* now */ await save(ž);'],
  ])('%s', (one, other) => {
    expect(script(other)).toBe(script(one));
  });

  it.each([
    ['const a = f("x")', 'const b = f("x")'],
    ['a - b', 'b - a'],
    ['f(`a${x}`)', 'f(`b${x}`)'],
    ['f("a b")', 'f("ab")'],
    ['a(b)', 'a[b]'],
    ['let x = 1', 'const x = 1'],
    ['/a+/.test(s)', '/a*/.test(s)'],
  ])('%s is not %s', (one, other) => {
    expect(script(one)).not.toBe(script(other));
  });

  it('keeps quotes apart where they are not the same', () => {
    const python = codeKey(parse, 'python');
    expect(python("f('x')")).toBe(python('f("x")  # same'));
    const java = codeKey(parse, 'java');
    expect(java("class A { char c = 'x'; }")).not.toBe(java('class A { char c = "x"; }'));
  });

  it('is compared as text where it does not parse or no grammar is there', () => {
    expect(script('const = ;')).toBe(script('const  = ;'));
    expect(codeKey(() => undefined, 'typescript')('A  B')).toBe('a b');
    expect(script('')).toBeUndefined();
  });
});
