import type {
  CalibrationPoint,
  ConfidenceDetail,
  ConfidenceMethod,
  ConfidenceOverview,
  HistogramBin,
  ListedScore,
  PerformancePoint,
  ReliabilityBin,
  TrendBucket,
  TrendPoint,
} from '../../src/protocol/confidence.ts';

export type ConfidenceScene = 'full' | 'empty' | 'sparse' | 'huge';

const HOUR_MS = 3_600_000;
const STEP_MS: Readonly<Record<TrendBucket, number>> = {
  hour: HOUR_MS,
  day: 24 * HOUR_MS,
  week: 168 * HOUR_MS,
};
const NOW_MS = Date.parse('2026-11-21T12:00:00Z');

const SERIES = [
  { model: 'gpt-4.1', method: 'logprob', requestType: 'chat', stated: 0.82, truth: 0.71 },
  { model: 'o3', method: 'agreement', requestType: 'chat', stated: 0.74, truth: 0.7 },
  { model: 'o3', method: 'agreement', requestType: 'proposal', stated: 0.86, truth: 0.84 },
  { model: 'claude-opus', method: 'verbalized', requestType: 'chat', stated: 0.91, truth: 0.66 },
  { model: 'qwen (this machine)', method: 'hybrid', requestType: 'chat', stated: 0.63, truth: 0.6 },
] as const;

/** The same numbers each time, as if drawn by lot. */
function drawn(seed: number): number {
  const mixed = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) ^ Math.imul(seed + 7, 0x297a2d39);
  return ((mixed ^ (mixed >>> 13)) >>> 0) / 4_294_967_296;
}

function trendsOf(buckets: number, bucket: TrendBucket): readonly TrendPoint[] {
  const stepMs = STEP_MS[bucket];
  const end = Math.floor(NOW_MS / stepMs) * stepMs;
  const points: TrendPoint[] = [];
  for (let index = buckets - 1; index >= 0; index -= 1) {
    for (const [place, series] of SERIES.entries()) {
      const seed = index * 31 + place * 7_919;
      // Nobody asks all the time.
      if (drawn(seed) < 0.12) continue;
      const answers = 2 + Math.floor(drawn(seed + 1) * 18);
      const mean = Math.min(0.99, Math.max(0.05, series.stated + (drawn(seed + 2) - 0.5) * 0.16));
      const outcomes = Math.floor(answers * drawn(seed + 3) * 0.6);
      const { model, method, requestType } = series;
      points.push({
        at: new Date(end - index * stepMs).toISOString(),
        model,
        method,
        requestType,
        answers,
        mean,
        lower: Math.max(0, mean - 0.08 - drawn(seed + 4) * 0.06),
        upper: Math.min(1, mean + 0.05 + drawn(seed + 5) * 0.05),
        ...(method !== 'hybrid' && { calibrated: series.truth + (drawn(seed + 6) - 0.5) * 0.05 }),
        outcomes,
        succeeded: Math.round(
          outcomes * Math.min(1, Math.max(0, series.truth + (drawn(seed + 8) - 0.5) * 0.4)),
        ),
      });
    }
  }
  return points;
}

const BIN_SHAPE = [0, 1, 2, 4, 9, 18, 31, 52, 64, 38];

function binsOf(scale: number): readonly ReliabilityBin[] {
  return Array.from({ length: 10 }, (_, index) => {
    const answers = Math.round(scale * (BIN_SHAPE[index] ?? 0));
    const predicted = index / 10 + 0.05;
    const actual = Math.min(0.97, Math.max(0.02, predicted * 0.86 + (drawn(index + 3) - 0.5) * 0.12));
    const half = answers === 0 ? 0.5 : Math.min(0.4, 0.98 / Math.sqrt(answers));
    return {
      from: index / 10,
      to: (index + 1) / 10,
      answers,
      predicted,
      actual,
      lower: Math.max(0, actual - half),
      upper: Math.min(1, actual + half),
    };
  });
}

function histogramOf(bins: readonly ReliabilityBin[]): readonly HistogramBin[] {
  return bins.map(({ from, to, answers, actual }, index) => ({
    from,
    to,
    good: Math.round(answers * actual),
    bad: answers - Math.round(answers * actual),
    unknown: Math.round(answers * (1 + drawn(index))),
  }));
}

function calibrationOf(trends: readonly TrendPoint[]): readonly CalibrationPoint[] {
  const sums = new Map<string, { at: string; method: ConfidenceMethod; outcomes: number }>();
  for (const { at, method, outcomes } of trends) {
    const key = `${at} ${method}`;
    const sum = sums.get(key) ?? { at, method, outcomes: 0 };
    sum.outcomes += outcomes;
    sums.set(key, sum);
  }
  return [...sums.values()]
    .filter(({ outcomes }) => outcomes > 2)
    .map((sum, index) => ({
      ...sum,
      brier:
        { logprob: 0.19, agreement: 0.15, verbalized: 0.24, hybrid: 0.17 }[sum.method as 'hybrid'] +
        (drawn(index) - 0.5) * 0.05,
      ece: 0.04 + drawn(index + 9) * 0.08,
    }));
}

