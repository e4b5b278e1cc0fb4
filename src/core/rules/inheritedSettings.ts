import picomatch from 'picomatch';
import { z } from 'zod';
import type { PathTest } from './globs.ts';
import type { RuleSetting } from './projectConfig.ts';
import { plainIssueOf } from './schemaIssue.ts';

/** What another linter's configuration asks for; the project's own configuration has the last word over each part. */
export interface InheritedSettings {
  /** By the other linter's names. */
  readonly rules: ReadonlyMap<string, RuleSetting>;
  /** Files of SQL that it leaves out. */
  readonly ignored: PathTest;
  readonly postgresVersion?: number;
  readonly assumeInTransaction?: boolean;
}

export const NOTHING_INHERITED: InheritedSettings = { rules: new Map(), ignored: () => false };

const names = z.array(z.string()).default([]);

/** Other keys of the file are about that linter's own output. */
const squawkSchema = z.object({
  excluded_rules: names,
  included_rules: names,
  excluded_paths: names,
  pg_version: z
    .union([z.string(), z.number()])
    .transform((version) => Number.parseInt(String(version), 10))
    .pipe(z.number().int().min(1, 'a Postgres version is a number such as 15 or "15.4"'))
    .optional(),
  assume_in_transaction: z.boolean().optional(),
});

/** Supported versions begin here; a lower one is judged as this. */
const POSTGRES_VERSION_MIN = 12;

/** @param value what `.squawk.toml` holds */
export function squawkSettings(
  value: unknown,
): { readonly settings: InheritedSettings } | { readonly error: string } {
  const parsed = squawkSchema.safeParse(value);
  if (!parsed.success) {
    const { path, message } = plainIssueOf(parsed.error);
    return { error: `${path.map(String).join('.')}: ${message}` };
  }
  const { excluded_rules, included_rules, excluded_paths, pg_version, assume_in_transaction } = parsed.data;
  return {
    settings: {
      rules: new Map<string, RuleSetting>([
        ...included_rules.map((name): [string, RuleSetting] => [name, { enabled: true }]),
        ...excluded_rules.map((name): [string, RuleSetting] => [name, { enabled: false }]),
      ]),
      ignored: sqlPaths(excluded_paths),
      ...(pg_version !== undefined && { postgresVersion: Math.max(pg_version, POSTGRES_VERSION_MIN) }),
      ...(assume_in_transaction !== undefined && { assumeInTransaction: assume_in_transaction }),
    },
  };
}

/** There a star also stands for slashes, and only SQL is looked at. */
function sqlPaths(globs: readonly string[]): PathTest {
  if (globs.length === 0) return () => false;
  const matches = picomatch(
    globs.map((glob) => glob.replace(/^\.\//u, '')),
    { dot: true, bash: true },
  );
  return (path) => path.endsWith('.sql') && matches(path);
}
