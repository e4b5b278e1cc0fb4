import { describe, expect, it } from 'vitest';
import type { Rule, RuleExample } from '../../../src/core/rules/ruleModel.ts';
import type { SqlAnalysis } from '../../../src/core/sql/analyzeSql.ts';
import { SQL_RULES } from '../../../src/core/sql/rules/sqlRules.ts';
import { applyEdits } from '../../../src/core/text/edits.ts';
import { SPLIT_PEER_RULES } from './splitPeerRules.ts';
import { active, analyze } from './sqlSupport.ts';

// More rounds than any example needs; a fix that brings back its own finding never gets there.
const ROUNDS_MAX = 10;

function check(rule: Rule, example: RuleExample, code = example.code): SqlAnalysis {
  return analyze(code, { rules: [active(rule)], ...surroundings(example) });
}

function surroundings({ path, postgres }: RuleExample) {
  return {
    ...(path !== undefined && { path }),
    ...(postgres !== undefined && { options: { targetVersion: postgres } }),
  };
}

function fixAll(rule: Rule, example: RuleExample): string {
  let code = example.code;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const fix = check(rule, example, code)
      .findings.flatMap(({ fixes }) => fixes.slice(0, 1))
      .find(({ kind }) => kind !== 'recipe');
    if (!fix) return code;
    code = applyEdits(code, fix.edits);
  }
  throw new Error(`the fix of ${rule.id} does not settle: ${code}`);
}

it('has no two rules of the same id or alias, but for the peers’ rules that are split', () => {
  const names = SQL_RULES.flatMap((rule) => [rule.id, ...(rule.aliases ?? [])]);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  expect(twice.filter((name) => !SPLIT_PEER_RULES.has(name))).toEqual([]);
});

describe.each(SQL_RULES.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  it('has examples of both kinds', () => {
    expect(rule.examples.fires.length).toBeGreaterThan(0);
    expect(rule.examples.silent.length).toBeGreaterThan(0);
  });

  it.each(rule.examples.fires.map((example) => [example.code, example] as const))(
    'reports %s',
    (_code, example) => {
      const analysis = check(rule, example);
      expect(analysis.syntaxErrors).toEqual([]);
      expect(analysis.findings).toHaveLength(example.count ?? 1);
      const [first] = analysis.findings;
      if (example.marks !== undefined) {
        expect(example.code.slice(first?.span.start, first?.span.end)).toBe(example.marks);
      }
    },
  );

  it.each(rule.examples.fires.map((example) => [example.code, example] as const))(
    'fixes to a fixed point that parses: %s',
    (_code, example) => {
      const fixed = fixAll(rule, example);
      if (example.fixed !== undefined) expect(fixed).toBe(example.fixed);
      expect(check(rule, example, fixed).syntaxErrors).toEqual([]);
    },
  );

  it.each(rule.examples.silent.map((example) => [example.code, example] as const))(
    'is silent on %s',
    (_code, example) => {
      const analysis = check(rule, example);
      expect(analysis.syntaxErrors).toEqual([]);
      expect(analysis.findings).toEqual([]);
    },
  );
});

describe.each([
  ['the rules that are on by default', SQL_RULES.filter(({ optIn }) => !optIn).map(active)],
  ['all rules', SQL_RULES.map(active)],
])('with %s', (_, rules) => {
  const examples = SQL_RULES.flatMap((rule) =>
    rules.some(({ id }) => id === rule.id)
      ? rule.examples.fires.map((example) => ({ id: rule.id, example }))
      : [],
  );

  it.each(examples)('a fix of $id brings up nothing new: $example.code', ({ example }) => {
    const options = { rules, ...surroundings(example) };
    const before = analyze(example.code, options);
    const allowed = countByRule(before);
    for (const { fixes } of before.findings) {
      for (const fix of fixes) {
        const after = analyze(applyEdits(example.code, fix.edits), { ...options, previous: before });
        expect(after.syntaxErrors).toEqual([]);
        for (const [id, count] of countByRule(after))
          expect(count, id).toBeLessThanOrEqual(allowed.get(id) ?? 0);
      }
    }
  });
});

function countByRule(analysis: SqlAnalysis): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { rule } of analysis.findings) counts.set(rule.id, (counts.get(rule.id) ?? 0) + 1);
  return counts;
}
