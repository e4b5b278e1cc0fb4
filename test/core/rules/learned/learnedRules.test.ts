import { describe, expect, it } from 'vitest';
import { patternContentSchema } from '../../../../src/core/library/fixPattern.ts';
import { learnedRules, NO_LEARNED_KNOWLEDGE } from '../../../../src/core/rules/learned/learnedRules.ts';
import { ruleDocumentation } from '../../../../src/core/rules/ruleDocumentation.ts';
import { axiosPattern } from '../../../support/learnedPattern.ts';

const NOBODY: ReadonlySet<string> = new Set();

function fileOf(key: string, more: object = {}) {
  const content = patternContentSchema.parse(axiosPattern(key, { more }));
  return { content, path: `.fixward/patterns/${key}.yaml`, line: 0 };
}

describe('rules of learned patterns', () => {
  it('carry what the pattern says, with the least severity until it is raised', () => {
    const file = fileOf('use-http', {
      layers: [3],
      workflows: ['orders'],
      prevention_guidance: 'Import `http`.',
    });
    const { rules } = learnedRules([file], NO_LEARNED_KNOWLEDGE, NOBODY, NOBODY);
    expect(rules).toMatchObject([
      {
        id: 'use-http',
        severity: 'LOW',
        provisional: true,
        layers: [3],
        workflows: ['orders'],
        sourcePattern: 'use-http',
        sourceFile: '.fixward/patterns/use-http.yaml',
        languages: ['typescript', 'tsx', 'javascript'],
      },
    ]);
    const raised = { ...NO_LEARNED_KNOWLEDGE, isRaised: () => true };
    const [rule] = learnedRules([file], raised, NOBODY, NOBODY).rules;
    expect(rule).toMatchObject({ severity: 'MEDIUM' });
    expect(rule?.provisional).toBeUndefined();
  });

  it('have a page with reasons, form, examples and how to silence them', () => {
    const [rule] = learnedRules([fileOf('use-http')], NO_LEARNED_KNOWLEDGE, NOBODY, NOBODY).rules;
    const page = rule ? ruleDocumentation(rule) : '';
    expect(page).toContain('axios.get($$$ARGS)');
    expect(page).toContain('- Use http.get (needs your choice)');
    expect(page).toContain('fixward-ignore-next-line use-http');
    expect(page).toContain('becomes');
  });

  it('are those of files before those of the store', () => {
    const stored = patternContentSchema.parse(axiosPattern('use-http', { method: 'post' }));
    const other = patternContentSchema.parse(axiosPattern('use-put', { method: 'put' }));
    const { rules } = learnedRules(
      [fileOf('use-http')],
      { ...NO_LEARNED_KNOWLEDGE, stored: [stored, other] },
      NOBODY,
      NOBODY,
    );
    expect(rules.map(({ id, title, sourceFile }) => [id, title, sourceFile])).toEqual([
      ['use-http', 'Use http.get', '.fixward/patterns/use-http.yaml'],
      ['use-put', 'Use http.put', undefined],
    ]);
  });

  it('are left out where a written rule guards the pattern, or it is retired', () => {
    const guarded = learnedRules([fileOf('a')], NO_LEARNED_KNOWLEDGE, NOBODY, new Set(['a']));
    expect(guarded).toEqual({ rules: [], problems: [] });
    const retired = learnedRules(
      [fileOf('a')],
      { ...NO_LEARNED_KNOWLEDGE, retired: () => 'undone' },
      NOBODY,
      NOBODY,
    );
    expect(retired.rules).toEqual([]);
    expect(
      learnedRules([fileOf('a', { rule: { id: 'x' } })], NO_LEARNED_KNOWLEDGE, NOBODY, NOBODY).rules,
    ).toEqual([]);
  });

  it('are no rules when the pattern is broken, and a name that is taken is told', () => {
    const broken = learnedRules(
      [fileOf('a', { pattern: { format: 'fixward-edit/1', language: 'klingon' } })],
      NO_LEARNED_KNOWLEDGE,
      NOBODY,
      NOBODY,
    );
    expect(broken.rules).toEqual([]);
    expect(broken.problems).toMatchObject([{ path: '.fixward/patterns/a.yaml', line: 0 }]);
    expect(broken.problems[0]?.message).toMatch(/^pattern: .*language/u);
    const { problems } = learnedRules([fileOf('a')], NO_LEARNED_KNOWLEDGE, new Set(['a']), NOBODY);
    expect(problems).toMatchObject([
      { message: 'key: "a" is the id of a rule; give the pattern another key' },
    ]);
  });
});
