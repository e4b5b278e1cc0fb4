import { z } from 'zod';
import { PATTERN_ORIGINS, PATTERN_STATUSES } from '../../core/library/fixPattern.ts';
import { PROBLEM_TYPES, SEVERITIES } from '../../core/rules/ruleModel.ts';

const names = z.array(z.string().max(200)).max(200);

const filtersSchema = z.strictObject({
  layers: z.array(z.int().min(1).max(7)).max(7).optional(),
  workflows: names.optional(),
  file_types: names.optional(),
  code_types: names.optional(),
  severities: z.array(z.enum(SEVERITIES)).optional(),
  problem_types: z.array(z.enum(PROBLEM_TYPES)).optional(),
  statuses: z.array(z.enum(PATTERN_STATUSES)).optional(),
  origins: z.array(z.enum(PATTERN_ORIGINS)).optional(),
  rule_ids: names.optional(),
  tags: names.optional(),
  minimum_confidence: z.number().min(0).max(1).optional(),
});

export const searchParamsSchema = z.strictObject({
  query: z.string(),
  code: z.string().optional(),
  filters: filtersSchema.optional(),
  limit: z.int().min(1).max(100).default(10),
  workspaceId: z.uuid().optional(),
});
export type ParsedSearchParams = z.infer<typeof searchParamsSchema>;

export const similarParamsSchema = z.strictObject({
  id: z.uuid(),
  limit: z.int().min(1).max(100).default(10),
  minimum: z.number().min(0).max(1).default(0),
});

export const embedderSettingsSchema = z.strictObject({
  provider: z.enum(['lexical', 'openai', 'ollama', 'onnx']),
  baseUrl: z.url({ protocol: /^https?$/ }).exactOptional(),
  model: z.string().min(1).max(200).exactOptional(),
  dimensions: z.int().min(1).max(1536).exactOptional(),
  apiKey: z.string().min(1).max(1000).exactOptional(),
  modelFolder: z.string().min(1).max(4000).exactOptional(),
  rerankerFolder: z.string().min(1).max(4000).exactOptional(),
});
export type ParsedEmbedderSettings = z.infer<typeof embedderSettingsSchema>;

export const installRuntimeSchema = z.strictObject({ consent: z.literal(true) });
