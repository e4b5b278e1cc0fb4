import { describe, expect, it } from 'vitest';
import { ruleWithAsciiClasses, withAsciiClasses } from '../../../src/core/rules/asciiClasses.ts';

describe('withAsciiClasses', () => {
  it.each([
    ['^\\w+$', '^[0-9A-Za-z_]+$'],
    ['[\\w.-]+', '[0-9A-Za-z_.-]+'],
    ['[^\\d]\\d', '[^0-9][0-9]'],
    ['\\s*\\(', '[\\t\\n\\v\\f\\r ]*\\('],
    ['\\\\w', '\\\\w'],
    ['\\W\\S\\D\\b', '\\W\\S\\D\\b'],
    ['\\[\\w\\]', '\\[[0-9A-Za-z_]\\]'],
    ['[[a-z]\\w]\\w', '[[a-z]0-9A-Za-z_][0-9A-Za-z_]'],
    ['\\', '\\'],
    ['', ''],
  ])('%s → %s', (source, expected) => {
    expect(withAsciiClasses(source)).toBe(expected);
  });

  it('keeps what an expression accepts among ASCII texts', () => {
    for (const source of ['^\\w+\\s*=\\s*["\']\\w', '[\\w.]+@\\w+', '^\\d{2,}\\s?px$']) {
      for (const text of ['a = "b', "x9\t=\n'y", 'a.b@c', '@', '12 px', '1px', '=']) {
        expect(new RegExp(withAsciiClasses(source), 'u').test(text)).toBe(new RegExp(source, 'u').test(text));
      }
    }
  });
});

describe('ruleWithAsciiClasses', () => {
  it('rewrites every regex and nothing else', () => {
    const rule = { pattern: '$A.\\w', has: { any: [{ kind: 'a', regex: '\\d' }], stopBy: 'end' } };
    expect(ruleWithAsciiClasses(rule)).toEqual({
      pattern: '$A.\\w',
      has: { any: [{ kind: 'a', regex: '[0-9]' }], stopBy: 'end' },
    });
  });
});
