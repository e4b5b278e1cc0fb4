import type { SyntaxEngine } from '../ports.ts';
import type { Language } from './languages.ts';
import type { TreeMatcher } from './ruleModel.ts';

/** Grammars whose useful patterns are fragments that no complete file consists of. */
const FRAGMENT_LANGUAGES: ReadonlySet<Language> = new Set([
  'json',
  'yaml',
  'html',
  'css',
  'php',
  'csharp',
  'java',
]);

const METAVARIABLE = /\$\$?\$?[A-Z_][A-Z0-9_]*|\$\$\$/gu;

/**
 * Why one of a matcher's patterns can never match, or undefined. The engine takes any text as a pattern: one with a
 * bracket missing is accepted and then silently matches nothing.
 */
export function patternProblem(
  matcher: TreeMatcher,
  language: Language,
  engine: SyntaxEngine,
): string | undefined {
  if (FRAGMENT_LANGUAGES.has(language)) return undefined;
  for (const pattern of patternsOf([matcher.rule, matcher.utils, matcher.constraints])) {
    const readings = ['meta_variable', ''].map((word) => pattern.replace(METAVARIABLE, word));
    if (readings.every((text) => engine.parse(language, text).errorCount > 0)) {
      return `pattern \`${pattern.trim()}\` does not parse as ${language}`;
    }
  }
  return undefined;
}

function patternsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(patternsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    if (key !== 'pattern') return patternsOf(child);
    if (typeof child === 'string') return [child];
    return typeof child === 'object' &&
      child !== null &&
      'context' in child &&
      typeof child.context === 'string'
      ? [child.context]
      : [];
  });
}
