import { describe, expect, it } from 'vitest';
import type { PatternContent } from '../../src/core/library/fixPattern.ts';
import { BUILTIN_RULES } from '../../src/core/rules/builtin/builtinRules.ts';
import type { Rule } from '../../src/core/rules/ruleModel.ts';
import { exampleSettings, reportsOf } from '../support/schemaExamples.ts';
import { testShadow } from '../support/shadowDatabase.ts';
import { NEEDS_A_LIVE_DATABASE, pathOf } from './codeOfPatternsData.ts';
import { codePairsOf, parsedLibrary } from './readLibrary.ts';

interface Judged {
  readonly key: string;
  readonly pattern: PatternContent;
  readonly rule: Rule;
}

/** Rules that look at nothing but the schema that migrations come to. */
const schemaRules = new Map(
  BUILTIN_RULES.filter(({ match }) => match.length > 0 && match.every(({ kind }) => kind === 'schema')).map(
    (rule) => [rule.id, rule],
  ),
);

const judged: readonly Judged[] = parsedLibrary().flatMap((pattern) =>
  pattern.rule_ids.flatMap((ruleId) => {
    const rule = schemaRules.get(ruleId);
    return rule === undefined || NEEDS_A_LIVE_DATABASE[ruleId] !== undefined
      ? []
      : [{ key: pattern.key, pattern, rule }];
  }),
);

describe('schemas of the starter library', () => {
  const shadow = testShadow();

  async function foundIn({ pattern, rule }: Judged, sql: string, path = pathOf(pattern)): Promise<number> {
    const reports = await reportsOf(shadow.database, [rule], sql, exampleSettings(path));
    return reports.length;
  }

  it.each(judged)('$key mends $rule.id', async (one) => {
    const pairs = codePairsOf(one.pattern);
    let before = 0;
    for (const { before: sql, path } of pairs) if (sql !== undefined) before += await foundIn(one, sql, path);
    expect(before).toBeGreaterThan(0);
    for (const { after: sql, path } of pairs) {
      if (sql !== undefined) expect(await foundIn(one, sql, path), sql).toBe(0);
    }
  });

  it('judges at least twenty-five remedies', () => {
    expect(judged.length).toBeGreaterThanOrEqual(25);
  });

  it('makes no exception that is not needed', () => {
    const used = new Set(parsedLibrary().flatMap(({ rule_ids }) => rule_ids));
    expect(
      Object.keys(NEEDS_A_LIVE_DATABASE).filter((ruleId) => !used.has(ruleId) || !schemaRules.has(ruleId)),
    ).toEqual([]);
  });
});
