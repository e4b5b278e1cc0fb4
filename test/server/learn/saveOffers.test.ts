import { describe, expect, it } from 'vitest';
import { type FindingWithoutFix, SaveOffers } from '../../../src/server/learn/saveOffers.ts';

const NONE = { withoutFix: [], countAfter: new Map<string, number>() };

function saved(
  offers: SaveOffers,
  path: string,
  before: string,
  after: string,
  more: {
    readonly withoutFix: readonly FindingWithoutFix[];
    readonly countAfter: Map<string, number>;
  } = NONE,
) {
  return offers.saved({ path, before, after, ...more });
}

describe('an edit made twice', () => {
  it('is seen across files, with the one change of each', () => {
    const offers = new SaveOffers();
    const rest = 'other();\n';
    expect(
      saved(offers, 'a.ts', `load(axios.get(1));\n${rest}`, `load(http.get(1));\n${rest}`),
    ).toBeUndefined();
    expect(saved(offers, 'b.ts', `x();\nload(axios.get(2));\n`, `x(y);\nload(http.get(2));\n`)).toEqual({
      reason: 'twice',
      path: 'b.ts',
      line: 1,
      files: [
        { path: 'a.ts', before: `load(axios.get(1));\n${rest}`, after: `load(http.get(1));\n${rest}` },
        { path: 'b.ts', before: 'x(y);\nload(axios.get(2));\n', after: 'x(y);\nload(http.get(2));\n' },
      ],
    });
  });

  it('is told of once, and not when one place is edited back and forth', () => {
    const offers = new SaveOffers();
    expect(saved(offers, 'a.ts', 'load(axios.get(1));\n', 'load(http.get(1));\n')).toBeUndefined();
    expect(saved(offers, 'a.ts', 'load(axios.get(1));\n', 'load(http.get(1));\n')).toBeUndefined();
    expect(saved(offers, 'b.ts', 'load(axios.get(2));\n', 'load(http.get(2));\n')?.reason).toBe('twice');
    expect(saved(offers, 'c.ts', 'load(axios.get(3));\n', 'load(http.get(3));\n')).toBeUndefined();
  });

  it('is seen within one save, with ends of lines as they are', () => {
    const before = 'load(axios.get(1));\r\nkeep();\r\nload(axios.get(2));\r\n';
    const found = saved(new SaveOffers(), 'a.ts', before, before.replaceAll('axios', 'http'));
    expect(found).toMatchObject({ reason: 'twice', line: 2 });
    expect(found?.files[1]?.before).toBe('load(http.get(1));\r\nkeep();\r\nload(axios.get(2));\r\n');
  });

  it('is nothing in data, in generated folders, and where everything changed', () => {
    const offers = new SaveOffers();
    for (const path of ['a.json', 'node_modules/a.ts']) {
      expect(saved(offers, path, 'a(1);\n', 'b(1);\n')).toBeUndefined();
      expect(saved(offers, path, 'x\na(2);\n', 'x\nb(2);\n')).toBeUndefined();
    }
    const many = Array.from({ length: 40 }, (_, n) => `a(${n});\nkeep${n}();\n`).join('');
    expect(saved(offers, 'a.ts', many, many.replaceAll('a(', 'b('))).toBeUndefined();
  });
});

describe('a finding that no fix mends', () => {
  const withoutFix = [{ ruleId: 'no-eval', firstLine: 0, lastLine: 0 }];
  const gone = { withoutFix, countAfter: new Map<string, number>() };

  it('counts as mended when its line was edited and it is gone', () => {
    const found = saved(new SaveOffers(), 'a.ts', 'a = eval(x);\n', 'a = JSON.parse(x);\n', gone);
    expect(found).toMatchObject({ reason: 'mended', ruleId: 'no-eval', line: 0 });
  });

  it('does not when it is still there, its line was deleted, or another line was edited', () => {
    const still = { withoutFix, countAfter: new Map([['no-eval', 1]]) };
    expect(saved(new SaveOffers(), 'a.ts', 'a = eval(x);\n', 'a = JSON.parse(x);\n', still)).toBeUndefined();
    expect(saved(new SaveOffers(), 'a.ts', 'a = eval(x);\nb();\n', 'b();\n', gone)).toBeUndefined();
    expect(
      saved(new SaveOffers(), 'a.ts', 'a = eval(x);\nb(1);\n', 'a = eval(x);\nc(1);\n', gone),
    ).toBeUndefined();
  });
});
