import { z } from 'zod';
import { PATTERN_ORIGINS, PATTERN_STATUSES, patternContentSchema } from '../../core/library/fixPattern.ts';

export const trackRecordShape = {
  successes: z.number(),
  failures: z.number(),
  applied_count: z.number(),
  success_rate: z.number().exactOptional(),
  avg_time_saved: z.number().exactOptional(),
  confidence_score: z.number().exactOptional(),
  last_applied: z.string().exactOptional(),
};

const content = patternContentSchema.shape;

/** A pattern as the store answers it, every list present. A language that this version does not know is left out. */
export const patternRowSchema = z.object({
  ...content,
  tags: content.tags.unwrap(),
  layers: content.layers.unwrap(),
  workflows: content.workflows.unwrap(),
  file_types: content.file_types.unwrap(),
  symptoms: content.symptoms.unwrap(),
  solution_steps: content.solution_steps.unwrap(),
  verification_steps: content.verification_steps.unwrap(),
  learnings: content.learnings.unwrap(),
  anti_patterns: content.anti_patterns.unwrap(),
  rule_ids: content.rule_ids.unwrap(),
  examples: content.examples.unwrap(),
  counter_examples: content.counter_examples.unwrap(),
  related_files: content.related_files.unwrap(),
  references: content.references.unwrap(),
  code_type: content.code_type.catch(undefined),
  ...trackRecordShape,
  id: z.string(),
  workspace_id: z.string(),
  status: z.enum(PATTERN_STATUSES),
  origin: z.enum(PATTERN_ORIGINS),
  reviewed: z.boolean(),
  reviewer_notes: z.string().exactOptional(),
  source_file_audit_id: z.string().exactOptional(),
  applied_to_files: z.array(z.string()),
  task_ids: z.array(z.string()),
  created_by: z.string().exactOptional(),
  created_at: z.string(),
  updated_at: z.string(),
  version: z.number(),
  /** The pattern that took this one's place. */
  merged_into_id: z.string().exactOptional(),
});
