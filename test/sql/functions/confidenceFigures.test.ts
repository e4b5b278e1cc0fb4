import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type OpenStore,
  openStoreDatabase,
  type StoreUser,
  type Tenant,
} from '../../support/storeDatabase.ts';

type Row = Readonly<Record<string, unknown>>;

let store: OpenStore;
let tenant: Tenant;
let user: StoreUser;
beforeAll(async () => {
  store = await openStoreDatabase();
}, 180_000);
afterAll(() => store.close());

const fresh = async (): Promise<void> => {
  tenant = await store.tenant();
  user = store.as(tenant.userId);
};

interface Answer {
  readonly value: number;
  readonly outcome?: number;
  readonly daysAgo: number;
  readonly method: string;
  readonly type: string;
  readonly model: string;
}

/** Numbers that look random and are the same each time. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return state / 0x7fff_ffff;
  };
}

function answers(count: number): readonly Answer[] {
  const random = pseudoRandom(7);
  return Array.from({ length: count }, () => {
    const value = Math.round(random() * 10_000) / 10_000;
    return {
      value,
      ...(random() < 0.6 && { outcome: random() < value * 0.8 + 0.05 ? 1 : 0 }),
      daysAgo: random() * 6,
      method: random() < 0.5 ? 'agreement' : 'hybrid',
      type: random() < 0.7 ? 'chat' : 'plan',
      model: random() < 0.5 ? 'm-1' : 'm-2',
    };
  });
}

async function record(given: readonly Answer[]): Promise<readonly string[]> {
  const scores = given.map(({ value, daysAgo, method, type, model }) => ({
    request_id: randomUUID(),
    method,
    request_type: type,
    model_version: model,
    raw_confidence: value,
    factual_confidence: value,
    created_at: new Date(Date.now() - daysAgo * 86_400_000).toISOString(),
  }));
  const { results } = (await user.data('record_confidence_scores', { scores })) as {
    results: readonly { id: string }[];
  };
  const outcomes = given.flatMap(({ outcome }, place) =>
    outcome === undefined
      ? []
      : [{ score_id: results[place]?.id, validation_method: 'user_accept', actual_accuracy: outcome }],
  );
  await user.data('record_confidence_outcomes', { outcomes });
  return results.map(({ id }) => id);
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Ten bins of equal width, from the definition. */
function expectedError(known: readonly { readonly value: number; readonly outcome: number }[]): number {
  const bins = Array.from({ length: 10 }, (_, bin) =>
    known.filter(({ value }) => Math.min(9, Math.floor(value * 10 + 1e-9)) === bin),
  );
  return bins.reduce(
    (sum, bin) =>
      bin.length === 0
        ? sum
        : sum +
          (bin.length / known.length) *
            Math.abs(mean(bin.map(({ value }) => value)) - mean(bin.map(({ outcome }) => outcome))),
    0,
  );
}

