import { z } from 'zod';
import type { ToolContext } from './toolContext.ts';

const hitSchema = z.object({
  id: z.string(),
  key: z.string(),
  title: z.string(),
  severity: z.string().optional(),
  excerpt: z.string(),
  rule_ids: z.array(z.string()),
  applied_count: z.number(),
  successes: z.number(),
  failures: z.number(),
  score: z.number(),
});
const resultSchema = z.object({ hits: z.array(hitSchema), notes: z.array(z.string()) });

export type PatternHit = z.infer<typeof hitSchema>;

export interface PatternQuery {
  readonly query: string;
  readonly code?: string | undefined;
  readonly limit: number;
  /** Only patterns that came with Fixward. */
  readonly shippedOnly?: boolean;
}

/** Asks the library; the service knows how it ranks. */
export async function foundPatterns(
  { ask }: ToolContext,
  { query, code, limit, shippedOnly = false }: PatternQuery,
): Promise<z.infer<typeof resultSchema>> {
  const answer = await ask('search/patterns', {
    query,
    limit,
    ...(code !== undefined && { code }),
    ...(shippedOnly && { filters: { origins: ['shipped'] } }),
  });
  const parsed = resultSchema.safeParse(answer);
  if (!parsed.success) throw new Error('the library answered in a form of another version');
  return parsed.data;
}

/** `Title (key): excerpt; worked 3 of 4 times` */
export function patternLine({ title, key, excerpt, successes, failures }: PatternHit): string {
  const tries = successes + failures;
  const record = tries === 0 ? '' : `; worked ${successes} of ${tries} times`;
  return `${title} (${key}): ${excerpt.replace(/\s+/gu, ' ').trim()}${record}`;
}
