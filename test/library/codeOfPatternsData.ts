import type { PatternContent } from '../../src/core/library/fixPattern.ts';
import type { Language } from '../../src/core/rules/languages.ts';

/** Patterns whose rules look at the file's place in the project as well. */
export const EXAMPLE_PATHS: Readonly<Record<string, string>> = {
  'no-secrets-for-pull-request-code': '.github/workflows/build.yml',
  'pass-event-text-as-environment': '.github/workflows/greet.yml',
  'pin-actions-to-commits': '.github/workflows/deploy.yml',
  'imports-point-inward': 'src/models/order.ts',
  'log-through-one-logger': 'src/services/orders.ts',
  'read-environment-in-one-module': 'src/services/mail.ts',
  'exact-dependency-versions': 'package.json',
  'no-focused-tests': 'test/orders.test.ts',
  'server-modules-stay-on-server': 'src/components/Orders.tsx',
  'thin-route-handlers': 'src/routes/orders.ts',
  'timeout-on-fetch': 'src/services/rates.ts',
};

/** Rules over what a running database has come to, which no script of a pattern brings about. */
export const NEEDS_A_LIVE_DATABASE: Readonly<Record<string, string>> = {
  'invalid-index': 'only a failed concurrent build leaves one',
  'graphql-anon': 'counts only where the extension runs',
  'graphql-auth': 'counts only where the extension runs',
  'sequence-near-end': 'counts what a sequence has handed out',
  'table-bloat': 'needs a table that was filled and emptied',
  'unused-index': 'needs statistics of past queries',
  wraparound: 'needs two billion transactions',
};

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

/** Where a pattern's code pretends to stand; SQL for Supabase stands among its migrations. */
export function pathOf({ key, code_type, tags }: PatternContent): string {
  if (code_type === 'sql' && tags.includes('supabase')) return 'supabase/migrations/1_example.sql';
  const extension = code_type === undefined ? 'ts' : (EXTENSIONS[code_type] ?? code_type);
  return EXAMPLE_PATHS[key] ?? `src/example.${extension}`;
}