describe('the overview', () => {
  const given = answers(400);
  const known = given.flatMap(({ value, outcome }) => (outcome === undefined ? [] : [{ value, outcome }]));
  beforeAll(async () => {
    await fresh();
    await record(given);
  });

  it('says what the answers add up to', async () => {
    const overview = await user.data('confidence_overview', {});
    expect(overview).toMatchObject({
      totals: { answers: 400, outcomes: known.length, exposed: 0 },
      choices: { models: ['m-1', 'm-2'], methods: ['agreement', 'hybrid'], request_types: ['chat', 'plan'] },
      trends_merged: false,
    });
    const histogram = overview.histogram as readonly { good: number; bad: number; unknown: number }[];
    expect(histogram).toHaveLength(10);
    expect(histogram.reduce((sum, { good, bad, unknown }) => sum + good + bad + unknown, 0)).toBe(400);
    expect(histogram.reduce((sum, { good }) => sum + good, 0)).toBe(
      known.filter(({ outcome }) => outcome === 1).length,
    );
  });

  it('measures calibration as its definitions do', async () => {
    const { reliability } = (await user.data('confidence_overview', {})) as {
      reliability: Record<string, number> & { murphy: Record<string, number>; bins: readonly Row[] };
    };
    expect(reliability.answers).toBe(known.length);
    expect(reliability.brier).toBeCloseTo(mean(known.map(({ value, outcome }) => (value - outcome) ** 2)), 5);
    expect(reliability.ece).toBeCloseTo(expectedError(known), 4);
    const logLoss = mean(
      known.map(({ value, outcome }) => {
        const p = Math.min(1 - 0.00005, Math.max(0.00005, value));
        return -(outcome * Math.log(p) + (1 - outcome) * Math.log(1 - p));
      }),
    );
    expect(reliability.log_loss).toBeCloseTo(logLoss, 5);
    const good = known.filter(({ outcome }) => outcome === 1);
    const bad = known.filter(({ outcome }) => outcome === 0);
    const wins = good.flatMap((g) => bad.map((b) => (g.value > b.value ? 1 : g.value === b.value ? 0.5 : 0)));
    // Answers of one fiftieth are ties.
    expect(Math.abs((reliability.auroc ?? 0) - mean(wins))).toBeLessThan(0.01);
    const share = good.length / known.length;
    expect(reliability.murphy.uncertainty).toBeCloseTo(share * (1 - share), 5);
    for (const bin of reliability.bins) expect(Number(bin.lower)).toBeLessThanOrEqual(Number(bin.actual));
  });

  it('has a point for each bucket and series', async () => {
    const { trends } = (await user.data('confidence_overview', { bucket: 'day' })) as {
      trends: readonly Row[];
    };
    const sum = (name: string): number => trends.reduce((total, point) => total + Number(point[name]), 0);
    expect([sum('answers'), sum('outcomes')]).toEqual([400, known.length]);
    const weighted =
      trends.reduce((total, { mean: value, answers: n }) => total + Number(value) * Number(n), 0) / 400;
    expect(weighted).toBeCloseTo(mean(given.map(({ value }) => value)), 3);
    expect(
      trends.every(({ lower, mean: value, upper, answers: n }) =>
        n === 1 ? lower === undefined : Number(lower) <= Number(value) && Number(value) <= Number(upper),
      ),
    ).toBe(true);
  });

  it.each([
    ['models', { models: ['m-1'] }, ({ model }: Answer) => model === 'm-1'],
    ['methods', { methods: ['hybrid'] }, ({ method }: Answer) => method === 'hybrid'],
    ['request types', { request_types: ['plan'] }, ({ type }: Answer) => type === 'plan'],
    ['nothing, when a list is empty', { models: [] }, () => true],
  ])('keeps to its filters: %s', async (_what, filters, fits) => {
    const { totals, reliability } = await user.data('confidence_overview', { filters });
    const left = given.filter(fits);
    expect(totals).toMatchObject({ answers: left.length });
    expect(reliability).toMatchObject({
      answers: left.filter(({ outcome }) => outcome !== undefined).length,
    });
  });

  it('refuses filters that it does not know', async () => {
    expect(await user.call('confidence_overview', { filters: { model: 'm-1' } })).toMatchObject({
      error: { code: 'invalid', field: 'filters.model' },
    });
  });

  it('is empty and whole where nothing was recorded', async () => {
    const other = store.as((await store.tenant()).userId);
    expect(await other.data('confidence_overview', {})).toEqual({
      choices: { models: [], methods: [], request_types: [] },
      totals: { answers: 0, outcomes: 0, exposed: 0 },
      trends: [],
      trends_merged: false,
      reliability: { answers: 0, bins: [] },
      histogram: [],
      calibration: [],
      performance: [],
      performance_trend: [],
    });
  });

  it('tells nobody else of a user’s answers', async () => {
    const colleague = store.as(await store.user(tenant, 'owner'));
    expect(await colleague.data('confidence_overview', {})).toMatchObject({ totals: { answers: 0 } });
    for (const view of ['archon_confidence_trends', 'archon_calibration_analysis'])
      expect(await colleague.query(`select * from fixward.${view}`)).toEqual([]);
    const stranger = store.as((await store.tenant()).userId);
    for (const view of [
      'archon_confidence_trends',
      'archon_performance_dashboard',
      'archon_calibration_analysis',
    ])
      expect(await stranger.query(`select * from fixward.${view}`)).toEqual([]);
  });
});

