import { z } from 'zod';

const listed = z.strictObject({ rank: z.number(), score: z.number() });
const compared = z.strictObject({ rank: z.number(), similarity: z.number() });
const texts = z.array(z.string());
/** The store says null where a column is empty. */
const optionalText = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);

export const searchableSchema = z.object({
  id: z.string(),
  version: z.number(),
  key: z.string(),
  title: z.string(),
  symptoms: texts,
  problem_description: z.string(),
  solution_steps: texts,
  learnings: texts,
  tags: texts,
  rule_ids: texts,
  code_before: optionalText,
  code_after: optionalText,
});
export type StoredSearchable = z.infer<typeof searchableSchema>;

export const candidateSchema = searchableSchema.extend({
  problem_type: z.string(),
  code_type: optionalText,
  severity: z.string(),
  layers: z.array(z.number()),
  status: z.string(),
  origin: z.string(),
  successes: z.number(),
  failures: z.number(),
  applied_count: z.number(),
  parts: z.strictObject({
    text: listed.optional(),
    identifiers: listed.optional(),
    content: compared.optional(),
    problem: compared.optional(),
    code: compared.optional(),
    fused: z.number(),
  }),
});
export type StoredCandidate = z.infer<typeof candidateSchema>;

export const candidatesSchema = z.object({ candidates: z.array(candidateSchema) });

export const toEmbedSchema = z.object({ patterns: z.array(searchableSchema), remaining: z.number() });

export const savedSchema = z.object({ saved: z.number(), skipped: z.number() });

export const embeddingStatusSchema = z.object({
  total: z.number(),
  without: z.number(),
  embedders: z.array(
    z.object({ embedder_id: z.string(), embedder_version: z.string(), patterns: z.number() }),
  ),
  indexed: z.boolean(),
});
export type EmbeddingStatusData = z.infer<typeof embeddingStatusSchema>;

export const indexesSchema = z.object({ indexed: z.boolean(), remaining: z.number() });
