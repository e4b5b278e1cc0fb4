import { describe, expect, it } from 'vitest';
import { Calibration } from '../../../src/service/confidence/calibration.ts';
import { type MemoryConfidenceStore, memoryConfidenceStore } from './memoryConfidenceStore.ts';

interface Past {
  readonly raw: number;
  readonly outcome: number;
}

/** Outcomes a minute apart, as the store tells of them. */
function past(cases: readonly Past[], begin = '2026-01-01T00:00:00Z', method = 'verbalized') {
  return cases.map(({ raw, outcome }, index) => {
    const at = new Date(Date.parse(begin) + index * 60_000).toISOString();
    return {
      score_id: `${begin}-${index}`,
      at,
      outcome_at: at,
      method,
      model_family: 'gpt-x',
      request_type: 'answer',
      ...(method === 'logprob' ? { tail_conf: raw } : { raw }),
      outcome,
      exposed: true,
    };
  });
}

/** A model that says 0.9 of everything and is right in so many of ten. */
const saying = (count: number, rightOfTen: number): readonly Past[] =>
  Array.from({ length: count }, (_, index) => ({
    raw: index % 2 === 0 ? 0.9 : 0.95,
    outcome: (index * 7) % 10 < rightOfTen ? 1 : 0,
  }));

function opened(store: MemoryConfidenceStore, errorRateMax?: number) {
  const log: string[] = [];
  let fitted = 0;
  const calibration = new Calibration({
    store,
    errorRateMax: () => errorRateMax,
    onFitted: () => {
      fitted += 1;
    },
    log: (line) => log.push(line),
    keepAlive: () => {},
    ending: new AbortController().signal,
  });
  return { calibration, log, fitted: () => fitted };
}

function storeWith(samples: readonly object[]): MemoryConfidenceStore {
  const store = memoryConfidenceStore();
  store.answers.calibration_samples = { samples, total: samples.length };
  return store;
}

const NINE = { method: 'verbalized', family: 'gpt-x', raw: 0.9 } as const;

describe('a value', () => {
  it('is uncalibrated while too few outcomes of its like are known', async () => {
    const { calibration } = opened(storeWith(past(saying(19, 5))));
    expect(await calibration.judge(NINE)).toEqual({ state: 'uncalibrated', outcomes: 19, withheld: false });
  });

  it('is told by what became of its like, and keeps which calibrator did so', async () => {
    const store = storeWith(past(saying(200, 5)));
    const { calibration } = opened(store);
    const judged = await calibration.judge(NINE);

    expect(judged).toMatchObject({ state: 'calibrated', outcomes: 200, calibratorId: 'calibrator-1' });
    // It says 0.9 and is right half of the time.
    expect(judged.calibrated).toBeGreaterThan(0.4);
    expect(judged.calibrated).toBeLessThan(0.6);
    expect(judged.lower).toBeLessThanOrEqual(judged.calibrated ?? 0);
    expect(judged.upper).toBeGreaterThanOrEqual(judged.calibrated ?? 1);
    expect(store.calibrators).toHaveLength(1);
    expect(store.calibrators[0]).toMatchObject({
      method: 'verbalized',
      model_family: 'gpt-x',
      outcomes: 200,
    });
  });

  it('of one method or family says nothing of another', async () => {
    const { calibration } = opened(storeWith(past(saying(200, 5))));
    const other = { state: 'uncalibrated', outcomes: 0, withheld: false };
    expect(await calibration.judge({ ...NINE, method: 'agreement' })).toEqual(other);
    expect(await calibration.judge({ ...NINE, family: 'gpt-y' })).toEqual(other);
  });

  it('in nats is no probability until it was calibrated to one', async () => {
    const cases = Array.from({ length: 200 }, (_, index) => {
      const raw = 2 + (index % 20) / 4;
      return { raw, outcome: (index % 20) + ((index * 7) % 10) > 14 ? 1 : 0 };
    });
    const { calibration } = opened(storeWith(past(cases, undefined, 'logprob')));
    const judge = (nats: number) => calibration.judge({ method: 'logprob', family: 'gpt-x', nats });
    const [low, high] = [await judge(2.1), await judge(6.6)];
    expect(low.calibrated).toBeLessThan(0.3);
    expect(high.calibrated).toBeGreaterThan(0.7);
    const { calibration: empty } = opened(storeWith([]));
    expect(await empty.judge({ method: 'logprob', family: 'gpt-x', nats: 6 })).not.toHaveProperty(
      'calibrated',
    );
  });

  it('is not fitted to what the guardian alone has said', async () => {
    const linted = past(saying(200, 10)).map((sample) => ({ ...sample, outcome_method: 'lint' }));
    const { calibration } = opened(storeWith(linted));
    expect(await calibration.judge(NINE)).toMatchObject({ state: 'uncalibrated', outcomes: 0 });
  });

  it('stays as it is when the store is away, and is calibrated once it is back', async () => {
    const store = storeWith(past(saying(200, 5)));
    store.broken.add('calibration_samples');
    const { calibration, log } = opened(store);
    expect(await calibration.judge(NINE)).toMatchObject({ state: 'uncalibrated' });
    expect(log.join('\n')).toContain('the store is away');
    store.broken.clear();
    expect(await calibration.judge(NINE)).toMatchObject({ state: 'calibrated' });
  });
});

