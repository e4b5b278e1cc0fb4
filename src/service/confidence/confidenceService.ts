import { errorMessage } from '../../core/errorMessage.ts';
import type {
  ConfidenceAlert,
  ConfidenceChanged,
  ConfidenceConfigureParams,
  ConfidenceDetail,
  ConfidenceFilters,
  ConfidenceOverview,
  ConfidenceReviewParams,
  ConfidenceScores,
  TrendBucket,
} from '../../protocol/confidence.ts';
import type { Approval, Proposal, ProposalOutcome } from '../../protocol/consult.ts';
import type { ScoringCost } from '../../protocol/modelMethods.ts';
import type { HeardEvent, ModelsPart, ScoringPart, TokensUsed } from '../consult/consultParts.ts';
import { searchMeterOf } from '../search/searchMeter.ts';
import type { ServiceContext } from '../serviceContext.ts';
import { outboxDepth } from '../sync/outboxDepth.ts';
import { AlertKeeper } from './alertKeeper.ts';
import { Calibration, type Fit, forecastsOf } from './calibration.ts';
import { ConfidenceRecords } from './confidenceRecords.ts';
import { type ConfidenceSettings, SettingsBook } from './confidenceSettings.ts';
import { Monitoring } from './monitoring/monitoring.ts';
import type { NewScore } from './newScore.ts';
import { type FoundOutcome, IN_PROJECT, outcomeOfDecision, outcomeOfProposal } from './outcomes.ts';
import { needRecords, ownTrials, patternScores } from './patternScores.ts';
import { performanceOf } from './performance/performanceOf.ts';
import { TurnClock } from './performance/turnClock.ts';
import { judgedScore } from './records/judgedScore.ts';
import { type EndedScores, ruleEvents, ruleScores } from './records/ruleScores.ts';
import { SearchScores } from './records/searchScores.ts';
import { patternCounts, ratesBefore, ruleCounts } from './records/trackRecords.ts';
import { SamplingCost } from './samplingCost.ts';
import { scoreIdOf } from './scoreIds.ts';
import { type Looks, Scorer } from './scorer.ts';
import { type TestRun, TestRuns } from './testRuns.ts';

/** What the other parts of the service know of models and money. */
export interface MoneySources extends Pick<ModelsPart, 'budget' | 'cost'> {
  readonly usedToday: () => Promise<{ readonly tokens: number; readonly costUsd: number }>;
}

const NO_MONEY: MoneySources = {
  budget: () => ({}),
  cost: () => undefined,
  usedToday: async () => ({ tokens: 0, costUsd: 0 }),
};

/** Alerts are looked at so often, while there is something new. */
const LOOK_EVERY_MS = 60_000;
/** What is old is removed once a day, and not while everything starts. */
const TIDY_EVERY_MS = 24 * 3_600_000;
const TIDY_AFTER_MS = 15 * 60_000;

/** Scores, what became of them, and what is shown of both; one for all parts of a service. */
export class ConfidenceService implements ScoringPart {
  readonly #context: ServiceContext;
  readonly #calibration: Calibration;
  readonly #records: ConfidenceRecords;
  readonly #alerts: AlertKeeper;
  readonly #monitoring: Monitoring;
  readonly #turns: TurnClock;
  readonly #sampling = new SamplingCost();
  readonly #tests = new TestRuns();
  readonly #searches = new SearchScores();
  /** What was written down of fixes until now, one batch after another. */
  #applied: Promise<void> = Promise.resolve();
  #scorer: Scorer | undefined;
  readonly #settings = new SettingsBook();
  #money: MoneySources = NO_MONEY;
  #hasNews = false;

