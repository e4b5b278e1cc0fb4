import { z } from 'zod';
import type { StoreAnswer } from '../../store/store.ts';

const indexesSchema = z.object({ made: z.array(z.unknown()), dropped: z.array(z.unknown()) });

/**
 * Whether a call of a function that may write has to be taken for a write, after which upkeep and snapshots are due.
 * The store looks after its indexes once a minute and finds them as they should be nearly every time.
 */
export function callWrote(functionName: string, answer: StoreAnswer): boolean {
  if (functionName !== 'ensure_vector_indexes' || !answer.ok) return true;
  const indexes = indexesSchema.safeParse(answer.data);
  return !indexes.success || indexes.data.made.length + indexes.data.dropped.length > 0;
}