describe('a calibrator', () => {
  it('stands until enough more outcomes are known, then follows as another version', async () => {
    const store = storeWith(past(saying(200, 5)));
    const { calibration } = opened(store);
    await calibration.judge(NINE);
    store.answers.calibration_samples = { samples: past(saying(210, 5)), total: 210 };
    await calibration.refit();
    expect(store.calibrators).toHaveLength(1);
    store.answers.calibration_samples = { samples: past(saying(260, 5)), total: 260 };
    await calibration.refit();
    expect(store.calibrators.map(({ record }) => record)).toMatchObject([{ version: 1 }, { version: 2 }]);
  });

  it('is the same one after the service was started anew', async () => {
    const store = storeWith(past(saying(200, 5)));
    const first = await opened(store).calibration.judge(NINE);
    const again = await opened(store).calibration.judge(NINE);
    expect(again).toEqual(first);
    expect(store.calibrators).toHaveLength(1);
  });

  it('drifts when later outcomes are others, and is made anew from these', async () => {
    const before = past(saying(300, 9));
    const store = storeWith(before);
    const { calibration } = opened(store);
    await calibration.judge(NINE);
    const after = past(saying(40, 2), '2026-02-01T00:00:00Z');
    store.answers.calibration_samples = { samples: [...before, ...after], total: 340 };
    await calibration.refit();

    expect(await calibration.judge(NINE)).toMatchObject({ state: 'drifting', calibratorId: 'calibrator-1' });
    const later = past(saying(60, 2), '2026-02-01T00:00:00Z');
    store.answers.calibration_samples = { samples: [...before, ...later], total: 360 };
    await calibration.refit();
    const judged = await calibration.judge(NINE);
    expect(judged).toMatchObject({ state: 'calibrated', outcomes: 60, calibratorId: 'calibrator-2' });
    expect(judged.calibrated).toBeLessThan(0.4);
  });

  it('of a shape that nobody knows is made anew', async () => {
    const store = storeWith(past(saying(200, 5)));
    store.calibrators.push({
      method: 'verbalized',
      model_family: 'gpt-x',
      kind: 'platt',
      outcomes: 900,
      record: { format: 'of another version' },
    });
    const judged = await opened(store).calibration.judge(NINE);
    expect(judged).toMatchObject({ outcomes: 200, calibratorId: 'calibrator-2' });
  });
});

describe('selective answering', () => {
  it('withholds what no outcome vouches for', async () => {
    const { calibration } = opened(storeWith([]), 0.05);
    expect(await calibration.judge(NINE)).toMatchObject({ withheld: true });
    expect(await calibration.judge({ method: 'heuristic', family: 'gpt-x' })).toMatchObject({
      withheld: true,
    });
  });

  it('shows what is as good as was asked for, and withholds the rest', async () => {
    // Sure ones are right nearly always, unsure ones half of the time.
    const cases = Array.from({ length: 600 }, (_, index) =>
      index % 2 === 0
        ? { raw: 0.97, outcome: index % 100 === 0 ? 0 : 1 }
        : { raw: 0.6, outcome: (index >> 1) % 2 },
    );
    const { calibration } = opened(storeWith(past(cases)), 0.1);
    const judge = (raw: number) => calibration.judge({ method: 'verbalized', family: 'gpt-x', raw });
    expect(await judge(0.97)).toMatchObject({ withheld: false });
    expect(await judge(0.6)).toMatchObject({ withheld: true });
  });

  it('withholds nothing while it is not set', async () => {
    const { calibration } = opened(storeWith([]));
    expect(await calibration.judge(NINE)).toMatchObject({ withheld: false });
  });
});

describe('what models said', () => {
  it('is fitted to, however many findings and fixes are newer', async () => {
    const store = memoryConfidenceStore();
    const rules = past(saying(50, 9)).map((sample) => ({
      ...sample,
      score_id: `rule ${sample.score_id}`,
      model_family: 'rules',
      request_type: 'rule',
    }));
    const answers = past(saying(60, 5));
    const asked: unknown[] = [];
    const call: MemoryConfidenceStore['call'] = async (name, request) => {
      if (name !== 'calibration_samples') return store.call(name, request);
      const type = request?.request_type;
      asked.push(type);
      const samples = type === undefined ? rules : type === 'answer' ? answers : [];
      return { ok: true, data: { samples, total: type === undefined ? 9_000 : samples.length } };
    };
    const { calibration, log } = opened({ ...store, call });
    expect(await calibration.judge(NINE)).toMatchObject({ state: 'calibrated', outcomes: 60 });
    expect(asked).toEqual([undefined, 'answer', 'proposal']);
    expect(log).toEqual([]);
  });
});
