import { beforeAll, describe, expect, it } from 'vitest';
import { fixAll } from '../../../src/core/patterns/fixAll.ts';
import type { AnalyzedDocument, Analyzer } from '../../../src/core/rules/analyzer.ts';
import { BUILTIN_RULES } from '../../../src/core/rules/builtin/builtinRules.ts';
import { LANGUAGES, type Language } from '../../../src/core/rules/languages.ts';
import { testAnalyzer } from '../../support/engine.ts';

/** All rules at once on damaged text: whatever a half-finished keystroke leaves must neither throw nor point outside. */
let analyzer: Analyzer;
beforeAll(async () => {
  analyzer = await testAnalyzer({ rules: BUILTIN_RULES });
});

const EXAMPLES = BUILTIN_RULES.flatMap((rule) =>
  [...rule.examples.fires, ...rule.examples.silent].map(({ code, language, path }) => ({
    code,
    path,
    language: language ?? rule.languages[0] ?? 'typescript',
  })),
);

function analyze(language: Language, text: string, path = `src/example.${language}`): AnalyzedDocument {
  const document = analyzer.analyze({ path, language, text });
  if (!document) throw new Error('cancelled');
  for (const { span, fixes, message } of document.analysis.findings) {
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeLessThanOrEqual(text.length);
    expect(span.start).toBeLessThanOrEqual(span.end);
    expect(message).not.toBe('');
    for (const edit of fixes.flatMap(({ edits }) => edits)) {
      expect(edit.span.start).toBeGreaterThanOrEqual(0);
      expect(edit.span.end).toBeLessThanOrEqual(text.length);
    }
  }
  return document;
}

describe.each(LANGUAGES)('%s', (language) => {
  const examples = EXAMPLES.filter((example) => example.language === language);

  it('cut off anywhere is checked without complaint', () => {
    for (const { code, path } of examples) {
      for (const share of [0.3, 0.7]) analyze(language, code.slice(0, Math.floor(code.length * share)), path);
    }
  });

  it('of all examples in one file is checked, and fixing all of it ends with text that parses no worse', () => {
    const text = examples
      .slice(0, 12)
      .map(({ code }) => code)
      .join('\n');
    const document = analyze(language, text);
    const result = fixAll(analyzer, document);
    expect(result.document.analysis.syntaxErrorCount()).toBeLessThanOrEqual(
      document.analysis.syntaxErrorCount(),
    );
    expect(result.document.analysis.findings.length).toBeLessThanOrEqual(document.analysis.findings.length);
  });

  it.each([
    ['empty', ''],
    ['white space', ' \t\r\n\r\n'],
    ['a byte order mark', '\uFEFF'],
    ['a lone surrogate', 'a = "\ud83d"\n'],
    ['NUL and control characters', 'a\u0000b\u0001\u001b[31m\n'],
    ['one very long line', `x = "${'é'.repeat(50_000)}"`],
    ['deep nesting', `${'('.repeat(2_000)}1${')'.repeat(2_000)}`],
  ])('%s is checked without complaint', (_, text) => {
    analyze(language, text);
  });
});
