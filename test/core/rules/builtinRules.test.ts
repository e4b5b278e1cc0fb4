import { describe, expect, it } from 'vitest';
import { BUILTIN_RULES } from '../../../src/core/rules/builtin/builtinRules.ts';
import { problemsOfConditions } from '../../../src/core/rules/evaluateConditions.ts';
import { createAstGrepEngine } from '../../../src/engines/astGrep/astGrepEngine.ts';
import { SPLIT_PEER_RULES } from '../sql/splitPeerRules.ts';

const engine = createAstGrepEngine();

describe('built-in rules', () => {
  it('have ids of their own', () => {
    const names = BUILTIN_RULES.map(({ id }) => id);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(names.filter((name) => !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/u.test(name))).toEqual([]);
  });

  it('share no alias but of peers’ rules that are split, and no alias is the id of another rule', () => {
    const aliases = BUILTIN_RULES.flatMap((rule) => rule.aliases ?? []);
    const ids = new Set(BUILTIN_RULES.map(({ id }) => id));
    const twice = aliases.filter((alias, index) => aliases.indexOf(alias) !== index);
    expect(twice.filter((alias) => !SPLIT_PEER_RULES.has(alias))).toEqual([]);
    expect(aliases.filter((alias) => ids.has(alias))).toEqual([]);
  });

  it('are at least sixty for application code, beside SQL', () => {
    const forCode = BUILTIN_RULES.filter(
      ({ match, languages }) => match.length > 0 && !languages.includes('sql'),
    );
    expect(forCode.length).toBeGreaterThanOrEqual(60);
    expect(BUILTIN_RULES.filter(({ languages }) => languages.includes('sql')).length).toBeGreaterThanOrEqual(
      12,
    );
  });

  it('cover every kind, severity and problem type', () => {
    const seen = (key: 'kind' | 'severity' | 'problemType') =>
      [...new Set(BUILTIN_RULES.map((rule) => rule[key]))].sort();
    expect(seen('kind')).toEqual(['detection', 'enforcement', 'prevention']);
    expect(seen('severity')).toEqual(['CRITICAL', 'HIGH', 'LOW', 'MEDIUM']);
    expect(seen('problemType')).toEqual([
      'Architecture',
      'Data',
      'Performance',
      'Security',
      'Standards',
      'UI-UX',
    ]);
  });

  describe.each(BUILTIN_RULES.map((rule) => ({ id: rule.id, rule })))('$id', ({ rule }) => {
    it('says what is wrong, why, and what to do', () => {
      for (const text of [rule.title, rule.message, rule.actionRequired, rule.why, rule.howToFix]) {
        expect(text.trim().length).toBeGreaterThan(10);
      }
      expect(rule.title).not.toMatch(/\.$/u);
      expect(rule.message).not.toContain('\n');
    });

    it('has examples that must fire and that must not', () => {
      expect(rule.examples.fires.length).toBeGreaterThan(0);
      expect(rule.examples.silent.length).toBeGreaterThan(0);
    });

    it('compiles for each of its languages', () => {
      for (const matcher of rule.match) {
        if (matcher.kind !== 'tree') continue;
        for (const language of matcher.languages ?? rule.languages) engine.validate(language, matcher);
        const conditions = [matcher, ...(matcher.fixes ?? [])].map(({ where }) =>
          problemsOfConditions(where),
        );
        expect(conditions.flat()).toEqual([]);
      }
    });

    it('links only to pages it can name', () => {
      for (const link of rule.references ?? []) expect(() => new URL(link)).not.toThrow();
    });
  });
});
