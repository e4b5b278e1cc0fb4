import { z } from 'zod';
import { plainIssueOf } from '../rules/schemaIssue.ts';
import { jsonFault } from './jsonFault.ts';

/** Raised when an older Fixward could not read a dump; a newer dump is refused with a word about updating. */
const DUMP_VERSION = 1;

const row = z.record(z.string(), z.unknown());
const rows = z.array(row).default([]);

const dumpSchema = z.object({
  format: z.literal('fixward-library'),
  version: z.int(),
  exported_at: z.string(),
  workspace: z.object({ id: z.string().optional(), name: z.string().optional() }).default({}),
  tables: z.object({
    fix_patterns: rows,
    pattern_relationships: rows,
    pattern_applications: rows,
    guardian_rules: rows,
    file_audit: rows,
    task_links: rows,
  }),
});

/** A workspace's library as one JSON file; rows as the store gives them. */
export type LibraryDump = z.infer<typeof dumpSchema>;
export type DumpTable = keyof LibraryDump['tables'];

/** Rows of another project's tables, by table. */
export interface ForeignRows {
  readonly fix_patterns?: readonly unknown[] | undefined;
  readonly guardian_rules?: readonly unknown[] | undefined;
}

export type ParsedDump =
  | { readonly dump: LibraryDump }
  | { readonly foreign: ForeignRows }
  /** `line` is 1-based, where it is known. */
  | { readonly problem: string; readonly line?: number };

export function writeDump(dump: Omit<LibraryDump, 'format' | 'version'>): string {
  return `${JSON.stringify({ format: 'fixward-library', version: DUMP_VERSION, ...dump }, undefined, 1)}\n`;
}

/**
 * A dump of this version or an older one, or the rows of another project's tables; the rows inside are checked one by one
 * when they are written.
 *
 * @param path of the file: bare rows are those of the table it is named for
 */
export function parseDump(text: string, path = 'library.json'): ParsedDump {
  const source = text.replace(/^\uFEFF/u, '');
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    const { line, message } = jsonFault(source);
    return { problem: message, line };
  }
  if (Array.isArray(value) && value.length === 0) return { problem: 'holds no rows' };
  const foreign = foreignRowsOf(path, value);
  if (foreign !== undefined) return { foreign };
  const head = z.object({ format: z.literal('fixward-library'), version: z.int() }).safeParse(value);
  if (!head.success)
    return {
      problem:
        'neither a dump of a Fixward library, with "format" and "version", nor rows of "fix_patterns" or "guardian_rules"',
    };
  if (head.data.version > DUMP_VERSION) {
    return {
      problem: `a dump of version ${head.data.version}; this Fixward reads up to ${DUMP_VERSION}: update it`,
    };
  }
  const read = dumpSchema.safeParse(value);
  if (read.success) return { dump: read.data };
  const { path: at, message } = plainIssueOf(read.error);
  return { problem: `${at.map(String).join('.')}: ${message}` };
}

function foreignRowsOf(path: string, value: unknown): ForeignRows | undefined {
  if (Array.isArray(value)) return /rule/iu.test(path) ? { guardian_rules: value } : { fix_patterns: value };
  if (typeof value !== 'object' || value === null) return undefined;
  const rowsOf = (name: keyof ForeignRows): ForeignRows => {
    const [, found] = Object.entries(value).find(([key]) => key === name) ?? [];
    return Array.isArray(found) ? { [name]: found } : {};
  };
  const rows = { ...rowsOf('fix_patterns'), ...rowsOf('guardian_rules') };
  return Object.keys(rows).length === 0 ? undefined : rows;
}
