import { beforeAll, describe, expect, it } from 'vitest';
import { verifiedFixes } from '../../src/core/patterns/verifiedFixes.ts';
import { verifyFix } from '../../src/core/patterns/verifyFix.ts';
import type { AnalyzedDocument, Analyzer } from '../../src/core/rules/analyzer.ts';
import type { Language } from '../../src/core/rules/languages.ts';
import type { Rule, RuleExample } from '../../src/core/rules/ruleModel.ts';
import { applyEdits } from '../../src/core/text/edits.ts';
import { testAnalyzer } from './engine.ts';

const EXTENSIONS: Readonly<Record<Language, string>> = {
  typescript: 'ts',
  tsx: 'tsx',
  javascript: 'js',
  python: 'py',
  go: 'go',
  java: 'java',
  rust: 'rs',
  ruby: 'rb',
  php: 'php',
  csharp: 'cs',
  kotlin: 'kt',
  yaml: 'yaml',
  json: 'json',
  html: 'html',
  css: 'css',
  bash: 'sh',
  sql: 'sql',
};

/** A chain of fixes longer than this is a rule that undoes itself. */
const FIXES_MAX = 50;

/** Registers one test per example: fires as often as said, marks what it says, its fixes hold and lead to `fixed`. */
export function describeRuleExamples(rules: readonly Rule[]): void {
  for (const rule of rules) {
    describe(rule.id, () => {
      let analyzer: Analyzer;
      beforeAll(async () => {
        analyzer = await testAnalyzer({ rules, only: [rule.id] });
      });
      it.each(rule.examples.fires.map((example, index) => ({ example, name: titleOf(example, index) })))(
        'fires: $name',
        ({ example }) => expectFires(analyzer, rule, example),
      );
      it.each(rule.examples.silent.map((example, index) => ({ example, name: titleOf(example, index) })))(
        'silent: $name',
        ({ example }) => {
          expect(analyze(analyzer, rule, example).analysis.findings).toEqual([]);
        },
      );
    });
  }
}

function expectFires(analyzer: Analyzer, rule: Rule, example: RuleExample): void {
  const document = analyze(analyzer, rule, example);
  const { findings } = document.analysis;
  expect(findings.map(({ ruleId }) => ruleId)).toEqual(
    Array.from({ length: example.count ?? 1 }, () => rule.id),
  );
  const first = findings[0];
  if (example.marks !== undefined && first) {
    expect(example.code.slice(first.span.start, first.span.end)).toBe(example.marks);
  }
  for (const finding of findings) {
    expect(finding.message, 'message with an unfilled $NAME').not.toMatch(/\$[A-Z]/u);
    for (const fix of finding.fixes) {
      const verdict = verifyFix(analyzer, document, finding, fix);
      expect(verdict.holds ? 'holds' : verdict.reason, `${fix.title} on ${example.code}`).toBe('holds');
    }
  }
  if (example.fixed !== undefined) expect(fixToTheEnd(analyzer, document)).toBe(example.fixed);
}

function fixToTheEnd(analyzer: Analyzer, document: AnalyzedDocument): string {
  let current = document;
  for (let round = 0; round < FIXES_MAX; round++) {
    const next = current.analysis.findings
      .map((finding) => verifiedFixes(analyzer, current, finding).find(({ preferred }) => preferred))
      .find((fix) => fix !== undefined);
    if (!next) return current.input.text;
    const after = analyzer.analyze(
      { ...current.input, text: applyEdits(current.input.text, next.edits) },
      current,
    );
    if (!after) break;
    current = after;
  }
  throw new Error('fixes never come to an end');
}

function analyze(analyzer: Analyzer, rule: Rule, example: RuleExample): AnalyzedDocument {
  const language = example.language ?? rule.languages[0];
  if (language === undefined) throw new Error(`${rule.id} has no language`);
  const path = example.path ?? `src/example.${EXTENSIONS[language]}`;
  const document = analyzer.analyze({ path, language, text: example.code });
  if (!document) throw new Error('cancelled');
  return document;
}

function titleOf({ code, language }: RuleExample, index: number): string {
  const line = code.split('\n').find((text) => text.trim() !== '') ?? '';
  return `${index + 1} ${language ?? ''} ${line.trim().slice(0, 60)}`;
}
