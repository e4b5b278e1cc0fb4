import { listConfidenceScores, type StoredConfidenceMethod } from '../../store/functions/confidenceScores.ts';
import type { StoreTransport } from '../../store/store.ts';
import { storeData } from './storeData.ts';

/** As many as the store lists at once; a review speaks for fewer. */
const LISTED_MAX = 500;

/** Answers of a method and family whose end nobody knows, of the newest. */
export async function unknownOutcomes(
  store: Pick<StoreTransport, 'call'>,
  method: StoredConfidenceMethod,
  family: string,
): Promise<number> {
  const filters = { methods: [method], outcomes: ['unknown' as const] };
  const { scores } = storeData(await listConfidenceScores(store, { filters, limit: LISTED_MAX }));
  return scores.filter(({ model_family: of = '' }) => of === family).length;
}
