import type { ConfidenceScoreToRecord } from '../../../src/store/functions/confidenceScores.ts';
import type { StoreTransport } from '../../../src/store/store.ts';

type Request = Readonly<Record<string, unknown>>;

export interface KeptOutcome {
  readonly score_id: string;
  readonly validation_method: string;
  readonly actual_accuracy: number;
  readonly note?: string;
  readonly weight?: number;
}

export interface MemoryConfidenceStore extends Pick<StoreTransport, 'call'> {
  readonly scores: ConfidenceScoreToRecord[];
  readonly outcomes: KeptOutcome[];
  readonly exposures: { readonly score_id: string; readonly event: string }[];
  readonly metrics: Request[];
  readonly calibrators: Request[];
  /** What the functions that only read answer with, by name. */
  readonly answers: Record<string, unknown>;
  /** Functions that fail while they stand here. */
  readonly broken: Set<string>;
}

const EMPTY_RELIABILITY = { answers: 0, bins: [] };

/** The store's functions for confidence as far as the service needs them, in memory. */
export function memoryConfidenceStore(): MemoryConfidenceStore {
  const store: MemoryConfidenceStore = {
    scores: [],
    outcomes: [],
    exposures: [],
    metrics: [],
    calibrators: [],
    answers: {},
    broken: new Set(),
    call: async (name, request) => {
      if (store.broken.has(name)) throw new Error(`${name}: the store is away`);
      const given = store.answers[name];
      return { ok: true, data: given ?? answerOf(store, name, request ?? {}) };
    },
  };
  return store;
}

function answerOf(store: MemoryConfidenceStore, name: string, request: Request): unknown {
  switch (name) {
    case 'record_confidence_scores':
      return keepAll(request.scores, (item) => {
        // SAFETY: the service records nothing else under this name.
        const score = item as unknown as ConfidenceScoreToRecord;
        if (!store.scores.some(({ id }) => id === score.id)) store.scores.push(score);
        return { id: score.id ?? '', created: true };
      });
    case 'record_confidence_outcomes':
      return keepAll(request.outcomes, (item) => {
        // SAFETY: as above.
        store.outcomes.push(item as unknown as KeptOutcome);
        return { id: '1', created: true, replaced: false };
      });
    case 'record_exposures':
      return keepAll(request.exposures, (item) => {
        // SAFETY: as above.
        store.exposures.push(item as unknown as { score_id: string; event: string });
        return { id: '1', created: true };
      });
    case 'record_performance':
      return keepAll(request.metrics, (item) => {
        store.metrics.push(item);
        return { id: '1', created: true };
      });
    case 'save_calibrator':
      store.calibrators.push(request);
      return {
        id: `calibrator-${store.calibrators.length}`,
        version: store.calibrators.length,
        created: true,
      };
    case 'list_calibrators':
      return { calibrators: store.calibrators.map(storedCalibrator) };
    case 'get_confidence_score': {
      const score = store.scores.find(({ id }) => id === request.id);
      if (!score) throw new Error('there is no such score');
      const ends = store.outcomes.filter(({ score_id: of }) => of === request.id);
      const at = '2026-11-21T10:00:00Z';
      const outcomes = ends.map((end, index) => ({ ...end, id: String(index), validated_at: at, weight: 1 }));
      return { score: storedScore(score), outcomes, exposures: [], similar: [] };
    }
    case 'list_confidence_scores':
      return { scores: listed(store, request) };
    case 'calibration_samples':
      return { samples: samplesOf(store), total: 0 };
    case 'confidence_overview':
      return {
        choices: { models: [], methods: [], request_types: [] },
        totals: { answers: store.scores.length, outcomes: store.outcomes.length, exposed: 0 },
        trends: [],
        trends_merged: false,
        reliability: EMPTY_RELIABILITY,
        histogram: [],
        calibration: [],
        performance: [],
        performance_trend: [],
      };
    case 'confidence_alert_figures':
      return {
        from: '2026-11-21T09:00:00Z',
        to: '2026-11-21T10:00:00Z',
        requests: 0,
        error_measured: 0,
        calibration: [],
        cost_usd: 0,
        unpriced_requests: 0,
      };
    default:
      throw new Error(`nobody keeps ${name} here`);
  }
}

function keepAll(items: unknown, keep: (item: Request) => object) {
  const given = Array.isArray(items) ? items : [];
  return { results: given.map((item) => ({ ok: true, ...keep(item) })) };
}

function listed({ scores, outcomes }: MemoryConfidenceStore, { filters }: Request): readonly unknown[] {
  // SAFETY: the service asks by these alone.
  const { ids, outcomes: ends } = (filters ?? {}) as { ids?: string[]; outcomes?: string[] };
  const isWanted = (id = ''): boolean =>
    (ids?.includes(id) ?? true) &&
    !(ends?.includes('unknown') && outcomes.some(({ score_id: of }) => of === id));
  return scores.filter(({ id }) => isWanted(id)).map(storedScore);
}

function storedScore({
  id,
  request_id,
  request_type = 'chat',
  created_at,
  method,
  model_family,
}: ConfidenceScoreToRecord) {
  return {
    id,
    request_id,
    user_id: 'me',
    created_at: created_at ?? '2026-11-21T10:00:00Z',
    request_type,
    method,
    ...(model_family !== undefined && { model_family }),
  };
}

function storedCalibrator(saved: Request, index: number, all: readonly Request[]) {
  const isLater = (other: Request, place: number): boolean =>
    place > index && other.method === saved.method && other.model_family === saved.model_family;
  return {
    id: `calibrator-${index + 1}`,
    version: index + 1,
    fitted_at: '2026-11-21T10:00:00Z',
    current: !all.some(isLater),
    ...saved,
  };
}

function samplesOf({ scores, outcomes }: MemoryConfidenceStore) {
  return outcomes.flatMap(({ score_id: id, actual_accuracy: outcome, weight }) => {
    const score = scores.find((each) => each.id === id);
    if (!score) return [];
    const at = score.created_at ?? '2026-11-21T10:00:00Z';
    return [
      {
        score_id: id,
        at,
        outcome_at: at,
        method: score.method,
        model_family: score.model_family ?? '',
        request_type: score.request_type ?? 'chat',
        ...(score.raw_confidence !== undefined && { raw: score.raw_confidence }),
        ...(score.tail_conf !== undefined && { tail_conf: score.tail_conf }),
        outcome,
        ...(weight !== undefined && { weight }),
        exposed: true,
      },
    ];
  });
}
