import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const row = z.object({
  rule: z.string(),
  sql: z.string(),
  expect: z.enum(['violation', 'ok']),
  test: z.string(),
  /** Findings of the peer's own program. */
  count: z.number().optional(),
  /** The text after the peer's fix. */
  fixed: z.string().optional(),
  settings: z
    .object({
      pg_version: z.coerce.number().int().optional(),
      assume_in_transaction: z.boolean().optional(),
    })
    .optional(),
});

/** One text that a peer's own tests call a violation of one of its rules, or not. */
export type OracleCase = z.infer<typeof row>;

/** Peers by the file that holds their cases. */
export const ORACLE_FILES: Readonly<Record<string, string>> = {
  squawk: 'squawk_cases.jsonl',
  pgls: 'pgls_cases.jsonl',
  eugene: 'eugene_cases.jsonl',
};

export function readOracleCases(folder: string, file: string): readonly OracleCase[] {
  return readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => row.parse(JSON.parse(line)));
}

/** A case of several scripts marks where each begins: `-- 2.sql`. */
export function scriptsOf(sql: string): readonly string[] {
  const scripts = sql.split(/^-- \d+\.sql[ \t]*\r?\n/mu).filter((script) => script.trim() !== '');
  return scripts.length === 0 ? [sql] : scripts;
}
