import { errorMessage } from '../../core/errorMessage.ts';
import type {
  CalibrationState,
  ConfidenceConfigureParams,
  ConfidenceDetail,
  ConfidenceFilters,
  ConfidenceOverview,
  ConfidenceReviewParams,
  ConfidenceScores,
  TrendBucket,
} from '../../protocol/confidence.ts';
import type { Approval, Proposal, ProposalOutcome, ScoringCost } from '../../protocol/consult.ts';
import { ServiceFailure } from '../../store/client/serviceClient.ts';
import { confidenceOverview } from '../../store/functions/confidenceFigures.ts';
import { recordConfidenceOutcomes, recordExposures } from '../../store/functions/confidenceOutcomes.ts';
import {
  getConfidenceScore,
  listConfidenceScores,
  recordConfidenceScores,
} from '../../store/functions/confidenceScores.ts';
import type { HeardEvent, ScoringPart } from '../consult/consultParts.ts';
import type { ServiceContext } from '../serviceContext.ts';
import { Calibration } from './calibration.ts';
import { type ConfidenceSettings, NO_SETTINGS, settingsOf } from './confidenceSettings.ts';
import { type NewScore, scoreRow } from './newScore.ts';
import { type FoundOutcome, outcomeOfDecision, outcomeOfProposal } from './outcomes.ts';
import { readDetail } from './readDetail.ts';
import { readOverview } from './readOverview.ts';
import { readScore } from './readScore.ts';
import { SamplingCost } from './samplingCost.ts';
import { scoreIdOf } from './scoreIds.ts';
import { type Looks, Scorer } from './scorer.ts';
import { storeBatch, storeData } from './storeData.ts';

interface ConfidenceUsage {
  readonly model: string;
  readonly tokensIn: number;
  readonly tokensOut: number;
}

/** Scores, what became of them, and what is shown of both; one for all parts of a service. */
export class ConfidenceService implements ScoringPart {
  readonly #context: ServiceContext;
  readonly #calibration: Calibration;
  readonly #sampling = new SamplingCost();
  #scorer: Scorer | undefined;
  #priceOf: (usage: ConfidenceUsage) => number | undefined = () => undefined;
  #settings: ConfidenceSettings = NO_SETTINGS;