  constructor(context: ServiceContext) {
    this.#context = context;
    const { store, ending, keepAlive } = context;
    const log = (line: string): void => context.log(line);
    const ledger = performanceOf(context);
    const searches = searchMeterOf(context);
    this.#calibration = new Calibration({
      store,
      ending,
      keepAlive,
      log,
      errorRateMax: (project) => this.#settings.of(project).errorRateMax,
      onFitted: () => this.#tell({}),
    });
    this.#records = new ConfidenceRecords(store, this.#calibration);
    this.#alerts = new AlertKeeper({
      store,
      log,
      fits: () => this.#calibration.fits(),
      budget: () => this.#money.budget(),
      usedToday: () => this.#money.usedToday(),
      onChanged: (alerts) => this.#tell({ alerts }),
    });
    this.#monitoring = new Monitoring(
      {
        known: () => knownForecasts(this.#calibration.known),
        alerts: () => this.#alerts.last,
        budgetUsed: () => this.#budgetUsed(),
        library: () => searches.standing,
        outbox: () => outboxDepth(context),
        storeProcess: context.storeProcess,
      },
      { ledger, searches },
      log,
    );
    this.#turns = new TurnClock((request) => ledger.add(request));
    ledger.listen(() => {
      this.#hasNews = true;
    });
    this.#watch();
  }

  /** As the window set them in which the project is open. */
  settingsOf(project: string | undefined): ConfidenceSettings {
    return this.#settings.of(project);
  }

  asksConfidence(project: string | undefined): boolean {
    return this.#settings.of(project).askConfidence;
  }

  /** What models are asked beyond each answer, and what that is likely to cost; undefined when nothing is. */
  samplingCostOf(project: string | undefined): ScoringCost | undefined {
    return this.#sampling.estimate(this.#settings.of(project));
  }

  /** A further call was made; its price is known where the model's is. */
  sampleUsed(usage: TokensUsed): void {
    const costUsd = this.#money.cost(usage);
    this.#sampling.add({ ...usage, ...(costUsd !== undefined && { costUsd }) });
  }

  /** Scoring begins once it is known how to look at things. */
  open(looks: Looks, money: MoneySources = NO_MONEY): void {
    this.#money = money;
    const { log, keepAlive, ending } = this.#context;
    this.#scorer = new Scorer({
      ...looks,
      judge: (toJudge) => this.#calibration.judge(toJudge),
      keep: (score) => this.#records.keep(score),
      onScored: (score, badge, outcomes) => this.#scored(score, badge.withheld ?? false, outcomes),
      log,
      keepAlive,
      ending,
    });
  }

  /** Settles once the settings hold. */
  async configure(params: ConfidenceConfigureParams): Promise<void> {
    this.#settings.write(params);
    await this.#monitoring.serveAt(this.#settings.last.metricsPort);
  }

  heard(event: HeardEvent): void {
    this.#turns.heard(event);
    this.#scorer?.heard(event);
  }

  outcome(
    { id: consultationId, project }: Parameters<ScoringPart['outcome']>[0],
    { id }: Proposal,
    outcome: ProposalOutcome,
    note?: string,
  ): void {
    const scoreId = scoreIdOf(consultationId, { kind: 'proposal', proposalId: id });
    if (!IN_PROJECT.has(outcome)) this.#tests.withdrawn(scoreId);
    else if (project !== undefined) this.#tests.changed({ scoreId, project, atMs: Date.now() });
    const found = outcomeOfProposal(outcome, note);
    if (found) this.#note(scoreId, found);
  }

  /** A reader had them before him. What is told somewhere may never be looked at, and counts as not shown. */
  async seen(scoreIds: readonly string[]): Promise<void> {
    // A score that is being made is waited for.
    await this.settled();
    const known = await this.#records.known(scoreIds);
    if (known.size > 0) await this.#records.exposed([...known], 'shown');
  }

  /** Settles with the number of scores that the run says something of, once it is kept. */
  async testsEnded(run: TestRun): Promise<number> {
    // A score that is being made is waited for.
    await Promise.all([this.settled(), this.#applied]);
    const found = this.#tests.ended(run);
    const known = await this.#records.known(found.map(({ scoreId }) => scoreId));
    const told = found.filter(({ scoreId }) => known.has(scoreId));
    for (const { scoreId, outcome } of told) await this.#record(scoreId, outcome);
    return told.length;
  }

  decided(consultationId: string, approval: Pick<Approval, 'proposalId' | 'state'>, note?: string): void {
    const found = outcomeOfDecision(approval.state, note);
    const { proposalId } = approval;
    if (!found || proposalId === undefined) return;
    this.#note(scoreIdOf(consultationId, { kind: 'proposal', proposalId }), found);
  }

  /** A client wrote to the store: what became of fixes is learned from. */
  storeCalled(name: string, request: Readonly<Record<string, unknown>>): void {
    if (name === 'record_applications') {
      this.#applied = this.#applied.then(() => this.#quietly(this.#appliedPatterns(request.events)));
      this.#context.keepAlive(this.#applied);
    }
    if (name === 'record_rule_events') this.#behind(this.#judgedRules(request.events));
    if (name === 'get_patterns') {
      const found = this.#searches.opened(request);
      if (found) this.#behind(this.#keepEnded(found));
    }
  }

  /** A client searched the library; whether it was worth its score shows in what is opened. */
  searched(result: unknown): void {
    this.#searches.searched(result);
  }

  async #judgedRules(given: unknown): Promise<void> {
    const events = ruleEvents(given);
    if (events.length > 0) await this.#keepEnded(ruleScores(events, await ruleCounts(this.#context.store)));
  }

  async #appliedPatterns(events: unknown): Promise<void> {
    const rateOf = needRecords(events)
      ? ratesBefore(await patternCounts(this.#context.store), ownTrials(events))
      : undefined;
    const { scores, outcomes, changes } = patternScores(events, rateOf);
    for (const change of changes) this.#tests.changed(change);
    for (const { scoreId, outcome } of outcomes) {
      if (outcome.actual === 0 || outcome.method === 'automated_test') this.#tests.withdrawn(scoreId);
    }
    if (scores.length > 0 || outcomes.length > 0) await this.#keepEnded({ scores, outcomes });
  }

  async overview(filters: ConfidenceFilters, bucket: TrendBucket): Promise<ConfidenceOverview> {
    const [figures, alerts] = await Promise.all([
      this.#records.overview(filters, bucket),
      this.#alerts.alerts(),
    ]);
    return { ...figures, alerts };
  }

  scores(filters: ConfidenceFilters, limit: number, before?: string): Promise<ConfidenceScores> {
    return this.#records.scores(filters, limit, before);
  }

  /** @throws ServiceFailure when there is no such score */
  async get(scoreId: string): Promise<ConfidenceDetail> {
    const detail = await this.#records.get(scoreId);
    this.#behind(this.#records.exposed([scoreId], 'opened'));
    return detail;
  }

  async alerts(): Promise<readonly ConfidenceAlert[]> {
    return this.#alerts.alerts();
  }

  /** @throws ServiceFailure when there is no such score */
  async review({ scoreId, actual, note = '' }: ConfidenceReviewParams): Promise<void> {
    const { method, family, hasEnd } = await this.#records.toReview(scoreId);
    const weight = hasEnd ? 1 : await this.#calibration.weightOfReview(method, family);
    const weighed = weight !== 1 && { weight };
    await this.#record(scoreId, { method: 'human_review', actual, note, ...weighed });
  }

  /** Settles once all that was heard is scored. */
  async settled(): Promise<void> {
    await this.#scorer?.settled();
  }

  #scored({ id, method }: NewScore, isWithheld: boolean, outcomes: readonly FoundOutcome[]): void {
    this.#monitoring.scored(method);
    this.#tell({ scores: 1 });
    if (isWithheld) this.#behind(this.#records.exposed([id], 'withheld'));
    for (const outcome of outcomes) this.#behind(this.#record(id, outcome));
  }

  /** A score that is being made is waited for. */
  #note(scoreId: string, found: FoundOutcome): void {
    this.#behind(this.settled().then(() => this.#record(scoreId, found)));
  }

  async #record(scoreId: string, found: FoundOutcome): Promise<void> {
    await this.#records.outcome(scoreId, found);
    this.#monitoring.outcome(found.actual);
    this.#calibration.outcomesArrived();
    this.#tell({ outcomes: 1 });
  }

  async #keepEnded({ scores, outcomes }: EndedScores): Promise<void> {
    const judged = scores.map(async (score) => {
      const { method, model_family: family = '', raw_confidence: raw } = score;
      const value = raw !== undefined && { raw };
      return judgedScore(score, await this.#calibration.judge({ method, family, ...value }));
    });
    await this.#records.keepRows(await Promise.all(judged));
    // Whoever does something about it has seen it.
    if (scores.length > 0) await this.#records.exposed(idsOf(scores), 'shown');
    // Fixes that stated no confidence have no score, and their ends no place.
    const known = await this.#records.known(outcomes.map(({ scoreId }) => scoreId));
    const ends = outcomes.filter(({ scoreId }) => known.has(scoreId));
    for (const { scoreId, outcome } of ends) await this.#record(scoreId, outcome);
    if (scores.length > 0) this.#tell({ scores: scores.length });
  }

  /** What fails behind an answer is told in the log alone. */
  #behind(work: Promise<void>): void {
    this.#context.keepAlive(this.#quietly(work));
  }

  #quietly(work: Promise<void>): Promise<void> {
    return work.catch((error: unknown) => this.#context.log(`confidence: ${errorMessage(error)}`));
  }

  #tell({ scores = 0, outcomes = 0, alerts = this.#alerts.last }: Partial<ConfidenceChanged>): void {
    this.#hasNews = true;
    if (this.#context.ending.aborted) return;
    this.#context.emit('confidence/changed', { scores, outcomes, alerts } satisfies ConfidenceChanged);
  }

  #watch(): void {
    let tidiedAt = performance.now() - TIDY_EVERY_MS + TIDY_AFTER_MS;
    const timer = setInterval(() => {
      if (performance.now() - tidiedAt >= TIDY_EVERY_MS) {
        tidiedAt = performance.now();
        this.#behind(this.#records.removeOld(this.#context.ending));
      }
      if (!this.#hasNews) return;
      this.#hasNews = false;
      void this.#alerts.look();
    }, LOOK_EVERY_MS).unref();
    const stop = (): void => {
      clearInterval(timer);
      this.#context.keepAlive(this.#monitoring.serveAt(undefined));
    };
    this.#context.ending.addEventListener('abort', stop, { once: true });
  }

  async #budgetUsed(): Promise<Readonly<Record<string, number>>> {
    const { dayTokensMax, dayCostUsdMax } = this.#money.budget();
    if (dayTokensMax === undefined && dayCostUsdMax === undefined) return {};
    const { tokens, costUsd } = await this.#money.usedToday();
    return {
      ...(dayTokensMax !== undefined && { tokens: tokens / dayTokensMax }),
      ...(dayCostUsdMax !== undefined && { cost: costUsd / dayCostUsdMax }),
    };
  }
}

/** By method: families are too many for labels. */
function knownForecasts(fits: readonly Fit[]) {
  const methods = new Set(fits.map(({ method }) => method));
  return [...methods].map((method) => {
    const all = fits.filter((fit) => fit.method === method);
    return {
      method,
      isDrifting: all.some(({ drift }) => drift.state === 'drifting'),
      forecasts: all.flatMap(forecastsOf),
    };
  });
}

function idsOf(scores: EndedScores['scores']): readonly string[] {
  return scores.flatMap(({ id }) => (id === undefined ? [] : [id]));
}
