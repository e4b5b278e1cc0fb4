import { describe, expect, it } from 'vitest';
import { learnTextChange } from '../../../../../src/core/patterns/learn/transforms/learnTextChange.ts';
import {
  changeText,
  type TextChange,
  textChangeSchema,
} from '../../../../../src/core/patterns/learn/transforms/textChange.ts';

/** What is learned from `[before, after]` pairs makes of another text. */
function carried(pairs: readonly (readonly [string, string])[], other: string): string | undefined {
  const learned = learnTextChange(pairs.map(([before, after]) => ({ before, after })));
  return learned && changeText(learned.change, other);
}

describe('a change learned from one text', () => {
  it.each([
    ['a regex flag', '/a+/', '/a+/u', '/[x/]/g', '/[x/]/gu'],
    ['a regex flag that goes', '/a/gm', '/a/g', '/b/m', '/b/'],
    ['single quotes', '"a"', "'a'", '"it\'s \\"so\\""', "'it\\'s \"so\"'"],
    ['double quotes', "'a'", '"a"', '\'say "é"\'', '"say \\"é\\""'],
    ['a string without its prefix', "u'a'", "'a'", 'u"b"', '"b"'],
    ['a string with a prefix', '"a"', 'r"a"', "'b'", "r'b'"],
    ['a string without quotes', '"name"', 'name', "'other'", 'other'],
    ['digits in groups', '1000000', '1_000_000', '25000', '25_000'],
    ['digits without groups', '1_000', '1000', '25_000_000', '25000000'],
    ['a sign before a name', '#queue', 'queue', '#state', 'state'],
    ['a sign added', 'items', '...items', 'rest', '...rest'],
    ['camel case', 'read_file_name', 'readFileName', '_close_it', '_closeIt'],
    ['snake case', 'readHTTPBody', 'read_http_body', 'parseX', 'parse_x'],
    ['constant case', 'timeoutMs', 'TIMEOUT_MS', 'sizeMax', 'SIZE_MAX'],
    ['kebab case', 'fontSize', 'font-size', 'lineHeight', 'line-height'],
    ['upper case', 'select', 'SELECT', 'from', 'FROM'],
    ['a prefix', 'assertEquals', 'expectEquals', 'assertTrue', 'expectTrue'],
    ['a suffix', 'loadSync', 'loadAsync', 'saveSync', 'saveAsync'],
    ['a prefix and the letter after it', 'getName', 'name', 'getSize', 'size'],
    ['a prefix before a capital', 'name', 'getName', 'size', 'getSize'],
    ['what stands in a string', "'./util.js'", "'./util.ts'", '"../a/b.js"', '"../a/b.ts"'],
    ['a character at every place', 'a-b-c', 'a_b_c', 'x-y', 'x_y'],
  ])('is %s', (_what, before, after, other, expected) => {
    expect(carried([[before, after]], other)).toBe(expected);
  });

  it.each([
    ['a string', "'a'", '"a"', 'name'],
    ['the prefix', 'getName', 'name', 'setName'],
    ['a regex', '/a/', '/a/u', '/b/u'],
    ['a body that backticks would change', '"a"', '`a`', '"${b}"'],
    ['a string that stays whole', "'a-'", "'a'", "'-'"],
  ])('refuses what is not %s', (_what, before, after, other) => {
    expect(carried([[before, after]], other) ?? 'refused').toMatch(/^refused$|^''$/u);
  });

  it('says whether one pair tells it', () => {
    expect(learnTextChange([{ before: "'a'", after: '"a"' }])?.ofForm).toBe(true);
    expect(learnTextChange([{ before: 'loadSync', after: 'load' }])?.ofForm).toBe(false);
  });
});

describe('a change learned from several texts', () => {
  it('is the one that all of them went through', () => {
    const pairs = [
      ['a.b', 'b'],
      ['x.y.z', 'z'],
    ] as const;
    expect(carried(pairs, 'k.l.m.n')).toBe('n');
  });

  it('is none where they do not agree', () => {
    const pairs = [
      ['loadSync', 'load'],
      ['save', 'saveNow'],
    ] as const;
    expect(carried(pairs, 'openSync')).toBeUndefined();
  });

  it('is none where a text stays', () => {
    expect(learnTextChange([{ before: 'a', after: 'a' }])).toBeUndefined();
    expect(learnTextChange([])).toBeUndefined();
  });
});

describe('a change as data', () => {
  const change: TextChange = [{ inside: [{ dropSuffix: '.js' }, { addSuffix: '.ts' }] }];

  it('is read back as it was written', () => {
    expect(textChangeSchema.parse(JSON.parse(JSON.stringify(change)))).toEqual(change);
  });

  it('is refused where a step is unknown', () => {
    expect(textChangeSchema.safeParse([{ reverse: true }]).success).toBe(false);
    expect(textChangeSchema.safeParse([]).success).toBe(false);
  });

  it('never breaks the string it works in', () => {
    expect(changeText([{ inside: [{ addSuffix: "'" }] }], "'a'")).toBeUndefined();
    expect(changeText([{ inside: [{ addSuffix: '\\' }] }], "'a'")).toBeUndefined();
  });
});
