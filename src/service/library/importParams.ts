import { z } from 'zod';

const file = z.strictObject({ path: z.string().min(1).max(1000), text: z.string() });

export const importParamsSchema = z.strictObject({
  format: z.enum(['yaml', 'json', 'jsonl', 'csv', 'tables']),
  text: z.string().optional(),
  files: z.array(file).optional(),
  rows: z
    .strictObject({
      fix_patterns: z.array(z.unknown()).optional(),
      guardian_rules: z.array(z.unknown()).optional(),
    })
    .optional(),
  project: z.string().min(1).max(4000).optional(),
  dryRun: z.boolean().default(false),
  workspaceId: z.uuid().optional(),
});
export type ParsedImport = z.infer<typeof importParamsSchema>;

export const exportParamsSchema = z.strictObject({
  format: z.enum(['yaml', 'json', 'jsonl', 'csv', 'markdown']),
  ids: z.array(z.uuid()).optional(),
  project: z.string().min(1).max(4000).optional(),
  workspaceId: z.uuid().optional(),
});
export type ParsedExport = z.infer<typeof exportParamsSchema>;
