import type { StoreResult } from '../../store/functions/storeResult.ts';

/** What the store answered. @throws what it refused with */
export function storeData<Data>(result: StoreResult<Data>): Data {
  if (!result.ok) throw new Error(result.error.message);
  return result.data;
}

/** Of a batch; one item that is refused throws. */
export function storeBatch<Item extends { readonly ok: boolean }>(
  result: StoreResult<{ readonly results: readonly Item[] }>,
): readonly Item[] {
  const { results } = storeData(result);
  for (const item of results) {
    if (!item.ok && 'error' in item) {
      const { error } = item;
      throw new Error(
        typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : 'refused',
      );
    }
  }
  return results;
}
