import { z } from 'zod';
import { PATTERN_ORIGINS, PATTERN_STATUSES, patternContentSchema } from '../../core/library/fixPattern.ts';
import { patternProblems } from '../../core/library/patternProblems.ts';
import { contentFields } from '../../core/library/storedPattern.ts';
import type { PatternToSave } from './savePatterns.ts';

const stateSchema = z.object({
  status: z.enum(PATTERN_STATUSES).catch('suggested'),
  origin: z.enum(PATTERN_ORIGINS).catch('imported'),
  reviewed: z.boolean().catch(false),
});

/** A pattern out of a row that one of our own programs wrote; counts and ids are the store's own business. */
export function patternOfRow(
  row: Readonly<Record<string, unknown>>,
  place: string,
): { readonly pattern: PatternToSave } | { readonly problem: string } {
  const fields = contentFields(row);
  const content = patternContentSchema.safeParse(fields);
  if (!content.success) {
    const [first] = patternProblems(fields, content.error);
    return { problem: `${first?.at.map(String).join('.') ?? ''}: ${first?.message ?? 'not understood'}` };
  }
  return { pattern: { content: content.data, place, ...stateSchema.parse(row) } };
}
