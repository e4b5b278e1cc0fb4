import { beforeAll, describe, expect, it } from 'vitest';
import type { PatternContent } from '../../src/core/library/fixPattern.ts';
import type { Analyzer } from '../../src/core/rules/analyzer.ts';
import { BUILTIN_RULES } from '../../src/core/rules/builtin/builtinRules.ts';
import { testAnalyzer } from '../support/engine.ts';
import { EXAMPLE_PATHS, pathOf } from './codeOfPatternsData.ts';
import { codeOf, codePairsOf, parsedLibrary } from './readLibrary.ts';

const patterns = parsedLibrary();
const ruleById = new Map(BUILTIN_RULES.map((rule) => [rule.id, rule]));

/** Rules that a single text can break; rules over the final schema have a test of their own. */
function readsText(ruleId: string): boolean {
  const matchers = ruleById.get(ruleId)?.match ?? [];
  return matchers.some(({ kind }) => kind !== 'schema');
}

let everyRule: Analyzer;
beforeAll(async () => {
  everyRule = await testAnalyzer({ rules: BUILTIN_RULES });
});

function foundIn(
  analyzer: Analyzer,
  pattern: PatternContent,
  text: string,
  path?: string,
): readonly string[] {
  const document = analyzer.analyze({
    path: path ?? pathOf(pattern),
    language: pattern.code_type ?? 'typescript',
    text,
  });
  return document?.analysis.findings.map(({ ruleId }) => ruleId) ?? [];
}

describe('code of the starter library', () => {
  it.each(patterns.filter(({ code_type }) => code_type !== undefined))('$key parses', (pattern) => {
    for (const { name, text } of codeOf(pattern)) {
      const document = everyRule.analyze({
        path: pathOf(pattern),
        language: pattern.code_type ?? 'typescript',
        text,
      });
      expect(document?.analysis.skipped, name).toBeUndefined();
      expect(document?.analysis.syntaxProblems, name).toEqual([]);
      expect(document?.analysis.syntaxErrorCount(), name).toBe(0);
    }
  });

  it('names its language wherever it shows code', () => {
    expect(
      patterns.filter((pattern) => codeOf(pattern).length > 0 && pattern.code_type === undefined),
    ).toEqual([]);
  });

  describe('against the rules it mends', () => {
    const judged = patterns.flatMap((pattern) =>
      pattern.rule_ids.filter(readsText).map((ruleId) => ({ key: pattern.key, ruleId, pattern })),
    );
    it.each(judged)('$key: $ruleId', async ({ ruleId, pattern }) => {
      const analyzer = await testAnalyzer({ rules: BUILTIN_RULES, only: [ruleId] });
      const pairs = codePairsOf(pattern);
      const found = pairs.flatMap(({ before, path }) =>
        before === undefined ? [] : foundIn(analyzer, pattern, before, path),
      );
      expect(found).toContain(ruleId);
      for (const { after, path } of pairs) {
        if (after !== undefined) expect(foundIn(analyzer, pattern, after, path), after).toEqual([]);
      }
      for (const { before, path } of pattern.counter_examples) {
        expect(foundIn(analyzer, pattern, before, path), before).toEqual([]);
      }
    });
  });

  it('is no worse after than before under any rule that runs by default', () => {
    const worse = patterns.flatMap((pattern) =>
      codePairsOf(pattern).flatMap(({ before, after, path }) => {
        if (pattern.code_type === undefined || before === undefined || after === undefined) return [];
        const known = new Set(foundIn(everyRule, pattern, before, path));
        const added = foundIn(everyRule, pattern, after, path).filter((ruleId) => !known.has(ruleId));
        return added.map((ruleId) => `${pattern.key}: ${ruleId}`);
      }),
    );
    expect(worse).toEqual([]);
  });

  it('makes no exception that is not needed', () => {
    const keys = new Set(patterns.map(({ key }) => key));
    expect(Object.keys(EXAMPLE_PATHS).filter((key) => !keys.has(key))).toEqual([]);
  });
});
