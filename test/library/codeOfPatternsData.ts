import type { PatternContent } from '../../src/core/library/fixPattern.ts';
import type { Language } from '../../src/core/rules/languages.ts';

/** Patterns whose rules look at the file's place in the project as well. */
export const EXAMPLE_PATHS: Readonly<Record<string, string>> = {};

/** Rules that one text alone cannot break, with the reason. */
export const NOT_JUDGED_ALONE: Readonly<Record<string, string>> = {};

const EXTENSIONS: Readonly<Partial<Record<Language, string>>> = {
  typescript: 'ts',
  tsx: 'tsx',
  javascript: 'js',
  python: 'py',
  ruby: 'rb',
  rust: 'rs',
  csharp: 'cs',
  kotlin: 'kt',
  bash: 'sh',
};

export function extensionOf({ code_type }: PatternContent): string {
  return code_type === undefined ? 'ts' : (EXTENSIONS[code_type] ?? code_type);
}
