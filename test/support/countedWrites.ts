import type { StoreTransport } from '../../src/store/store.ts';
import { savePatterns } from './patternRequest.ts';

/** Events that count: each call adds one to a pattern's count of applications, so that a call run twice shows. */
export interface CountedWrites {
  /** One write; throws when the store said it could not. */
  write(store: StoreTransport, options?: { readonly requestId?: string }): Promise<void>;
  /** How many writes the store holds. */
  count(store: StoreTransport): Promise<number>;
}

export async function countedWrites(store: StoreTransport, key: string): Promise<CountedWrites> {
  const saved = await store.call('save_patterns', savePatterns(key));
  if (!saved.ok) throw new Error(saved.error.message);
  return {
    write: async (by, options) => {
      const request = { events: [{ pattern_key: key, event: 'applied', verification: 'clean' }] };
      const answer = await by.call('record_applications', request, options);
      if (!answer.ok) throw new Error(answer.error.message);
    },
    count: async (by) => {
      const answer = await by.call('get_patterns', { keys: [key] });
      if (!answer.ok) throw new Error(answer.error.message);
      // SAFETY: the function answers with the patterns that were asked for.
      const { patterns } = answer.data as { patterns: { applied_count: number }[] };
      return patterns[0]?.applied_count ?? Number.NaN;
    },
  };
}
