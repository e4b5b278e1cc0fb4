import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { patternContentSchema } from '../../src/core/library/fixPattern.ts';
import { shippedRelationSchema } from '../../src/core/library/shippedLibrary.ts';
import { BUILTIN_RULES } from '../../src/core/rules/builtin/builtinRules.ts';
import { mostAlike, wordsOf } from './likeness.ts';
import { parsedLibrary, readLibrary, readRelations } from './readLibrary.ts';

const files = readLibrary();
const patterns = parsedLibrary();
const keys = new Set(patterns.map(({ key }) => key));

function repeated(values: readonly string[]): readonly string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

describe('starter library', () => {
  it('holds at least 120 patterns', () => {
    expect(patterns.length).toBeGreaterThanOrEqual(120);
  });

  it.each(files.map(({ area, name, content }) => ({ file: `${area}/${name}`, name, content })))(
    '$file is a pattern under its own key',
    ({ name, content }) => {
      const parsed = patternContentSchema.safeParse(content);
      expect(parsed.error?.issues).toBeUndefined();
      expect(parsed.data?.key).toBe(name);
    },
  );

  it('uses each key and each title once', () => {
    expect(repeated(patterns.map(({ key }) => key))).toEqual([]);
    expect(repeated(patterns.map(({ title }) => title.toLowerCase()))).toEqual([]);
  });

  it('says what is wrong, what to do, how to see that it worked and how to keep it from coming back', () => {
    for (const pattern of patterns) {
      const { key } = pattern;
      expect(pattern.problem_description.length, key).toBeGreaterThan(150);
      expect(pattern.solution_steps.length, key).toBeGreaterThanOrEqual(2);
      expect(pattern.verification_steps.length, key).toBeGreaterThanOrEqual(1);
      expect(pattern.anti_patterns.length, key).toBeGreaterThanOrEqual(1);
      expect(pattern.prevention_guidance, key).toMatch(/\S/u);
      expect(pattern.tags.length, key).toBeGreaterThanOrEqual(2);
      expect(pattern.layers.length, key).toBeGreaterThanOrEqual(1);
      expect(pattern.file_types.length, key).toBeGreaterThanOrEqual(1);
      expect(pattern.title, key).not.toMatch(/\.$/u);
    }
  });

  it('gives each pattern at least three symptoms that nobody else has', () => {
    for (const { key, symptoms } of patterns) expect(symptoms.length, key).toBeGreaterThanOrEqual(3);
    const all = patterns.flatMap(({ symptoms }) => symptoms.map((symptom) => symptom.toLowerCase()));
    expect(repeated(all)).toEqual([]);
  });

  it('words symptoms otherwise than the title', () => {
    const copies = patterns.flatMap(({ key, title, symptoms }) => {
      const ofTitle = new Set(wordsOf(title));
      return symptoms
        .filter((symptom) => {
          const words = wordsOf(symptom);
          return words.length > 0 && words.every((word) => ofTitle.has(word));
        })
        .map((symptom) => `${key}: ${symptom}`);
    });
    expect(copies).toEqual([]);
  });

  it('describes each problem in words of its own', () => {
    const { likeness, pair } = mostAlike(
      patterns.map(({ key, problem_description }) => [key, problem_description]),
    );
    expect(likeness, pair.join(' and ')).toBeLessThan(0.5);
  });

  it('names rules that exist', () => {
    const ruleIds = new Set(BUILTIN_RULES.map(({ id }) => id));
    const unknown = patterns.flatMap(({ key, rule_ids }) =>
      rule_ids.filter((ruleId) => !ruleIds.has(ruleId)).map((ruleId) => `${key}: ${ruleId}`),
    );
    expect(unknown).toEqual([]);
  });

  it('has a remedy for at least 230 rules, and for every severe one about SQL', () => {
    const mended = new Set(patterns.flatMap(({ rule_ids }) => rule_ids));
    expect(mended.size).toBeGreaterThanOrEqual(230);
    const severe = BUILTIN_RULES.filter(
      ({ languages, severity }) =>
        languages.includes('sql') && languages.length === 1 && severity === 'CRITICAL',
    );
    expect(severe.map(({ id }) => id).filter((id) => !mended.has(id))).toEqual([]);
  });

  it('refers to secure addresses only', () => {
    const odd = patterns.flatMap(({ references }) =>
      references.filter((url) => !URL.canParse(url) || !url.startsWith('https://')),
    );
    expect(odd).toEqual([]);
  });
});

describe('relations of the starter library', () => {
  const relations = z.array(shippedRelationSchema).parse(readRelations());

  it('are at least 80, between two patterns that exist', () => {
    expect(relations.length).toBeGreaterThanOrEqual(80);
    const broken = relations.filter(({ from, to }) => !keys.has(from) || !keys.has(to) || from === to);
    expect(broken).toEqual([]);
  });

  it('say one thing about a pair', () => {
    const pairs = relations.map(({ from, to }) => [from, to].sort().join(' and '));
    expect(repeated(pairs)).toEqual([]);
  });

  it('lead to no pattern that has to come before itself', () => {
    const before = new Map<string, string[]>();
    for (const { from, to, kind } of relations) {
      if (kind !== 'prerequisite' && kind !== 'follows') continue;
      const [first, second] = kind === 'prerequisite' ? [from, to] : [to, from];
      before.set(first, [...(before.get(first) ?? []), second]);
    }
    const reaches = (start: string): boolean => {
      const open = [...(before.get(start) ?? [])];
      const seen = new Set<string>();
      for (let at = open.pop(); at !== undefined; at = open.pop()) {
        if (at === start) return true;
        if (seen.has(at)) continue;
        seen.add(at);
        open.push(...(before.get(at) ?? []));
      }
      return false;
    };
    expect([...before.keys()].filter(reaches)).toEqual([]);
  });
});