function performanceOf(buckets: number, bucket: TrendBucket): readonly PerformancePoint[] {
  const stepMs = STEP_MS[bucket];
  const end = Math.floor(NOW_MS / stepMs) * stepMs;
  return Array.from({ length: buckets }, (_, index) => ({
    at: new Date(end - (buckets - 1 - index) * stepMs).toISOString(),
    requests: 4 + Math.floor(drawn(index) * 30),
    p50Ms: 1_400 + drawn(index + 1) * 900,
    p95Ms: 4_200 + drawn(index + 2) * 3_500,
    errorRate: drawn(index + 3) < 0.2 ? drawn(index + 4) * 0.2 : 0,
    ...(index % 5 !== 0 && {
      memoryMb: 410 + drawn(index + 5) * 120,
      cpuPercent: 12 + drawn(index + 6) * 30,
    }),
  }));
}

export function sampleOverview(scene: ConfidenceScene, bucket: TrendBucket): ConfidenceOverview {
  const choices = {
    models: [...new Set(SERIES.map(({ model }) => model))],
    methods: [...new Set(SERIES.map(({ method }) => method))],
    requestTypes: ['chat', 'proposal'],
  };
  if (scene === 'empty') return { ...EMPTY, bucket };
  if (scene === 'sparse') {
    const trends = trendsOf(4, bucket).map((point, index) => ({
      ...point,
      answers: 1,
      outcomes: index < 3 ? 1 : 0,
      succeeded: index < 2 ? 1 : 0,
    }));
    return {
      ...EMPTY,
      bucket,
      choices,
      totals: { answers: trends.length, outcomes: 3, exposed: 11 },
      trends: trends.map(({ calibrated: _, ...point }) => point),
      reliability: {
        answers: 3,
        exposed: 11,
        bins: [
          { from: 0.7, to: 0.8, answers: 2, predicted: 0.76, actual: 0.5, lower: 0.09, upper: 0.91 },
          { from: 0.8, to: 0.9, answers: 1, predicted: 0.83, actual: 1, lower: 0.21, upper: 1 },
        ],
        brier: 0.213,
      },
      histogram: [
        { from: 0.6, to: 0.7, good: 0, bad: 0, unknown: 5 },
        { from: 0.7, to: 0.8, good: 1, bad: 1, unknown: 6 },
        { from: 0.8, to: 0.9, good: 1, bad: 0, unknown: 3 },
      ],
      performance: [{ requestType: 'chat', model: 'o3', requests: 14, p50Ms: 3_120, cacheMeasured: 0 }],
    };
  }
  const buckets = scene === 'huge' ? 8_760 : 30;
  const trends = trendsOf(buckets, bucket);
  const bins = binsOf(scene === 'huge' ? 900 : 1.6);
  const known = bins.reduce((sum, { answers }) => sum + answers, 0);
  const answers = trends.reduce((sum, point) => sum + point.answers, 0);
  return {
    filters: {},
    bucket,
    choices,
    totals: { answers, outcomes: known, exposed: Math.round(answers * 0.72) },
    trends,
    reliability: {
      answers: known,
      exposed: Math.round(answers * 0.72),
      bins,
      brier: 0.174,
      logLoss: 0.521,
      ece: 0.083,
      eceEqualMass: 0.071,
      mce: 0.19,
      auroc: 0.741,
      murphy: { reliability: 0.012, resolution: 0.041, uncertainty: 0.203 },
    },
    histogram: histogramOf(bins),
    performance: [
      {
        requestType: 'chat',
        model: 'gpt-4.1',
        requests: 412,
        p50Ms: 1_840,
        p95Ms: 5_210,
        p99Ms: 9_870,
        errorRate: 0.012,
        tokensIn: 812_000,
        tokensOut: 96_000,
        cacheHitRate: 0.41,
        cacheMeasured: 380,
      },
      {
        requestType: 'chat',
        model: 'o3',
        requests: 238,
        p50Ms: 4_920,
        p95Ms: 12_400,
        p99Ms: 21_900,
        errorRate: 0.03,
        cacheMeasured: 0,
      },
      {
        requestType: 'proposal',
        model: 'o3',
        requests: 61,
        p50Ms: 9_300,
        p95Ms: 24_800,
        p99Ms: 38_100,
        errorRate: 0,
        cacheMeasured: 0,
      },
      { requestType: 'search', requests: 1_204, p50Ms: 18, p95Ms: 46, p99Ms: 90, cacheMeasured: 0 },
    ],
    performanceTrend: performanceOf(buckets, bucket),
    calibration: calibrationOf(trends),
    alerts: [
      {
        id: 'calibration_drift',
        level: 'warning',
        text: 'Of late, answers by their own word turned out well less often than they said (Brier 0.27, was 0.19). Ask for samples, or review some answers.',
        since: '2026-11-19T08:00:00Z',
      },
    ],
  };
}

