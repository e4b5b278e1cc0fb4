import { expect, it } from 'vitest';
import { defaultProjectConfig } from '../../../src/core/rules/parseProjectConfig.ts';
import type { Rule } from '../../../src/core/rules/ruleModel.ts';
import { createRuleSet } from '../../../src/core/rules/ruleSet.ts';

function rule(id: string, aliases: readonly string[]): Rule {
  return {
    id,
    aliases,
    title: id,
    kind: 'detection',
    severity: 'LOW',
    problemType: 'Data',
    languages: ['sql'],
    message: 'm',
    actionRequired: 'a',
    why: 'w',
    howToFix: 'h',
    match: [],
    examples: { fires: [], silent: [] },
  };
}

const sources = [
  {
    origin: 'builtin' as const,
    rules: [rule('one', ['peer', 'first']), rule('two', ['peer']), rule('three', [])],
  },
];

function idsWith(only: readonly string[]): readonly string[] {
  return createRuleSet(sources, defaultProjectConfig(), { only }).rules.map(({ id }) => id);
}

it('takes a peer’s name for every rule that shares it', () => {
  expect(idsWith(['peer'])).toEqual(['one', 'two']);
  expect(idsWith(['first'])).toEqual(['one']);
  expect(idsWith(['nobody'])).toEqual([]);
});

it('switches every rule that shares a peer’s name', () => {
  const config = { ...defaultProjectConfig(), rules: new Map([['peer', { enabled: false }]]) };
  expect(createRuleSet(sources, config).rules.map(({ id }) => id)).toEqual(['three']);
});

it('resolves a shared name to the first rule and a rule’s own name to itself', () => {
  const ruleSet = createRuleSet(sources, defaultProjectConfig());
  expect(ruleSet.resolve('peer')).toBe('one');
  expect(ruleSet.idsOf('two')).toEqual(['two']);
  expect(ruleSet.resolve('nobody')).toBeUndefined();
});
