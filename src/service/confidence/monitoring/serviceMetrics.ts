import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { scoreMetrics } from '../../../core/confidence/metrics/scoreMetrics.ts';
import type { ConfidenceMethod } from '../../../protocol/confidence.ts';
import type { StoreProcessFigures } from '../../../protocol/service.ts';
import type { SearchListener, SearchStanding } from '../../search/searchMeter.ts';
import type { MeasuredRequest } from '../performance/performanceLedger.ts';
import { modelFigures } from './modelFigures.ts';
import { libraryGauges, searchFigures, storeGauges } from './searchFigures.ts';

/** Forecasts whose end is known, of one method. */
export interface KnownForecasts {
  readonly method: ConfidenceMethod;
  readonly isDrifting: boolean;
  readonly forecasts: readonly { readonly p: number; readonly y: number }[];
}

/** What is asked when somebody scrapes; nothing of it may be slow. */
export interface MetricsSources {
  readonly known: () => readonly KnownForecasts[];
  readonly alerts: () => readonly { readonly id: string; readonly level: string }[];
  /** Parts of today's budget that are used, by kind; a kind without a limit is left out. */
  readonly budgetUsed: () => Promise<Readonly<Record<string, number>>>;
  readonly library: () => SearchStanding;
  /** Writes that wait to be brought to the team's store; undefined where there is none. */
  readonly outbox: () => number | undefined;
  /** Absent where the store is another's. */
  readonly storeProcess?: (() => StoreProcessFigures) | undefined;
}

export interface ServiceMetrics extends SearchListener {
  readonly registry: Registry;
  request(request: MeasuredRequest): void;
  scored(method: ConfidenceMethod): void;
  outcome(result: 'good' | 'bad'): void;
}

const ANSWER_BUCKETS = [1, 5, 15, 30, 60, 120, 300, 600, 1_800];
const REQUEST_BUCKETS = [0.005, 0.025, 0.1, 0.5, 1, 5, 30];

const PREFIX = 'fixward_';

/** All figures in a registry of their own. Labels are names of methods and kinds, never a query, a path or a question. */
export function serviceMetrics(sources: MetricsSources): ServiceMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: PREFIX });
  confidenceGauges(registers, sources);
  libraryGauges(registers, sources);
  storeGauges(registers, sources);
  const { searches, ...stages } = searchFigures(registers);
  const models = modelFigures(registers);
  const answerSeconds = new Histogram({
    name: 'fixward_answer_duration_seconds',
    help: 'Questions, from being asked to being answered; those that waited for the user are left out.',
    labelNames: ['outcome'],
    buckets: ANSWER_BUCKETS,
    registers,
  });
  const requestSeconds = new Histogram({
    name: 'fixward_request_duration_seconds',
    help: 'Requests to the service that somebody waits for, by method.',
    labelNames: ['method', 'outcome'],
    buckets: REQUEST_BUCKETS,
    registers,
  });
  const scores = new Counter({
    name: 'confidence_scores_total',
    help: 'Answers and proposals that were scored, by method.',
    labelNames: ['method'],
    registers,
  });
  const outcomes = new Counter({
    name: 'confidence_outcomes_total',
    help: 'Outcomes that became known, good or bad.',
    labelNames: ['result'],
    registers,
  });
  return {
    registry,
    ...stages,
    request: (request) => {
      const { requestType, ms, failed } = request;
      const outcome = failed ? 'error' : 'ok';
      if (requestType === 'model') models(request);
      else if (requestType === 'answer') answerSeconds.observe({ outcome }, ms / 1000);
      else {
        requestSeconds.observe({ method: requestType, outcome }, ms / 1000);
        if (requestType.startsWith('search/')) searches(request);
      }
    },
    scored: (method) => scores.inc({ method }),
    outcome: (result) => outcomes.inc({ result }),
  };
}

type Registers = Registry[];

function confidenceGauges(registers: Registers, { known, alerts, budgetUsed }: MetricsSources): void {
  const labelNames = ['method'];
  // Asked first, it sets those behind it, so that all of them are of one moment.
  new Gauge({
    name: 'confidence_known_outcomes',
    help: 'Scores whose outcome is known.',
    labelNames,
    registers,
    collect() {
      for (const each of [this, brier, ece, drifting]) each.reset();
      for (const { method, isDrifting, forecasts } of known()) {
        this.set({ method }, forecasts.length);
        drifting.set({ method }, isDrifting ? 1 : 0);
        const figures = scoreMetrics(forecasts);
        if (!figures) continue;
        brier.set({ method }, figures.brier);
        ece.set({ method }, figures.ece);
      }
    },
  });
  const brier = new Gauge({
    name: 'confidence_brier',
    help: 'Brier score of shown values whose outcome is known.',
    labelNames,
    registers,
  });
  const ece = new Gauge({
    name: 'confidence_ece',
    help: 'Expected calibration error over ten bins of equal width.',
    labelNames,
    registers,
  });
  const drifting = new Gauge({
    name: 'confidence_calibration_drifting',
    help: '1 while a calibrator drifts.',
    labelNames,
    registers,
  });
  new Gauge({
    name: 'confidence_alerts',
    help: 'Alerts that the panel shows now, by kind and level.',
    labelNames: ['id', 'level'],
    registers,
    collect() {
      this.reset();
      for (const { id, level } of alerts()) this.set({ id, level }, 1);
    },
  });
  new Gauge({
    name: 'fixward_budget_used_ratio',
    help: "Part of today's budget that is used; absent without a limit.",
    labelNames: ['kind'],
    registers,
    async collect() {
      const used = await budgetUsed();
      this.reset();
      for (const [kind, part] of Object.entries(used)) this.set({ kind }, part);
    },
  });
}
