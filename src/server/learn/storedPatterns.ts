import { z } from 'zod';
import { type StoredPattern, storedPattern } from '../../core/library/storedPattern.ts';
import { LEARNED_EDIT_FORMAT } from '../../core/patterns/learn/learnedEdit.ts';
import type { ServiceLink } from '../library/serviceLink.ts';

/** A workspace with more learned patterns than this has them in files. */
const PATTERNS_MAX = 1_000;

const answerSchema = z.object({
  ok: z.literal(true),
  data: z.object({ patterns: z.array(z.unknown()) }),
});

/**
 * The store's patterns that hold a learned edit, those retired included. Undefined when the store is not open: it is
 * never started for this.
 */
export async function fetchStoredPatterns(link: ServiceLink): Promise<readonly StoredPattern[] | undefined> {
  if (!link.isConnected) return undefined;
  const answer = await link.background('store/call', {
    name: 'list_patterns',
    request: {
      filters: { origins: ['learned'], statuses: ['active', 'retired'] },
      order: 'title',
      limit: PATTERNS_MAX,
    },
  });
  const read = answerSchema.safeParse(answer);
  if (!read.success) return undefined;
  return read.data.data.patterns
    .flatMap((row) => storedPattern(row) ?? [])
    .filter(({ content }) => content.pattern?.format === LEARNED_EDIT_FORMAT);
}