describe('sums', () => {
  it('are right for what comes late, is changed and is taken back, and the same when made anew', async () => {
    await fresh();
    const ids = await record(answers(120));
    const review = (place: number, actual: number): Promise<unknown> =>
      user.data('record_confidence_outcomes', {
        outcomes: [{ score_id: ids[place], validation_method: 'human_review', actual_accuracy: actual }],
      });
    for (let place = 0; place < 30; place += 1) await review(place, place % 2);
    for (let place = 0; place < 10; place += 1) await review(place, 1);
    await user.query(
      `delete from fixward.archon_confidence_calibration where confidence_score_id = any ($1)`,
      [ids.slice(0, 5)],
    );
    await user.data('record_exposures', {
      exposures: ids.slice(0, 50).map((id) => ({ score_id: id, event: 'shown' })),
    });
    await user.data('record_performance', {
      metrics: [3, 40, 500, 6000].map((ms) => ({ response_time_ms: ms, endpoint: 'ask', error_rate: 0 })),
    });
    const figures = async (): Promise<unknown> => [
      await user.data('confidence_overview', {}),
      await user.data('confidence_overview', { bucket: 'hour' }),
      await user.query(
        'select * from fixward.archon_calibration_analysis order by day, method, validation_method',
      ),
      await user.query(
        'select * from fixward.archon_confidence_trends order by hour, request_type, model, method',
      ),
    ];
    const kept = await figures();
    expect(await user.data('rebuild_confidence_rollups', {})).toMatchObject({ scores: 120, metrics: 4 });
    expect(await figures()).toEqual(kept);
  });

  it('are made anew some days at a time', async () => {
    await fresh();
    const all = [0, 1, 1, 5, 40].flatMap((daysAgo) => answers(2).map((answer) => ({ ...answer, daysAgo })));
    await record(all);
    const before = await user.data('confidence_overview');
    const steps: Row[] = [];
    do {
      const from = steps.at(-1)?.next;
      steps.push(
        await user.data('rebuild_confidence_rollups', { days: 2, ...(from !== undefined && { from }) }),
      );
    } while (steps.at(-1)?.next !== undefined);
    expect(steps.map(({ scores }) => scores)).toEqual([2, 2, 6]);
    expect(await user.data('confidence_overview')).toEqual(before);
  });

  it('stay when old rows are removed', async () => {
    await fresh();
    const old = answers(20).map((answer) => ({ ...answer, daysAgo: 40 + answer.daysAgo }));
    await record([...old, ...answers(10)]);
    const filters = { from: new Date(Date.now() - 80 * 86_400_000).toISOString() };
    expect(await user.data('confidence_retention', { keep_days: 30, dry_run: true })).toMatchObject({
      scores: 20,
    });
    expect(await user.data('confidence_retention', { keep_days: 30, limit: 15 })).toMatchObject({
      scores: 15,
      more: true,
    });
    expect(await user.data('confidence_retention', { keep_days: 30, limit: 15 })).toMatchObject({
      scores: 5,
      more: false,
    });
    expect(await user.query('select count(*)::int as left from fixward.archon_confidence_scores')).toEqual([
      { left: 10 },
    ]);
    expect(await user.data('confidence_overview', { filters })).toMatchObject({ totals: { answers: 30 } });
    await user.data('rebuild_confidence_rollups', {});
    expect(await user.data('confidence_overview', { filters })).toMatchObject({ totals: { answers: 30 } });
    const stats = await user.query(
      `select total, outcome_count > 0 as known from fixward.calculate_confidence_stats(now() - interval '80 days', now())`,
    );
    expect(stats).toEqual([{ total: 30, known: true }]);
  });

  it('of a short time are of days where those of hours are removed', async () => {
    await fresh();
    await record(answers(6).map((answer) => ({ ...answer, daysAgo: 45 })));
    const day = 86_400_000;
    const filters = {
      from: new Date(Date.now() - 50 * day).toISOString(),
      to: new Date(Date.now() - 40 * day).toISOString(),
    };
    const asked = { filters, bucket: 'hour' };
    expect(await user.data('confidence_overview', asked)).toMatchObject({ totals: { answers: 6 } });
    await user.data('confidence_retention', {});
    expect(await user.data('confidence_overview', asked)).toMatchObject({ totals: { answers: 6 } });
  });
});

