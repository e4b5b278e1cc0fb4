import { describe, expect, it } from 'vitest';
import { AlertKeeper } from '../../../src/service/confidence/alertKeeper.ts';
import { type AlertFacts, alertsOf } from '../../../src/service/confidence/alerts.ts';

const CALM: AlertFacts = {
  calibration: [{ method: 'agreement', outcomes: 500, ece: 0.05 }],
  fits: [],
  models: { requests: 100, errorRate: 0.01 },
  answers: { requests: 10, p95Ms: 20_000 },
  budget: { dayTokensMax: 1_000_000 },
  today: { tokens: 1_000, costUsd: 0 },
};
const DRIFT = {
  method: 'verbalized',
  family: 'gpt-x',
  drift: {
    state: 'drifting',
    outcomes: 50,
    brier: 0.4,
    brierMax: 0.3,
    gap: -0.3,
    since: '2026-11-20T10:00:00Z',
  },
} as const;

describe('alerts', () => {
  it('are none while all is well', () => {
    expect(alertsOf(CALM)).toEqual([]);
    expect(alertsOf({ ...CALM, models: { requests: 0 }, answers: { requests: 0 }, budget: {} })).toEqual([]);
  });

  it.each([
    ['calibration_drift', { fits: [DRIFT] }, 'warning', /verbalized for gpt-x: values promise more/u],
    [
      'calibration_drift',
      { calibration: [{ method: 'agreement', outcomes: 120, ece: 0.2 }] },
      'warning',
      /agreement was off by 20 % on average over the last 120 outcomes/u,
    ],
    ['error_rate', { models: { requests: 20, errorRate: 0.1 } }, 'warning', /10 % of 20 requests/u],
    ['error_rate', { models: { requests: 20, errorRate: 0.5 } }, 'error', /50 % of 20 requests/u],
    ['slow_answers', { answers: { requests: 5, p95Ms: 600_000 } }, 'warning', /longer than 10 minutes/u],
    ['budget', { today: { tokens: 850_000, costUsd: 0 } }, 'warning', /850000 of 1000000 tokens/u],
    ['budget', { today: { tokens: 1_000_000, costUsd: 0 } }, 'error', /is used/u],
    [
      'budget',
      { budget: { dayCostUsdMax: 2 }, today: { tokens: 5, costUsd: 1.9 } },
      'warning',
      /1\.90 of 2\.00 dollars/u,
    ],
  ] as const)('warn of %s', (id, changes, level, text) => {
    expect(alertsOf({ ...CALM, ...changes })).toEqual([
      expect.objectContaining({ id, level, text: expect.stringMatching(text) }),
    ]);
  });

  it.each([
    ['a share of few requests', { models: { requests: 3, errorRate: 1 } }],
    ['few outcomes that are off', { calibration: [{ method: 'agreement', outcomes: 20, ece: 0.4 }] }],
    ['one slow answer', { answers: { requests: 1, p95Ms: 900_000 } }],
    ['a steady calibrator', { fits: [{ ...DRIFT, drift: { state: 'steady', outcomes: 50 } }] }],
  ] as const)('do not come of %s', (_what, changes) => {
    expect(alertsOf({ ...CALM, ...changes })).toEqual([]);
  });
});

const NO_FIGURES = {
  from: '2026-11-21T09:00:00Z',
  to: '2026-11-21T10:00:00Z',
  requests: 0,
  error_measured: 0,
  calibration: [],
  cost_usd: 0,
  unpriced_requests: 0,
};

describe('the keeper of alerts', () => {
  const MINUTE = 60_000;

  function keeper() {
    const told: string[][] = [];
    const filters: unknown[] = [];
    const state = { now: Date.parse('2026-11-21T10:00:00Z'), errorRate: 0.5, isBroken: false };
    const log: string[] = [];
    const opened = new AlertKeeper({
      store: {
        call: async (name, request) => {
          if (state.isBroken) throw new Error('the store is away');
          if (name === 'confidence_alert_figures') return { ok: true, data: NO_FIGURES };
          filters.push(request?.filters);
          const row = {
            request_type: 'model',
            requests: 20,
            error_rate: state.errorRate,
            error_measured: 20,
            cache_measured: 0,
          };
          return { ok: true, data: { rows: [row], trend: [] } };
        },
      },
      fits: async () => [],
      budget: () => ({}),
      usedToday: async () => ({ tokens: 0, costUsd: 0 }),
      onChanged: (alerts) => told.push(alerts.map(({ id }) => id)),
      log: (line) => log.push(line),
      now: () => state.now,
    });
    return { opened, told, state, filters, log };
  }

  it('looks at the last hour and remembers since when', async () => {
    const { opened, state, filters } = keeper();
    const [first] = await opened.alerts();
    expect(first).toMatchObject({ id: 'error_rate', since: '2026-11-21T10:00:00.000Z' });
    expect(filters[0]).toEqual({ from: '2026-11-21T09:00:00.000Z', request_types: ['model'] });
    state.now += 30 * MINUTE;
    expect((await opened.alerts())[0]?.since).toBe('2026-11-21T10:00:00.000Z');
  });

  it('tells when alerts come and go, not in between', async () => {
    const { opened, told, state } = keeper();
    await opened.look();
    state.now += MINUTE;
    await opened.look();
    state.now += MINUTE;
    state.errorRate = 0;
    await opened.look();
    expect(told).toEqual([['error_rate'], []]);
  });

  it('keeps them while it cannot look', async () => {
    const { opened, state, log } = keeper();
    await opened.look();
    state.now += MINUTE;
    state.isBroken = true;
    expect((await opened.alerts()).map(({ id }) => id)).toEqual(['error_rate']);
    expect(log.join('\n')).toContain('the store is away');
  });
});
