import type { StoreAnswer } from '../../store/store.ts';

/**
 * Whether a call of a function that may write has to be taken for a write, after which upkeep and snapshots are due.
 * The store looks after its indexes once a minute and finds them as they should be nearly every time.
 */
export function callWrote(functionName: string, answer: StoreAnswer): boolean {
  if (functionName !== 'ensure_vector_indexes' || !answer.ok) return true;
  const { data } = answer;
  if (typeof data !== 'object' || data === null || !('made' in data && 'dropped' in data)) return true;
  return !(isEmptyList(data.made) && isEmptyList(data.dropped));
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
