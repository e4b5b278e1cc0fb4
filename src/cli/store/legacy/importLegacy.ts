import { importLegacyConfidence } from '../../../store/functions/confidenceUpkeep.ts';
import type { StoreTransport } from '../../../store/store.ts';
import { UsageError } from '../../cliHost.ts';
import type { LegacyRecord } from './legacyRecords.ts';
import { INVENTED_FIELDS, type LegacyScore, legacyScore } from './legacyScore.ts';

/** As large as one call of the store is quickest with. */
const BATCH_SIZE = 500;
/** Of the quarantine; the rest is counted. */
const QUARANTINE_MAX = 1000;

export interface LegacyReport {
  readonly dryRun: boolean;
  readonly found: number;
  /** With `dryRun`: would be. */
  readonly imported: number;
  /** Was there before, or stands in the file twice. */
  readonly already: number;
  readonly quarantined: number;
  readonly quarantine: readonly { readonly place: string; readonly problem: string }[];
  /** Fields that nobody measured, and in how many records they stood. */
  readonly ignored: Readonly<Record<string, number>>;
}

/**
 * Brings another program's records into the store. Each has an id made of its task and time, so that it can be done again;
 * what is not right is reported and left out; what other programs made up is left where it is.
 *
 * @throws UsageError when the store takes none of it
 */
export async function importLegacy(
  store: Pick<StoreTransport, 'call'>,
  records: readonly LegacyRecord[],
  { dryRun, now }: { readonly dryRun: boolean; readonly now: Date },
): Promise<LegacyReport> {
  const quarantine: { place: string; problem: string }[] = [];
  const ignored: Record<string, number> = {};
  const scores = new Map<string, { readonly score: LegacyScore; readonly place: string }>();
  let twice = 0;
  for (const { place, fields } of records) {
    countInvented(fields, ignored);
    const read = legacyScore(fields, now);
    if ('problem' in read) quarantine.push({ place, problem: read.problem });
    else if (scores.has(read.score.id)) twice += 1;
    else scores.set(read.score.id, { score: read.score, place });
  }
  const all = [...scores.values()];
  let imported = 0;
  for (let from = 0; from < all.length; from += BATCH_SIZE) {
    const batch = all.slice(from, from + BATCH_SIZE);
    const request = { scores: batch.map(({ score }) => score), ...(dryRun && { dry_run: true }) };
    const answer = await importLegacyConfidence(store, request);
    if (!answer.ok) throw new UsageError(`store: ${answer.error.message}`);
    for (const [index, result] of answer.data.results.entries()) {
      const place = batch[index]?.place ?? 'record';
      if (!result.ok) quarantine.push({ place, problem: result.error.message });
      else if (result.created) imported += 1;
      else twice += 1;
    }
  }
  return {
    dryRun,
    found: records.length,
    imported,
    already: twice,
    quarantined: quarantine.length,
    quarantine: quarantine.slice(0, QUARANTINE_MAX),
    ignored,
  };
}

function countInvented(fields: unknown, ignored: Record<string, number>): void {
  if (typeof fields !== 'object' || fields === null) return;
  for (const name of INVENTED_FIELDS) {
    // SAFETY: `in` was asked first; what stands there is only compared with nothing.
    if (name in fields && (fields as Record<string, unknown>)[name] != null)
      ignored[name] = (ignored[name] ?? 0) + 1;
  }
}
