import { describe, expect, it } from 'vitest';
import { BUILTIN_RULES } from '../../../src/core/rules/builtin/builtinRules.ts';

function repeated(names: readonly string[]): readonly string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}

describe('built-in rules', () => {
  it('have one id each, in kebab case', () => {
    const ids = BUILTIN_RULES.map(({ id }) => id);
    expect(repeated(ids)).toEqual([]);
    expect(ids.filter((id) => !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/u.test(id))).toEqual([]);
  });

  it('share no alias, and no alias is the id of another rule', () => {
    const aliases = BUILTIN_RULES.flatMap((rule) => rule.aliases ?? []);
    const ids = new Set(BUILTIN_RULES.map(({ id }) => id));
    expect(repeated(aliases)).toEqual([]);
    expect(aliases.filter((alias) => ids.has(alias))).toEqual([]);
  });

  it('say something of their own in every text', () => {
    for (const rule of BUILTIN_RULES) {
      for (const text of [rule.title, rule.message, rule.actionRequired, rule.why, rule.howToFix]) {
        expect(text.trim().length, rule.id).toBeGreaterThan(10);
      }
      expect(rule.message.trimEnd(), rule.id).toMatch(/[.!?]$/u);
    }
    expect(repeated(BUILTIN_RULES.map(({ why }) => why))).toEqual([]);
  });

  it('show at least one text that fires and one that does not', () => {
    for (const { id, examples } of BUILTIN_RULES) {
      expect(examples.fires.length, id).toBeGreaterThan(0);
      expect(examples.silent.length, id).toBeGreaterThan(0);
    }
  });
});
