import { z } from 'zod';

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

export type ParsedDump = { readonly dump: LibraryDump } | { readonly problem: string };

export function writeDump(dump: Omit<LibraryDump, 'format' | 'version'>): string {
  return `${JSON.stringify({ format: 'fixward-library', version: DUMP_VERSION, ...dump }, undefined, 1)}\n`;
}

/** A dump of this version or an older one; the rows inside are checked one by one when they are written. */
export function parseDump(text: string): ParsedDump {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/u, ''));
  } catch (error) {
    return { problem: `not valid JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const head = z.object({ format: z.literal('fixward-library'), version: z.int() }).safeParse(value);
  if (!head.success)
    return { problem: 'not a dump of a Fixward library: "format" and "version" are missing' };
  if (head.data.version > DUMP_VERSION) {
    return {
      problem: `a dump of version ${head.data.version}; this Fixward reads up to ${DUMP_VERSION}: update it`,
    };
  }
  const read = dumpSchema.safeParse(value);
  if (read.success) return { dump: read.data };
  const [issue] = read.error.issues;
  return { problem: `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'not understood'}` };
}
