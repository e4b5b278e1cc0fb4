import { applyCalibrator } from '../../core/confidence/calibration/applyCalibrator.ts';
import type { CalibrationSample } from '../../core/confidence/calibration/calibrationSample.ts';
import {
  type CalibratorRecord,
  parseCalibrator,
} from '../../core/confidence/calibration/calibratorRecord.ts';
import { chooseCalibrator } from '../../core/confidence/calibration/chooseCalibrator.ts';
import { type DriftState, driftOf } from '../../core/confidence/calibration/driftOf.ts';
import {
  type SelectiveAbstention,
  type SelectiveRule,
  selectiveThreshold,
} from '../../core/confidence/conformal/selectiveThreshold.ts';
import type { Forecast } from '../../core/confidence/metrics/forecast.ts';
import { errorMessage } from '../../core/errorMessage.ts';
import type { ConfidenceBadge, ConfidenceMethod } from '../../protocol/confidence.ts';
import { listCalibrators, saveCalibrator } from '../../store/functions/confidenceCalibrators.ts';
import type { StoreTransport } from '../../store/store.ts';
import { knownSamples } from './knownSamples.ts';
import { evenReviews, isForOthers, reviewWeight } from './reviewWeights.ts';
import { storeData } from './storeData.ts';
import { unknownOutcomes } from './unknownOutcomes.ts';

/** A measured value, by its method and model family. */
export interface ToJudge {
  readonly method: ConfidenceMethod;
  readonly family: string;
  readonly raw?: number;
  /** What stands for the answer where the method is `logprob`. */
  readonly nats?: number;
  /** Whose settings say what is withheld. */
  readonly project?: string;
}

/** How far a value may be believed, by what became of others like it. */
export interface Judged {
  readonly calibrated?: number;
  readonly lower?: number;
  readonly upper?: number;
  /** Of the calibrator as it is kept. */
  readonly calibratorId?: string;
  readonly state: ConfidenceBadge['state'];
  readonly outcomes: number;
  readonly withheld: boolean;
}

export interface Fit {
  readonly method: ConfidenceMethod;
  readonly family: string;
  readonly record: CalibratorRecord;
  /** Absent while there is nothing worth keeping. */
  readonly storedId?: string;
  readonly samples: readonly CalibrationSample[];
  readonly drift: DriftState;
}

/**
 * A fit stands until so many more outcomes are known than it was made of: one that follows each outcome would never be
 * held against later ones, and drift would not be seen.
 */
const GROWN_SHARE = 0.2;
const GROWN_MIN = 10;
const GROWN_MAX = 200;
/** What a fit is made of after a drift, when what came before it is no guide any more. */
const AFTER_DRIFT_MIN = 50;
/** SQL without findings is no right answer yet: values are not fitted to what the guardian alone has said. */
const WEAK_OUTCOME = 'lint';
/** Outcomes come in bursts, as when a batch is reviewed. */
const REFIT_DELAY_MS = 5_000;

export interface CalibrationOptions {
  readonly store: Pick<StoreTransport, 'call'>;
  readonly errorRateMax: (project: string | undefined) => number | undefined;
  /** After calibrators were fitted anew. */
  readonly onFitted: () => void;
  readonly log: (line: string) => void;
  readonly keepAlive: (work: Promise<unknown>) => void;
  readonly ending: AbortSignal;
  readonly now?: () => Date;
}

