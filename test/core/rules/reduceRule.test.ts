import { describe, expect, it } from 'vitest';
import { reduceMatcher } from '../../../src/core/rules/reduceRule.ts';
import type { TreeRule } from '../../../src/core/rules/ruleModel.ts';

const reduce = (rule: TreeRule, text: string, utils: Readonly<Record<string, TreeRule>> = {}) =>
  reduceMatcher(rule, utils, {
    inCode: (word) => text.replace(/\/\/.*/gu, '').includes(word),
    anywhere: (word) => text.includes(word),
  });

describe('reduceMatcher', () => {
  it('gives up a rule whose words are absent', () => {
    expect(reduce({ pattern: 'eval($X)' }, 'run(1)')).toBeUndefined();
    expect(reduce({ kind: 'identifier', regex: '^(?:md5|sha1)$' }, 'sha256')).toBeUndefined();
    expect(reduce({ kind: 'call', has: { pattern: 'eval($X)' } }, 'run(1)')).toBeUndefined();
    expect(
      reduce({ kind: 'call', all: [{ inside: { pattern: 'useEffect($X)' } }] }, 'run(1)'),
    ).toBeUndefined();
  });

  it('keeps the alternatives that can match', () => {
    const rule = { any: [{ pattern: 'eval($X)' }, { pattern: 'exec($X)' }, { kind: 'string' }] };
    expect(reduce(rule, 'exec(1)')?.rule).toEqual({ any: [{ pattern: 'exec($X)' }, { kind: 'string' }] });
  });

  it('drops a negation of what cannot be there, and keeps the others', () => {
    const rule = {
      pattern: 'fetch($X)',
      not: { any: [{ inside: { pattern: 'retry($Y)' } }, { has: { pattern: 'signal' } }] },
    };
    expect(reduce(rule, 'fetch(a)')?.rule).toEqual({ pattern: 'fetch($X)' });
    expect(reduce(rule, 'fetch(a, signal)')?.rule).toEqual({
      pattern: 'fetch($X)',
      not: { any: [{ has: { pattern: 'signal' } }] },
    });
  });

  it('counts words of comments only below a negation', () => {
    const rule = { pattern: 'fetch($X)', not: { has: { regex: 'nosec' } } };
    expect(reduce(rule, '// fetch(x)')).toBeUndefined();
    expect(reduce(rule, 'fetch(x) // nosec')?.rule).toEqual(rule);
  });

  it('drops parts of `all` that have become true', () => {
    const rule = { all: [{ pattern: 'fetch($X)' }, { not: { pattern: 'await $Y' } }] };
    expect(reduce(rule, 'fetch(a)')?.rule).toEqual({ all: [{ pattern: 'fetch($X)' }] });
  });

  it('keeps how a relation looks around', () => {
    const rule = {
      kind: 'a',
      inside: { any: [{ kind: 'b' }, { pattern: 'gone()' }], stopBy: 'end', field: 'body' },
    };
    expect(reduce(rule, 'text')?.rule).toEqual({
      kind: 'a',
      inside: { any: [{ kind: 'b' }], stopBy: 'end', field: 'body' },
    });
  });

  it('reduces utilities and keeps those still referred to', () => {
    const utils = {
      call: { any: [{ pattern: 'exec($X)' }, { pattern: 'spawn($X)' }] },
      other: { kind: 'string' },
    };
    expect(reduce({ matches: 'call' }, 'spawn(1)', utils)).toEqual({
      rule: { matches: 'call' },
      utils: { call: { any: [{ pattern: 'spawn($X)' }] } },
    });
    expect(reduce({ matches: 'call' }, 'nothing', utils)).toBeUndefined();
  });

  it('survives utilities that refer to themselves', () => {
    const utils = { loop: { any: [{ pattern: 'exec($X)' }, { has: { matches: 'loop' } }] } };
    expect(reduce({ matches: 'loop' }, 'exec(1)', utils)?.utils).toEqual(utils);
  });

  it('leaves what it cannot judge', () => {
    const rule = { pattern: { context: 'class A { $F() {} }', selector: 'method_definition' } };
    expect(reduce(rule, '')?.rule).toEqual(rule);
  });
});