const EMPTY: ConfidenceOverview = {
  filters: {},
  bucket: 'day',
  choices: { models: [], methods: [], requestTypes: [] },
  totals: { answers: 0, outcomes: 0, exposed: 0 },
  trends: [],
  reliability: { answers: 0, bins: [], exposed: 0 },
  histogram: [],
  performance: [],
  performanceTrend: [],
  calibration: [],
  alerts: [],
};

const TITLES = [
  'Why is the list of open orders slow?',
  'Add a portfolio workflow for contractors',
  'Which tables have no owner?',
  'Überprüfung der Rechte – naïve 🔒',
] as const;

export const SAMPLE_SCORES: readonly ListedScore[] = Array.from({ length: 130 }, (_, index) => {
  const { model, method, requestType } = SERIES[index % SERIES.length] ?? SERIES[0];
  const raw = 0.5 + drawn(index) * 0.49;
  const isCalibrated = method !== 'hybrid';
  return {
    scoreId: `s${index + 1}`,
    requestId: `r${index + 1}`,
    requestType,
    model,
    method,
    at: new Date(NOW_MS - index * 7 * HOUR_MS).toISOString(),
    title: TITLES[index % TITLES.length] ?? '',
    consultationId: `c${(index % 4) + 1}`,
    raw,
    ...(isCalibrated && { calibrated: raw * 0.88, lower: raw * 0.78, upper: Math.min(1, raw * 0.97) }),
    state: !isCalibrated ? 'uncalibrated' : method === 'verbalized' ? 'drifting' : 'calibrated',
    outcomes: isCalibrated ? 240 : 7,
    ...(method === 'agreement' && { samples: 3 }),
    ...(index % 3 !== 0 && { outcome: index % 4 === 1 ? 0 : 1 }),
  };
});

export function sampleDetail(scoreId: string): ConfidenceDetail | undefined {
  const listed = SAMPLE_SCORES.find((one) => one.scoreId === scoreId);
  if (!listed) return undefined;
  const { outcome, title: _, ...score } = listed;
  const isBare = score.method === 'hybrid';
  return {
    ...score,
    ...(!isBare && {
      factual: { value: 0.92, lower: 0.78, upper: 0.98 },
      reasoning: { value: 0.67, lower: 0.31, upper: 0.9 },
    }),
    evidence: isBare
      ? []
      : [
          {
            part: 'factual',
            kind: 'object_exists',
            text: 'Tables and columns that the answer names exist',
            passed: 11,
            of: 12,
          },
          { part: 'factual', kind: 'sql_parses', text: 'SQL parses', passed: 3, of: 3 },
          {
            part: 'factual',
            kind: 'plan_runs',
            text: 'The query’s plan could be made on the shadow database',
            passed: 2,
            of: 2,
          },
          { part: 'reasoning', kind: 'samples_agree', text: 'Samples with the same SQL', passed: 2, of: 3 },
        ],
    ...(score.method === 'logprob' && {
      tokens: {
        topK: 20,
        windowTokens: 64,
        tailTokens: 64,
        count: 512,
        mean: 11.271,
        tail: 10.904,
        bottom10: 8.113,
        lowestGroup: 7.402,
      },
    }),
    ...(!isBare && {
      calibrator: {
        id: 'agreement/o3/7',
        kind: 'platt' as const,
        outcomes: 240,
        fittedAt: '2026-11-20T03:10:00Z',
        brierBefore: 0.198,
        brierAfter: 0.171,
      },
    }),
    calibrationNote: isBare
      ? '7 outcomes of this method and model family: at least 20 are needed before a value says how often such answers turn out well.'
      : 'Fitted on the first 180 of 240 outcomes and tried on the later 60; answers that state as much turned out well this often.',
    results:
      outcome === undefined
        ? []
        : [
            {
              method: 'automated_test',
              actual: outcome,
              at: '2026-11-20T11:00:00Z',
              note: 'The migration was proven and applied.',
            },
          ],
    similar: [3, 9, 14, 21].map((index) => ({
      scoreId: `s${index}`,
      at: SAMPLE_SCORES[index]?.at ?? '',
      consultationId: `c${(index % 4) + 1}`,
      title: TITLES[index % TITLES.length] ?? '',
      model: 'o3',
      sameFamily: index !== 21,
      sharedEvidence: index === 9 ? ['sql_parses'] : ['sql_parses', 'plan_runs'],
      value: 0.7 + (index % 5) / 50,
      ...(index !== 14 && { outcome: index === 9 ? 0 : 1 }),
    })),
    ...(score.method === 'agreement' && {
      models: [
        { model: 'o3', agrees: true, text: 'A partial index on open orders, ordered by due date.' },
        { model: 'gpt-4.1', agrees: true, text: 'create index on orders (due_at) where closed_at is null' },
        {
          model: 'qwen (this machine)',
          agrees: false,
          text: 'Partition the table by month; an index would not help for long.',
        },
      ],
    }),
  };
}
