import type {
  CalibrationState,
  ConfidenceDetail,
  ConfidenceFilters,
  ConfidenceOverview,
  ConfidenceScores,
  TrendBucket,
} from '../../protocol/confidence.ts';
import { ServiceFailure } from '../../store/client/serviceClient.ts';
import { confidenceOverview } from '../../store/functions/confidenceFigures.ts';
import {
  type ExposureToRecord,
  recordConfidenceOutcomes,
  recordExposures,
} from '../../store/functions/confidenceOutcomes.ts';
import {
  type ConfidenceScoreToRecord,
  getConfidenceScore,
  listConfidenceScores,
  recordConfidenceScores,
} from '../../store/functions/confidenceScores.ts';
import { confidenceRetention } from '../../store/functions/confidenceUpkeep.ts';
import type { StoreTransport } from '../../store/store.ts';
import type { Calibration } from './calibration.ts';
import { type NewScore, scoreRow } from './newScore.ts';
import type { FoundOutcome } from './outcomes.ts';
import { readDetail } from './readDetail.ts';
import { readOverview } from './readOverview.ts';
import { readScore } from './readScore.ts';
import { storeBatch, storeData } from './storeData.ts';

const NO_END: ReadonlySet<string> = new Set(['human_review', 'lint']);
const IDS_A_CALL_MAX = 100;
const REMOVED_A_CALL_MAX = 2_000;

/** What is kept of scores, written and read. Methods throw when the store refuses or cannot be reached. */
export class ConfidenceRecords {
  readonly #store: Pick<StoreTransport, 'call'>;
  readonly #calibration: Pick<Calibration, 'fits'>;

  constructor(store: Pick<StoreTransport, 'call'>, calibration: Pick<Calibration, 'fits'>) {
    this.#store = store;
    this.#calibration = calibration;
  }

  /** One that is there already stays as it is. */
  async keep(score: NewScore): Promise<void> {
    await this.keepRows([scoreRow(score)]);
  }

  async keepRows(scores: readonly ConfidenceScoreToRecord[]): Promise<void> {
    if (scores.length > 0) storeBatch(await recordConfidenceScores(this.#store, { scores }));
  }

  /** Those of the ids that there is a score of. */
  async known(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (let from = 0; from < ids.length; from += IDS_A_CALL_MAX) {
      const filters = { ids: ids.slice(from, from + IDS_A_CALL_MAX) };
      const listed = storeData(await listConfidenceScores(this.#store, { filters, limit: IDS_A_CALL_MAX }));
      for (const { id } of listed.scores) found.add(id);
    }
    return found;
  }

  /** Scores and metrics beyond their time, some at a time, so that nobody waits for it. */
  async removeOld(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const { more } = storeData(await confidenceRetention(this.#store, { limit: REMOVED_A_CALL_MAX }));
      if (!more) return;
    }
  }

  async outcome(scoreId: string, { method, actual, note, weight }: FoundOutcome): Promise<void> {
    const outcome = {
      score_id: scoreId,
      validation_method: method,
      actual_accuracy: actual,
      validated_at: new Date().toISOString(),
      ...(note !== '' && { note }),
      ...(weight !== undefined && { weight }),
    };
    storeBatch(await recordConfidenceOutcomes(this.#store, { outcomes: [outcome] }));
  }

  async exposed(scoreIds: readonly string[], event: ExposureToRecord['event']): Promise<void> {
    const exposures = scoreIds.map((id) => ({ score_id: id, event }));
    storeBatch(await recordExposures(this.#store, { exposures }));
  }

  async overview(
    filters: ConfidenceFilters,
    bucket: TrendBucket,
  ): Promise<Omit<ConfidenceOverview, 'alerts'>> {
    const request = { filters: storedFilters(filters), bucket };
    return readOverview(storeData(await confidenceOverview(this.#store, request)), filters, bucket);
  }

  async scores(filters: ConfidenceFilters, limit: number, before?: string): Promise<ConfidenceScores> {
    const wanted = { ...filters, ...(before !== undefined && { to: earlier(filters.to, before) }) };
    const request = { filters: listedFilters(wanted), limit };
    const listed = storeData(await listConfidenceScores(this.#store, request));
    const known = await this.#known();
    return {
      scores: listed.scores.map((row) => readScore(row, known(row))),
      more: listed.next_cursor !== undefined,
    };
  }

  /** @throws ServiceFailure when there is no such score */
  async get(scoreId: string): Promise<ConfidenceDetail> {
    const stored = await this.#stored(scoreId);
    return readDetail(this.#store, stored, (await this.#known())(stored.score));
  }

  /**
   * By what a score was made, and whether it has an end that does not come from a review or a mere look at its text.
   *
   * @throws ServiceFailure when there is no such score
   */
  async toReview(scoreId: string) {
    const { score, outcomes } = await this.#stored(scoreId);
    const { method, model_family: family = '' } = score;
    return { method, family, hasEnd: outcomes.some(({ validation_method: by }) => !NO_END.has(by)) };
  }

  async #stored(scoreId: string) {
    const found = await getConfidenceScore(this.#store, { id: scoreId });
    if (!found.ok && found.error.code === 'not_found') {
      throw new ServiceFailure('invalid', 'There is no such score; it may have been removed with its age.');
    }
    return storeData(found);
  }

  /** What is known of the calibration of a score's method and family. */
  async #known() {
    const fits = await this.#calibration.fits();
    return (row: { readonly method: string; readonly model_family?: string }) => {
      const fit = fits.find(({ method, family }) => method === row.method && family === row.model_family);
      const isDrifting = fit?.drift.state === 'drifting';
      const state: CalibrationState = isDrifting ? 'drifting' : (fit?.record.state ?? 'uncalibrated');
      return { state, outcomes: fit?.record.outcomes ?? 0, note: fit?.record.note };
    };
  }
}

/** Sums are not kept by value or outcome. */
function storedFilters({ from, to, models, methods, requestTypes }: ConfidenceFilters) {
  return {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(models && { models }),
    ...(methods && { methods }),
    ...(requestTypes && { request_types: requestTypes }),
  };
}

/** Values are kept with four decimals. */
const LEAST_STEP = 1e-4;

function listedFilters(filters: ConfidenceFilters) {
  const { valueFrom, valueTo, outcome } = filters;
  return {
    ...storedFilters(filters),
    ...(valueFrom !== undefined && { value_from: valueFrom }),
    // The store's upper end is inside, the one asked for outside, but for the very end.
    ...(valueTo !== undefined && { value_to: valueTo >= 1 ? 1 : Math.max(0, valueTo - LEAST_STEP) }),
    ...(outcome && { outcomes: [outcome] }),
  };
}

function earlier(one: string | undefined, other: string): string {
  return one !== undefined && Date.parse(one) < Date.parse(other) ? one : other;
}
