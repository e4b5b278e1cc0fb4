import { describe, expect, it } from 'vitest';
import { compileConditions } from '../../../src/core/rules/evaluateConditions.ts';

const named = (name: string) => ({
  text: '',
  captures: new Map([['NAME', { text: name, span: { start: 0, end: name.length } }]]),
});

describe('foundBy', () => {
  const test = compileConditions([
    { capture: 'NAME', foundBy: 'async function (\\w+)', foundByNot: '(?<!async )function (\\w+)' },
  ]);
  const context = {
    path: 'a.ts',
    text: 'async function load() {}\nasync function both() {}\nfunction both() {}',
  };

  it('keeps a name that the document declares', () => {
    expect(test(named('load'), context)).toBe(true);
  });
  it('drops a name that is missing, or found by the opposite expression', () => {
    expect(test(named('save'), context)).toBe(false);
    expect(test(named('both'), context)).toBe(false);
  });
  it('looks again when the document changes', () => {
    expect(test(named('load'), { ...context, text: '' })).toBe(false);
    expect(test(named('load'), context)).toBe(true);
  });
});

describe('anyOf', () => {
  const context = { path: 'a.ts', text: '' };
  const test = compileConditions([
    {
      capture: 'NAME',
      matchesNot: '^_',
      anyOf: [{ capture: 'NAME', matches: '^a' }, { documentMatches: 'everything' }],
    },
  ]);

  it('needs one of the alternatives, and what is said beside them', () => {
    expect(test(named('alpha'), context)).toBe(true);
    expect(test(named('beta'), context)).toBe(false);
    expect(test(named('beta'), { ...context, text: 'everything' })).toBe(true);
    expect(test(named('_a'), { ...context, text: 'everything' })).toBe(false);
  });
});
