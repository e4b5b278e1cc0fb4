import { describe, expect, it } from 'vitest';
import { BUILTIN_RULES } from '../../../src/core/rules/builtin/builtinRules.ts';
import { ruleDocumentation } from '../../../src/core/rules/ruleDocumentation.ts';
import type { Rule } from '../../../src/core/rules/ruleModel.ts';

const RULE: Rule = {
  id: 'no-foo',
  title: 'Foo is called',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Standards',
  languages: ['python'],
  layers: [3],
  message: 'A call of $NAME',
  actionRequired: 'Call bar.',
  why: 'Foo fails.',
  howToFix: 'Use bar.',
  aliases: ['foo-ban'],
  references: ['https://example.com/foo'],
  match: [
    {
      kind: 'tree',
      rule: { pattern: 'foo($A)' },
      fixes: [{ title: 'Call bar', kind: 'auto', replace: 'bar($A)' }],
    },
  ],
  examples: {
    fires: [{ code: 'foo(1)\r\n', fixed: 'bar(1)\n' }],
    silent: [{ code: 'x = """```"""\n', path: 'src/a|b.py' }],
  },
};

describe('ruleDocumentation', () => {
  const page = ruleDocumentation(RULE, { severity: 'LOW', layerNames: new Map([[3, 'Routes & API']]) });

  it('tells what the rule is, in force and by itself', () => {
    expect(page).toMatch(/^# Foo is called\n/u);
    expect(page).toContain('| Severity | LOW (HIGH unless configured) |');
    expect(page).toContain('| Layers | 3 Routes & API |');
    expect(page).toContain('A call of `NAME`');
    expect(page).toContain('- Call bar (also by fix all)');
    expect(page).toContain('- <https://example.com/foo>');
  });

  it('shows examples with what becomes of them, in fences that hold', () => {
    expect(page).toContain('```python\nfoo(1)\n```\n\nbecomes\n\n```python\nbar(1)\n```');
    expect(page).toContain('````python\nx = """```"""\n````');
  });

  it('shows the suppression in the language of the rule', () => {
    expect(page).toContain('# fixward-ignore-next-line no-foo: ');
    expect(ruleDocumentation({ ...RULE, languages: ['sql'], examples: { fires: [], silent: [] } })).toContain(
      '-- fixward-ignore-next-line no-foo: ',
    );
  });

  it.each(BUILTIN_RULES.map((rule) => [rule.id, rule] as const))('writes a whole page for %s', (id, rule) => {
    const text = ruleDocumentation(rule);
    expect(text).toContain(`\`${id}\``);
    expect(text).toContain('## Why');
    expect(text).toContain('## Found');
    // Fences come in pairs, so that nothing after an example is swallowed by it.
    expect((text.match(/^`{3,}/gmu) ?? []).length % 2).toBe(0);
  });
});