/** Calibrators of each method and family of models: fitted behind the work, kept by version, applied to new scores. */
export class Calibration {
  readonly #options: CalibrationOptions;
  #fits = new Map<string, Fit>();
  #fitting: Promise<void> | undefined;
  #isStale = true;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: CalibrationOptions) {
    this.#options = options;
    options.ending.addEventListener('abort', () => clearTimeout(this.#timer), { once: true });
  }

  /** Every fit there is, for alerts and what is shown. */
  async fits(): Promise<readonly Fit[]> {
    await this.#upToDate();
    return [...this.#fits.values()];
  }

  /** As they were fitted last, without waiting. */
  get known(): readonly Fit[] {
    return [...this.#fits.values()];
  }

  async judge({ method, family, raw, nats, project }: ToJudge): Promise<Judged> {
    await this.#upToDate();
    const fit = this.#fits.get(keyOf(method, family));
    const value = method === 'logprob' ? nats : raw;
    const errorMax = this.#options.errorRateMax(project);
    if (value === undefined) {
      return { state: 'uncalibrated', outcomes: fit?.record.outcomes ?? 0, withheld: errorMax !== undefined };
    }
    const { state, calibrated, lower, upper, outcomes } = applyCalibrator(fit?.record, value);
    const isCalibrated = state === 'calibrated' && calibrated !== undefined;
    const shown = isCalibrated ? calibrated : raw;
    return {
      ...(isCalibrated && { calibrated }),
      // Of what was never calibrated nothing is known that a band could stand for.
      ...(isCalibrated && { lower, upper }),
      ...(isCalibrated && fit?.storedId !== undefined && { calibratorId: fit.storedId }),
      state: isCalibrated && fit?.drift.state === 'drifting' ? 'drifting' : state,
      outcomes,
      withheld: errorMax !== undefined && isWithheld(fit, shown, errorMax),
    };
  }

  /** What a review counts of an answer whose end nobody knew; before others like it were reviewed it stands for all. */
  async weightOfReview(method: ConfidenceMethod, family: string): Promise<number> {
    await this.#upToDate();
    const samples = this.#fits.get(keyOf(method, family))?.samples ?? [];
    const unknown = await unknownOutcomes(this.#options.store, method, family);
    // The one in hand is among those unknown still.
    return reviewWeight(Math.max(0, unknown - 1), samples.filter(isForOthers).length + 1);
  }

  /** Outcomes came in: fits are looked at again, in a while. */
  outcomesArrived(): void {
    if (this.#options.ending.aborted) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#isStale = true;
      this.#options.keepAlive(this.#upToDate());
    }, REFIT_DELAY_MS).unref();
  }

  /** Fits what outcomes have come until now. */
  async refit(): Promise<void> {
    await this.#fitting;
    this.#isStale = true;
    await this.#upToDate();
  }

  /** What cannot be fitted now stays as it was and is tried again with the next score. */
  async #upToDate(): Promise<void> {
    if (!this.#isStale) return this.#fitting;
    this.#fitting ??= this.#fit()
      .then(
        () => {
          this.#isStale = false;
          this.#options.onFitted();
        },
        (error: unknown) => this.#options.log(`confidence: not calibrated anew: ${errorMessage(error)}`),
      )
      .finally(() => {
        this.#fitting = undefined;
      });
    return this.#fitting;
  }

  async #fit(): Promise<void> {
    const { store } = this.#options;
    const stored = storeData(await listCalibrators(store)).calibrators.filter(({ current }) => current);
    const samples = await knownSamples(store);
    const groups = new Map<
      string,
      { method: ConfidenceMethod; family: string; samples: CalibrationSample[] }
    >();
    for (const sample of samples) {
      const raw = sample.method === 'logprob' ? sample.tail_conf : sample.raw;
      if (raw === undefined || sample.outcome_method === WEAK_OUTCOME) continue;
      const { method, model_family: family } = sample;
      const key = keyOf(method, family);
      const group = groups.get(key) ?? { method, family, samples: [] };
      const { weight } = sample;
      const weighed = weight !== undefined && weight !== 1 && { weight };
      group.samples.push({ raw, outcome: sample.outcome, at: sample.outcome_at, ...weighed });
      groups.set(key, group);
    }
    const fits = new Map<string, Fit>();
    for (const [key, given] of groups) {
      const isReviewed = given.samples.some(isForOthers);
      const unknown = isReviewed ? await unknownOutcomes(store, given.method, given.family) : 0;
      const group = { ...given, samples: evenReviews(given.samples, unknown) };
      const kept = stored.find((each) => keyOf(each.method, each.model_family) === key);
      fits.set(key, await this.#fitOne(group, kept && { id: kept.id, record: parseCalibrator(kept.record) }));
    }
    this.#fits = fits;
  }

  async #fitOne(
    {
      method,
      family,
      samples,
    }: Pick<Fit, 'method' | 'family'> & { readonly samples: readonly CalibrationSample[] },
    kept: { readonly id: string; readonly record: CalibratorRecord | undefined } | undefined,
  ): Promise<Fit> {
    const previous = kept?.record;
    const later = previous ? laterThan(previous, samples) : samples;
    const drift = previous ? driftOf(previous, later) : NO_DRIFT;
    if (kept && previous && later.length < growthOf(previous, drift)) {
      return { method, family, record: previous, storedId: kept.id, samples, drift };
    }
    const record = chooseCalibrator({
      method,
      family,
      scale: method === 'logprob' ? 'nats' : 'probability',
      samples: drift.state === 'drifting' ? later : samples,
      fittedAt: (this.#options.now?.() ?? new Date()).toISOString(),
      ...(previous && { previous }),
    });
    if (record.state === 'uncalibrated') return { method, family, record, samples, drift: NO_DRIFT };
    const { heldOut } = record;
    const { id } = storeData(
      await saveCalibrator(this.#options.store, {
        method,
        model_family: family,
        kind: record.map.kind,
        record,
        outcomes: record.outcomes,
        fitted_at: record.fittedAt,
        ...(heldOut && {
          brier_before: heldOut.brierBefore,
          brier_after: heldOut.brierAfter,
          log_loss_before: heldOut.logLossBefore,
          log_loss_after: heldOut.logLossAfter,
        }),
      }),
    );
    return { method, family, record, storedId: id, samples, drift: NO_DRIFT };
  }
}

/** Only what a threshold with a promised error rate lets through is shown; without outcomes that is nothing. */
function isWithheld(fit: Fit | undefined, shown: number | undefined, errorMax: number): boolean {
  if (!fit || shown === undefined) return true;
  const rule = selectiveRule(fit, errorMax);
  return rule.kind === 'abstain' || shown < rule.threshold;
}

/** The promised error rate holds but for this chance. */
const ERROR_CHANCE = 0.05;

function selectiveRule(fit: Fit, errorMax: number): SelectiveRule | SelectiveAbstention {
  const samples = forecastsOf(fit).map(({ p, y }) => ({ confidence: p, outcome: y }));
  return selectiveThreshold(samples, errorMax, ERROR_CHANCE);
}

/** Values as they would be shown now, with what became of them. */
export function forecastsOf({ record, samples }: Fit): readonly Forecast[] {
  return samples.flatMap(({ raw, outcome }) => {
    const { calibrated } = applyCalibrator(record, raw);
    const p = calibrated ?? (record.scale === 'nats' ? undefined : raw);
    return p === undefined ? [] : [{ p, y: outcome }];
  });
}

const NO_DRIFT: DriftState = { state: 'too_few', outcomes: 0 };

function laterThan(
  { lastAt }: CalibratorRecord,
  samples: readonly CalibrationSample[],
): readonly CalibrationSample[] {
  if (lastAt === undefined) return samples;
  return samples.filter(({ at }) => Date.parse(at) > Date.parse(lastAt));
}

/** How many later outcomes call for another fit. */
function growthOf({ outcomes }: CalibratorRecord, { state }: DriftState): number {
  if (state === 'drifting') return AFTER_DRIFT_MIN;
  return Math.min(GROWN_MAX, Math.max(GROWN_MIN, Math.ceil(outcomes * GROWN_SHARE)));
}

function keyOf(method: string, family: string): string {
  return `${method}\u0000${family}`;
}
