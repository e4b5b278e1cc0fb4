import { type PatternContentInput, patternContentSchema } from '../../../src/core/library/fixPattern.ts';
import type { StoredPattern } from '../../../src/core/library/storedPattern.ts';

/** A pattern as stored, for tests: what is not given is plain. */
export function stored(
  content: Partial<PatternContentInput> & { readonly key: string },
  record: Partial<Omit<StoredPattern, 'content'>> = {},
): StoredPattern {
  return {
    id: content.key,
    status: 'active',
    origin: 'authored',
    reviewed: false,
    version: 1,
    successes: 0,
    failures: 0,
    applied_count: 0,
    applied_to_files: [],
    content: patternContentSchema.parse({
      title: content.key.replaceAll('-', ' '),
      problem_type: 'Security',
      severity: 'HIGH',
      problem_description: content.key.replaceAll('-', ' '),
      ...content,
    }),
    ...record,
  };
}
