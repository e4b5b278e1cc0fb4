import { describe, expect, it } from 'vitest';
import { regexProblem } from '../../../src/core/rules/regexSafety.ts';

describe('regexProblem', () => {
  it.each([
    '^eval\\(',
    '\\w+\\s*=\\s*\\w+',
    '[a+]+',
    '(?:ab)+',
    '(a|b)*',
    '\\(a+\\)+',
    '^(?:\\w+)?$',
    '(?:,\\w+)*',
    '(?:a{1,3})+',
  ])('takes %s', (source) => expect(regexProblem(source)).toBeUndefined());

  it.each(['(a+)+', '(?:\\w*)*', '((a+)b?)+', '(.*,)*', '([a-z]+){2,}', '(?:,.*)*'])('refuses %s', (source) =>
    expect(regexProblem(source)).toContain('repeats a group'),
  );

  it('refuses what does not compile and what is too long', () => {
    expect(regexProblem('[')).toBeDefined();
    expect(regexProblem('a'.repeat(1001))).toContain('longer than');
  });
});
