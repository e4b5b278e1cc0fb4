import { z } from 'zod';
import {
  type FixPattern,
  PATTERN_ORIGINS,
  PATTERN_STATUSES,
  patternContentSchema,
} from '../../core/library/fixPattern.ts';

export const trackRecordShape = {
  successes: z.number(),
  failures: z.number(),
  applied_count: z.number(),
  success_rate: z.number().exactOptional(),
  avg_time_saved: z.number().exactOptional(),
  confidence_score: z.number().exactOptional(),
  last_applied: z.string().exactOptional(),
};

/** A pattern as the store answers it. A language that this version does not know is left out. */
export const patternRowSchema = z.object({
  ...patternContentSchema.shape,
  code_type: patternContentSchema.shape.code_type.catch(undefined),
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

export type PatternRow = z.infer<typeof patternRowSchema> & FixPattern;
