import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { scoreMetrics } from '../../../core/confidence/metrics/scoreMetrics.ts';
import type { ConfidenceMethod } from '../../../protocol/confidence.ts';
import type { MeasuredRequest } from '../performance/performanceLedger.ts';

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
}

export interface ServiceMetrics {
  readonly registry: Registry;
  request(request: MeasuredRequest): void;
  scored(method: ConfidenceMethod): void;
  outcome(result: 'good' | 'bad'): void;
}

/** Around what people notice of a search. */
const SEARCH_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5];
const MODEL_BUCKETS = [0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
const ANSWER_BUCKETS = [1, 5, 15, 30, 60, 120, 300, 600, 1_800];
const REQUEST_BUCKETS = [0.005, 0.025, 0.1, 0.5, 1, 5, 30];

const PREFIX = 'fixward_';

/** All figures in a registry of their own. Labels are names of methods and kinds, never a query, a path or a question. */
export function serviceMetrics(sources: MetricsSources): ServiceMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: PREFIX });
  confidenceGauges(registers, sources);
  const searches = searchFigures(registers);
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

function searchFigures(registers: Registers): (request: MeasuredRequest) => void {
  const seconds = new Histogram({
    name: 'rag_search_duration_seconds',
    help: 'Searches of the library, whole.',
    labelNames: ['stage', 'outcome'],
    buckets: SEARCH_BUCKETS,
    registers,
  });
  const searches = new Counter({
    name: 'rag_searches_total',
    help: 'Searches of the library, by what was searched for.',
    labelNames: ['mode', 'outcome'],
    registers,
  });
  const empty = new Counter({
    name: 'rag_empty_results_total',
    help: 'Searches that found nothing.',
    registers,
  });
  return ({ requestType, ms, failed, isEmpty }) => {
    const outcome = failed ? 'error' : 'ok';
    seconds.observe({ stage: 'total', outcome }, ms / 1000);
    searches.inc({ mode: requestType.slice('search/'.length), outcome });
    if (isEmpty) empty.inc();
  };
}

function modelFigures(registers: Registers): (request: MeasuredRequest) => void {
  const requests = new Counter({
    name: 'fixward_model_requests_total',
    help: 'Requests to models, by outcome.',
    labelNames: ['outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'fixward_model_request_duration_seconds',
    help: 'Requests to models, until the last byte of the answer.',
    labelNames: ['outcome'],
    buckets: MODEL_BUCKETS,
    registers,
  });
  const tokens = new Counter({
    name: 'fixward_model_tokens_total',
    help: 'Tokens as endpoints reported them.',
    labelNames: ['direction'],
    registers,
  });
  return ({ ms, failed, tokensIn, tokensOut }) => {
    const outcome = failed ? 'error' : 'ok';
    requests.inc({ outcome });
    seconds.observe({ outcome }, ms / 1000);
    if (tokensIn !== undefined) tokens.inc({ direction: 'in' }, tokensIn);
    if (tokensOut !== undefined) tokens.inc({ direction: 'out' }, tokensOut);
  };
}
