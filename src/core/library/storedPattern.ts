import { z } from 'zod';
import {
  PATTERN_ORIGINS,
  PATTERN_STATUSES,
  type PatternContent,
  type PatternOrigin,
  type PatternStatus,
  patternContentSchema,
} from './fixPattern.ts';

/** What Fixward's programs need of a pattern's row beside its content. */
export interface StoredPattern {
  readonly id: string;
  readonly content: PatternContent;
  readonly status: PatternStatus;
  readonly origin: PatternOrigin;
  readonly reviewed: boolean;
  readonly version: number;
  readonly successes: number;
  readonly failures: number;
  readonly applied_count: number;
  readonly applied_to_files: readonly string[];
  readonly created_at?: string;
}

const recordSchema = z.object({
  id: z.string(),
  status: z.enum(PATTERN_STATUSES).catch('active'),
  origin: z.enum(PATTERN_ORIGINS).catch('authored'),
  reviewed: z.boolean().catch(false),
  version: z.number().catch(1),
  successes: z.number().catch(0),
  failures: z.number().catch(0),
  applied_count: z.number().catch(0),
  applied_to_files: z.array(z.string()).catch([]),
  created_at: z.string().optional().catch(undefined),
});

const CONTENT_FIELDS = Object.keys(patternContentSchema.shape);

/** A row as the store answers it; undefined when it is no pattern. Columns without a value are null there. */
export function storedPattern(row: unknown): StoredPattern | undefined {
  const record = recordSchema.safeParse(row);
  const content = contentOfRow(row);
  if (!record.success || !content) return undefined;
  const { created_at, ...rest } = record.data;
  return { ...rest, content, ...(created_at !== undefined && { created_at }) };
}

/** The content of a row, without everything that the store or another program added. */
export function contentOfRow(row: unknown): PatternContent | undefined {
  const read = patternContentSchema.safeParse(contentFields(row));
  return read.success ? read.data : undefined;
}

/** A row's content fields that have a value. */
export function contentFields(row: unknown): Readonly<Record<string, unknown>> {
  if (typeof row !== 'object' || row === null) return {};
  return Object.fromEntries(
    Object.entries(row).filter(([name, value]) => CONTENT_FIELDS.includes(name) && value !== null),
  );
}