describe('statistics', () => {
  const given = answers(300);
  beforeAll(async () => {
    await fresh();
    await record(given);
  });
  const statistics = async (type?: string): Promise<Record<string, number>> => {
    const [row] = await user.query<Record<string, unknown>>(
      `select * from fixward.calculate_confidence_stats(now() - interval '30 days', now() + interval '1 hour', $1)`,
      [type],
    );
    return Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]));
  };
  const check = async (within: number): Promise<void> => {
    const sorted = given.map(({ value }) => value).sort((a, b) => a - b);
    const quantile = (share: number): number => {
      const place = share * (sorted.length - 1);
      const [low = 0, high = 0] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
      return low + (high - low) * (place - Math.floor(place));
    };
    const row = await statistics();
    expect(row).toMatchObject({
      total: 300,
      low_count: given.filter(({ value }) => value < 0.5).length,
      high_count: given.filter(({ value }) => value >= 0.8).length,
      outcome_count: given.filter(({ outcome }) => outcome !== undefined).length,
    });
    expect(row.average).toBeCloseTo(mean(sorted), 3);
    for (const [name, share] of [
      ['median', 0.5],
      ['p10', 0.1],
      ['p90', 0.9],
    ] as const)
      expect(Math.abs((row[name] ?? 0) - quantile(share))).toBeLessThanOrEqual(within);
    const known = given.flatMap(({ value, outcome }) => (outcome === undefined ? [] : [{ value, outcome }]));
    expect(row.brier).toBeCloseTo(mean(known.map(({ value, outcome }) => (value - outcome) ** 2)), 3);
    expect(row.ece).toBeCloseTo(expectedError(known), 3);
  };

  it('are exact while there are few answers', () => check(0.0001));

  it('are of one kind of request where one is named', async () => {
    expect((await statistics('plan')).total).toBe(given.filter(({ type }) => type === 'plan').length);
  });

  it('come from sums when rows of the time were removed, quantiles then within 0.02', async () => {
    await store.session.query(
      `insert into fixward.confidence_horizons (user_id, workspace_id, rows_since, hours_since) values ($1, $2, now(), '-infinity')`,
      [tenant.userId, tenant.workspaceId],
    );
    await check(0.02);
  });

  it('refuse a time that ends before it begins', async () => {
    await expect(
      user.query(`select * from fixward.calculate_confidence_stats(now(), now() - interval '1 day')`),
    ).rejects.toMatchObject({ code: '22023' });
  });
});

describe('requests', () => {
  const times = Array.from({ length: 200 }, (_, place) => Math.round(1.06 ** (place % 150)) + place);
  beforeAll(async () => {
    await fresh();
    await user.data('record_performance', {
      metrics: times.map((ms, place) => ({
        response_time_ms: ms,
        request_type: 'chat',
        endpoint: 'ask',
        model_version: 'm-1',
        ...(place % 4 === 0 && { error_rate: place % 8 === 0 ? 1 : 0 }),
        tokens_in: 10,
      })),
    });
  });

  it('have quantiles within 4.4 % of the exact ones, and means of what was measured', async () => {
    const { rows } = (await user.data('performance_report', {})) as {
      rows: readonly Record<string, number>[];
    };
    const sorted = [...times].sort((a, b) => a - b);
    const [row] = rows;
    expect(row).toMatchObject({
      requests: 200,
      error_rate: 0.5,
      error_measured: 50,
      tokens_in: 2000,
      cache_measured: 0,
    });
    expect(row).not.toHaveProperty('tokens_out');
    for (const [name, share] of [
      ['p50_ms', 0.5],
      ['p95_ms', 0.95],
      ['p99_ms', 0.99],
    ] as const) {
      const exact = sorted[Math.ceil(share * 200) - 1] ?? 0;
      // Whole milliseconds are shown.
      expect(Math.abs((row?.[name] ?? 0) - exact)).toBeLessThanOrEqual(exact * 0.044 + 0.5);
    }
  });

  it('of the last hour are on the dashboard, beside each mean the number it is of', async () => {
    const rows = await user.query('select * from fixward.archon_performance_dashboard');
    expect(rows).toMatchObject([
      { requests: 200, endpoint: 'ask', error_rate_measured: 50, cache_hit_rate: null },
    ]);
  });

  it('are what alerts look at', async () => {
    expect(await user.data('confidence_alert_figures', {})).toMatchObject({
      requests: 200,
      error_measured: 50,
      error_rate: 0.5,
      calibration: [],
      cost_usd: 0,
    });
  });
});
