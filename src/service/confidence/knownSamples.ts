import { calibrationSamples } from '../../store/functions/confidenceOutcomes.ts';
import type { StoreTransport } from '../../store/store.ts';
import { storeData } from './storeData.ts';

type Samples = Extract<Awaited<ReturnType<typeof calibrationSamples>>, { ok: true }>['data']['samples'];

/** What models said: rarer by far than findings and fixes, which must not push it out of a list of the newest. */
const RARE_TYPES = ['answer', 'proposal'] as const;

/** Scores whose end is known, as many as a fit takes: the newest of all, and the newest of what models said. */
export async function knownSamples(store: Pick<StoreTransport, 'call'>): Promise<Samples> {
  const { samples, total } = storeData(await calibrationSamples(store));
  if (total <= samples.length) return samples;
  const known = new Map(samples.map((sample) => [sample.score_id, sample]));
  for (const request_type of RARE_TYPES) {
    const more = storeData(await calibrationSamples(store, { request_type }));
    for (const sample of more.samples) known.set(sample.score_id, sample);
  }
  return [...known.values()];
}