  constructor(context: ServiceContext) {
    this.#context = context;
    const { store, ending, keepAlive } = context;
    this.#calibration = new Calibration({
      store,
      ending,
      keepAlive,
      errorRateMax: () => this.#settings.errorRateMax,
      onFitted: () => this.#tell(0, 0),
      log: (line) => context.log(line),
    });
  }

  get settings(): ConfidenceSettings {
    return this.#settings;
  }

  /** What models are asked beyond each answer, and what that is likely to cost. */
  get samplingCost(): ScoringCost | undefined {
    return this.#sampling.estimate(this.#settings);
  }

  /** A further call was made; its price is known where the model's is. */
  sampleUsed(usage: ConfidenceUsage): void {
    const costUsd = this.#priceOf(usage);
    this.#sampling.add({ ...usage, ...(costUsd !== undefined && { costUsd }) });
  }

  /** Scoring begins once it is known how to look at things. */
  open(looks: Looks, priceOf: (usage: ConfidenceUsage) => number | undefined = () => undefined): void {
    this.#priceOf = priceOf;
    const { store, log, keepAlive, ending } = this.#context;
    this.#scorer = new Scorer({
      ...looks,
      judge: (toJudge) => this.#calibration.judge(toJudge),
      keep: async (score) => {
        storeBatch(await recordConfidenceScores(store, { scores: [scoreRow(score)] }));
      },
      onScored: (score, badge, outcomes) => this.#scored(score, badge.withheld ?? false, outcomes),
      log,
      keepAlive,
      ending,
    });
  }

  configure(params: ConfidenceConfigureParams): void {
    this.#settings = settingsOf(params);
  }

  heard(event: HeardEvent): void {
    this.#scorer?.heard(event);
  }

  outcome(consultationId: string, proposal: Proposal, outcome: ProposalOutcome, note?: string): void {
    const found = outcomeOfProposal(outcome, note);
    if (found) this.#note(scoreIdOf(consultationId, { kind: 'proposal', proposalId: proposal.id }), found);
  }

  decided(consultationId: string, approval: Pick<Approval, 'proposalId' | 'state'>, note?: string): void {
    const found = outcomeOfDecision(approval.state, note);
    const { proposalId } = approval;
    if (!found || proposalId === undefined) return;
    this.#note(scoreIdOf(consultationId, { kind: 'proposal', proposalId }), found);
  }

  async overview(filters: ConfidenceFilters, bucket: TrendBucket): Promise<ConfidenceOverview> {
    const stored = storeData(
      await confidenceOverview(this.#context.store, { filters: storedFilters(filters), bucket }),
    );
    return { ...readOverview(stored, filters, bucket), alerts: [] };
  }

  async scores(filters: ConfidenceFilters, limit: number, before?: string): Promise<ConfidenceScores> {
    const wanted = { ...filters, ...(before !== undefined && { to: earlier(filters.to, before) }) };
    const { scores, next_cursor: next } = storeData(
      await listConfidenceScores(this.#context.store, { filters: listFilters(wanted), limit }),
    );
    const known = await this.#calibrationKnown();
    return { scores: scores.map((row) => readScore(row, known(row))), more: next !== undefined };
  }

  async get(scoreId: string): Promise<ConfidenceDetail> {
    const { store } = this.#context;
    const found = await getConfidenceScore(store, { id: scoreId });
    if (!found.ok && found.error.code === 'not_found') {
      throw new ServiceFailure('invalid', 'There is no such score; it may have been removed with its age.');
    }
    const stored = storeData(found);
    return readDetail(store, stored, (await this.#calibrationKnown())(stored.score));
  }

  /** @throws ServiceFailure when there is no such score */
  async review({ scoreId, actual, note }: ConfidenceReviewParams): Promise<void> {
    await this.get(scoreId);
    await this.#record(scoreId, { method: 'human_review', actual, note: note ?? '' });
  }

  /** Answers that somebody has before him; those that were withheld are told apart. */
  async exposed(scoreIds: readonly string[], event: 'shown' | 'opened' | 'withheld'): Promise<void> {
    storeBatch(
      await recordExposures(this.#context.store, {
        exposures: scoreIds.map((id) => ({ score_id: id, event })),
      }),
    );
  }

  /** Settles once all that was heard is scored. */
  async settled(): Promise<void> {
    await this.#scorer?.settled();
  }

  async #calibrationKnown() {
    const fits = await this.#calibration.fits();
    return (row: { readonly method: string; readonly model_family?: string }) => {
      const fit = fits.find(({ method, family }) => method === row.method && family === row.model_family);
      const state: CalibrationState = fit?.isDrifting ? 'drifting' : (fit?.record.state ?? 'uncalibrated');
      return { state, outcomes: fit?.record.outcomes ?? 0, note: fit?.record.note };
    };
  }

  #scored({ id }: NewScore, isWithheld: boolean, outcomes: readonly FoundOutcome[]): void {
    this.#tell(1, 0);
    this.#behind(this.exposed([id], isWithheld ? 'withheld' : 'shown'));
    for (const outcome of outcomes) this.#behind(this.#record(id, outcome));
  }

  #note(scoreId: string, found: FoundOutcome): void {
    this.#behind(this.settled().then(() => this.#record(scoreId, found)));
  }

  async #record(scoreId: string, { method, actual, note }: FoundOutcome): Promise<void> {
    storeBatch(
      await recordConfidenceOutcomes(this.#context.store, {
        outcomes: [
          {
            score_id: scoreId,
            validation_method: method,
            actual_accuracy: actual,
            validated_at: new Date().toISOString(),
            ...(note !== '' && { note }),
          },
        ],
      }),
    );
    this.#calibration.outcomesArrived();
    this.#tell(0, 1);
  }

  /** What fails behind an answer is told in the log alone. */
  #behind(work: Promise<void>): void {
    this.#context.keepAlive(
      work.catch((error: unknown) => this.#context.log(`confidence: ${errorMessage(error)}`)),
    );
  }

  #tell(scores: number, outcomes: number): void {
    if (this.#context.ending.aborted) return;
    this.#context.emit('confidence/changed', { scores, outcomes, alerts: [] });
  }
}

function storedFilters({ from, to, models, methods, requestTypes }: ConfidenceFilters) {
  return {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(models && { models }),
    ...(methods && { methods }),
    ...(requestTypes && { request_types: requestTypes }),
  };
}

/** Values are kept with four digits. */
const VALUE_STEP = 0.0001;

/** The store's upper end is inside; what ends a bin belongs to the next one, but 1 to the last. */
function listFilters({ valueFrom, valueTo, outcome, ...filters }: ConfidenceFilters) {
  return {
    ...storedFilters(filters),
    ...(valueFrom !== undefined && { value_from: valueFrom }),
    ...(valueTo !== undefined && { value_to: valueTo >= 1 ? 1 : Math.max(0, valueTo - VALUE_STEP) }),
    ...(outcome !== undefined && { outcomes: [outcome] }),
  };
}

function earlier(one: string | undefined, other: string): string {
  return one !== undefined && Date.parse(one) < Date.parse(other) ? one : other;
}
