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

/** A workspace of its own, so that no test counts another's answers. */
const fresh = async (): Promise<void> => {
  tenant = await store.tenant();
  user = store.as(tenant.userId);
};

const score = (values: Row = {}): Row => ({ request_id: randomUUID(), method: 'agreement', ...values });

// SAFETY: every batch answers with its results; the tests compare them.
const resultsOf = async (name: string, request: Row): Promise<readonly Row[]> =>
  (await user.data(name, request)).results as readonly Row[];

const recorded = async (values: Row = {}): Promise<string> => {
  const [result] = await resultsOf('record_confidence_scores', { scores: [score(values)] });
  return String(result?.id);
};

describe('scores', () => {
  beforeAll(fresh);

  it('keep what was measured and fill nothing in', async () => {
    const id = await recorded({
      raw_confidence: 0.7,
      title: 'Größe von „наш каталог“?',
      model_version: 'm-1',
    });
    const { score: kept } = (await user.data('get_confidence_score', { id })) as { score: Row };
    expect(kept).toMatchObject({
      raw_confidence: 0.7,
      shown_confidence: 0.7,
      title: 'Größe von „наш каталог“?',
    });
    expect(kept).toMatchObject({ model_family: 'm-1', request_type: 'chat', evidence: [] });
    for (const absent of ['factual_confidence', 'overall_confidence', 'calibrated_confidence', 'outcome'])
      expect(kept).not.toHaveProperty(absent);
  });

  it.each([
    ['all parts', { factual_confidence: 0.9, reasoning_confidence: 0.6, contextual_relevance: 0.3 }, 0.6],
    ['two parts', { factual_confidence: 0.9, contextual_relevance: 0.4 }, 0.65],
    ['one part', { reasoning_confidence: 0.25 }, 0.25],
  ])('take the mean of the parts that there are: %s', async (_what, parts, overall) => {
    const { score: kept } = (await user.data('get_confidence_score', { id: await recorded(parts) })) as {
      score: Row;
    };
    expect(kept).toMatchObject({ overall_confidence: overall, shown_confidence: overall });
  });

  it('show the calibrated value before the raw one', async () => {
    const id = await recorded({
      raw_confidence: 0.9,
      calibrated_confidence: 0.6,
      uncertainty_lower: 0.4,
      uncertainty_upper: 0.8,
    });
    const { score: kept } = (await user.data('get_confidence_score', { id })) as { score: Row };
    expect(kept).toMatchObject({ shown_confidence: 0.6 });
  });

  it('are one however often they are sent: by id, by request and method, by client and number', async () => {
    const [client, id] = [randomUUID(), randomUUID()];
    const first = score({ id, client_id: client, client_seq: 7, raw_confidence: 0.5 });
    expect(await resultsOf('record_confidence_scores', { scores: [first] })).toEqual([
      { ok: true, id, created: true },
    ]);
    const again = [
      first,
      score({ request_id: first.request_id, raw_confidence: 0.1 }),
      score({ client_id: client, client_seq: 7 }),
    ];
    for (const one of again)
      expect(await resultsOf('record_confidence_scores', { scores: [one] })).toEqual([
        { ok: true, id, created: false },
      ]);
    const twin = score({ raw_confidence: 0.2 });
    const [a, b] = await resultsOf('record_confidence_scores', { scores: [twin, twin] });
    expect([a?.created, b?.created, a?.id === b?.id]).toEqual([true, false, true]);
  });

  it('of a batch are kept but for those that are wrong, and these are named', async () => {
    const wrong: readonly (readonly [Row, string])[] = [
      [{ raw_confidence: 1.0001 }, 'raw_confidence: must be a number, 0 to 1; it is 1.0001'],
      [{ raw_confidence: 'NaN' }, 'raw_confidence: must be a number, 0 to 1; it is "NaN"'],
      [{ uncertainty_lower: 0.6, uncertainty_upper: 0.5 }, 'check constraint'],
      [{ uncertainty_lower: 0.6 }, 'check constraint'],
      [{ calibrated_confidence: 0.9, uncertainty_lower: 0.1, uncertainty_upper: 0.5 }, 'check constraint'],
      [{ method: 'guess' }, 'method: must be a text, one of logprob'],
      [{ method: 'logprob' }, 'check constraint'],
      [{ mean_conf: -1, method: 'logprob', top_k: 20 }, 'mean_conf: must be a number, at least 0'],
      [{ prompt_hash: 'x' }, 'prompt_hash: must be a text, matching'],
      [{ invented: 1 }, 'invented: is not a known field'],
      [{ outcome: 1 }, 'outcome: is not a known field'],
      [{ request_id: 'nobody' }, 'request_id: must be a UUID'],
    ];
    const scores = wrong.flatMap(([values]) => [score({ raw_confidence: 0.5 }), score(values)]);
    const results = await resultsOf('record_confidence_scores', { scores });
    wrong.forEach(([values, message], place) => {
      expect(results[place * 2]).toMatchObject({ ok: true, created: true });
      expect({ values, answer: results[place * 2 + 1] }).toMatchObject({ answer: { ok: false } });
      expect(JSON.stringify(results[place * 2 + 1])).toContain(JSON.stringify(message).slice(1, -1));
    });
  });

  it('are listed newest first, page by page, by what they hold', async () => {
    await fresh();
    const consultation = randomUUID();
    const scores = Array.from({ length: 5 }, (_, place) =>
      score({
        raw_confidence: place / 10,
        created_at: `2026-01-0${place + 1}T00:00:00Z`,
        ...(place === 2 && { consultation_id: consultation, model_version: 'm' }),
      }),
    );
    const ids = (await resultsOf('record_confidence_scores', { scores })).map(({ id }) => id);
    await user.data('record_confidence_outcomes', {
      outcomes: [
        { score_id: ids[0], validation_method: 'compile', actual_accuracy: 1 },
        { score_id: ids[1], validation_method: 'compile', actual_accuracy: 0 },
      ],
    });
    const listed = async (request: Row): Promise<readonly unknown[]> =>
      ((await user.data('list_confidence_scores', request)).scores as readonly Row[]).map(({ id }) =>
        ids.indexOf(id),
      );
    expect(await listed({})).toEqual([4, 3, 2, 1, 0]);
    const page = await user.data('list_confidence_scores', { limit: 2 });
    expect(await listed({ limit: 2, cursor: page.next_cursor })).toEqual([2, 1]);
    expect(await listed({ filters: { from: '2026-01-02', to: '2026-01-04' } })).toEqual([2, 1]);
    expect(await listed({ filters: { outcomes: ['good'] } })).toEqual([0]);
    expect(await listed({ filters: { outcomes: ['bad', 'unknown'], value_to: 0.2 } })).toEqual([2, 1]);
    expect(await listed({ filters: { consultation_ids: [consultation] } })).toEqual([2]);
    expect(await listed({ filters: { models: ['m'], methods: ['agreement'] } })).toEqual([2]);
    expect(await listed({ filters: { request_types: ['plan'] } })).toEqual([]);
    expect(await user.call('list_confidence_scores', { cursor: 'x' })).toMatchObject({
      error: { field: 'cursor' },
    });
  });

  it('come with past cases of their kind and method and about their value', async () => {
    await fresh();
    const past = await resultsOf('record_confidence_scores', {
      scores: [
        score({ raw_confidence: 0.72, created_at: '2026-01-01', title: 'near' }),
        score({ raw_confidence: 0.85, created_at: '2026-01-02', title: 'far' }),
        score({ raw_confidence: 0.7, created_at: '2026-01-03', method: 'hybrid' }),
        score({ raw_confidence: 0.7, created_at: '2026-01-04', request_type: 'plan' }),
      ],
    });
    const id = await recorded({ raw_confidence: 0.7 });
    expect((await user.data('get_confidence_score', { id })).similar).toEqual([
      {
        id: past[0]?.id,
        created_at: expect.any(String),
        title: 'near',
        value: 0.72,
        same_family: false,
        shared_evidence: [],
      },
    ]);
  });

  it('come with the most alike of past cases, first those whose end is known', async () => {
    await fresh();
    const looked = (...kinds: readonly string[]) => ({
      evidence: kinds.map((kind) => ({ part: 'factual', kind, text: kind, passed: 1, of: 1 })),
    });
    const own = { model_family: 'opus', ...looked('sql_parses', 'plan_runs') };
    const past = await resultsOf('record_confidence_scores', {
      scores: [
        score({ raw_confidence: 0.7, title: 'near alone', created_at: '2026-01-05' }),
        score({ raw_confidence: 0.7, title: 'family', model_family: 'opus', created_at: '2026-01-04' }),
        score({ raw_confidence: 0.7, title: 'alike', ...own, created_at: '2026-01-03' }),
        score({
          raw_confidence: 0.76,
          title: 'known',
          ...own,
          ...looked('plan_runs'),
          created_at: '2026-01-01',
        }),
      ],
    });
    await user.data('record_confidence_outcomes', {
      outcomes: [{ score_id: past[3]?.id, validation_method: 'user_accept', actual_accuracy: 1 }],
    });
    const id = await recorded({ raw_confidence: 0.7, ...own });
    const { similar } = await user.data('get_confidence_score', { id });
    expect((similar as readonly Row[]).map(({ title }) => title)).toEqual([
      'known',
      'alike',
      'family',
      'near alone',
    ]);
    expect(similar).toMatchObject([
      { outcome: 1, same_family: true, shared_evidence: ['plan_runs'] },
      { same_family: true, shared_evidence: ['plan_runs', 'sql_parses'] },
      { same_family: true, shared_evidence: [] },
      { same_family: false },
    ]);
  });

  it('that state no value are beside others of their kind and method', async () => {
    await fresh();
    const inNats = { method: 'logprob', top_k: 20, mean_conf: 5.25, tail_conf: 4.5 };
    const past = await resultsOf('record_confidence_scores', {
      scores: [score({ ...inNats, created_at: '2026-01-01' })],
    });
    const id = await recorded(inNats);
    expect(await user.data('get_confidence_score', { id })).toMatchObject({ similar: [{ id: past[0]?.id }] });
  });
});

describe('outcomes', () => {
  beforeAll(fresh);
  const review = (id: string, values: Row): Promise<readonly Row[]> =>
    resultsOf('record_confidence_outcomes', {
      outcomes: [{ score_id: id, validation_method: 'user_accept', actual_accuracy: 1, ...values }],
    });
  const outcomeOf = async (id: string): Promise<Row> =>
    (await user.data('get_confidence_score', { id })).score as Row;

  it('are set beside what was shown, and a later verdict takes the place of an earlier', async () => {
    const id = await recorded({ raw_confidence: 0.8 });
    expect(await review(id, { validated_at: '2026-01-02' })).toMatchObject([
      { created: true, replaced: false },
    ]);
    expect(
      await review(id, { validated_at: '2026-01-03', actual_accuracy: 0, note: 'undone' }),
    ).toMatchObject([{ created: false, replaced: true }]);
    expect(await review(id, { validated_at: '2026-01-01' })).toMatchObject([
      { created: false, replaced: false },
    ]);
    const { outcomes, score: kept } = await user.data('get_confidence_score', { id });
    expect(outcomes).toMatchObject([{ predicted_confidence: 0.8, actual_accuracy: 0, note: 'undone' }]);
    expect(kept).toMatchObject({ outcome: 0, outcome_method: 'user_accept' });
  });

  it('of a person count before those of programs, whenever they come', async () => {
    const id = await recorded({ raw_confidence: 0.8 });
    await review(id, { validation_method: 'human_review', actual_accuracy: 0, validated_at: '2026-01-01' });
    await review(id, { validation_method: 'lint', validated_at: '2026-02-01' });
    await review(id, { validation_method: 'user_revert', validated_at: '2026-02-02' });
    expect(await outcomeOf(id)).toMatchObject({ outcome: 0, outcome_method: 'human_review' });
  });

  it('are no verdict where rules alone looked, whatever they found', async () => {
    const id = await recorded({ raw_confidence: 0.8 });
    await review(id, { validation_method: 'lint', actual_accuracy: 0 });
    expect(await outcomeOf(id)).not.toHaveProperty('outcome');
    expect(await user.data('get_confidence_score', { id })).toMatchObject({
      outcomes: [{ validation_method: 'lint', actual_accuracy: 0 }],
    });
    await review(id, { validation_method: 'compile' });
    expect(await outcomeOf(id)).toMatchObject({ outcome: 1, outcome_method: 'compile' });
  });

  it('taken back leave the verdict that is next', async () => {
    const id = await recorded({ raw_confidence: 0.8 });
    await review(id, { validation_method: 'human_review', actual_accuracy: 0 });
    await review(id, { validation_method: 'compile' });
    await user.query(
      `delete from fixward.archon_confidence_calibration where confidence_score_id = $1 and validation_method = 'human_review'`,
      [id],
    );
    expect(await outcomeOf(id)).toMatchObject({ outcome: 1, outcome_method: 'compile' });
  });

  it('are kept of answers whose figures are in nats, for these are calibrated with them', async () => {
    const id = await recorded({ method: 'logprob', top_k: 20, mean_conf: 5.25, tail_conf: 4.5 });
    await review(id, {});
    const { samples } = await user.data('calibration_samples', { method: 'logprob' });
    expect(samples).toMatchObject([
      { score_id: id, mean_conf: 5.25, tail_conf: 4.5, outcome: 1, weight: 1, exposed: false },
    ]);
  });

  it('carry the weight of the verdict that counts, so that answers chosen for review stand for others', async () => {
    await fresh();
    const id = await recorded({ raw_confidence: 0.8 });
    const weights = async (): Promise<unknown> =>
      ((await user.data('calibration_samples')).samples as readonly Row[]).map(({ weight }) => weight);
    await review(id, { validation_method: 'compile', weight: 2 });
    expect(await weights()).toEqual([2]);
    await review(id, { validation_method: 'human_review', weight: 12.5, validated_at: '2026-01-01' });
    expect(await weights()).toEqual([12.5]);
    await review(id, { validation_method: 'human_review', weight: 20, validated_at: '2026-01-02' });
    expect(await weights()).toEqual([20]);
  });

  it('of somebody else’s answers are refused', async () => {
    const id = await recorded();
    const colleague = store.as(await store.user(tenant, 'owner'));
    const request = { outcomes: [{ score_id: id, validation_method: 'lint', actual_accuracy: 0 }] };
    expect(await colleague.data('record_confidence_outcomes', request)).toMatchObject({
      results: [{ ok: false, error: { code: 'not_found', field: 'outcomes[0].score_id' } }],
    });
  });
});

describe('exposures', () => {
  beforeAll(fresh);

  it('are kept once an event, and withholding is none', async () => {
    const [shown, withheld] = [await recorded(), await recorded()];
    const exposures = [
      { score_id: shown, event: 'shown', happened_at: '2026-01-02T00:00:00Z' },
      { score_id: withheld, event: 'withheld' },
    ];
    expect(await resultsOf('record_exposures', { exposures })).toMatchObject([
      { created: true },
      { created: true },
    ]);
    expect(await resultsOf('record_exposures', { exposures })).toMatchObject([
      { created: false },
      { created: false },
    ]);
    expect(await user.data('get_confidence_score', { id: shown })).toMatchObject({
      score: { exposed_at: '2026-01-02T00:00:00+00:00' },
    });
    expect(await user.data('confidence_overview')).toMatchObject({ totals: { answers: 2, exposed: 1 } });
  });
});

describe('what the store derives', () => {
  beforeAll(fresh);

  it.each([
    ['outcome', '1'],
    ['exposed_at', 'now()'],
  ])('cannot be written by users: %s', async (column, value) => {
    const id = await recorded();
    await expect(
      user.query(`update fixward.archon_confidence_scores set ${column} = ${value} where id = $1`, [id]),
    ).rejects.toThrow(/permission denied/);
  });

  it.each(['confidence_rollups', 'calibration_rollups', 'performance_rollups', 'confidence_horizons'])(
    'nor can sums: %s',
    async (table) => {
      await expect(user.query(`delete from fixward.${table}`)).rejects.toThrow(/permission denied/);
    },
  );
});

describe('performance metrics', () => {
  beforeAll(fresh);

  it('are written one by one with SQL, every value looked at', async () => {
    const key = randomUUID();
    const insert = (given: string): Promise<readonly { id: string }[]> =>
      user.query(`select fixward.insert_performance_metric(${given}) as id`);
    expect(await insert(`120, error_rate => 0, idempotency_key => '${key}'`)).toEqual([{ id: key }]);
    expect(await insert(`120, idempotency_key => '${key}'`)).toEqual([{ id: key }]);
    for (const [given, message] of [
      ['null', 'response_time_ms: is missing'],
      ['-1', 'response_time_ms: must be a whole number'],
      ['1, error_rate => 1.0001', 'error_rate: must be a number, 0 to 1'],
      [`1, cache_hit_rate => 'NaN'`, 'cache_hit_rate: must be a number, 0 to 1; it is "NaN"'],
      ['1, cpu_usage_percent => 100.5', 'cpu_usage_percent: must be a number, 0 to 100'],
      ['1, user_satisfaction_score => 0.5', 'user_satisfaction_score: must be a number, 1 to 5'],
    ] as const) {
      await expect(insert(given)).rejects.toMatchObject({
        code: '22023',
        message: expect.stringContaining(message),
      });
    }
    await expect(insert(`1, confidence_score_id => '${randomUUID()}'`)).rejects.toMatchObject({
      code: '23503',
    });
    expect(await user.query('select count(*)::int as kept from fixward.archon_performance_metrics')).toEqual([
      { kept: 1 },
    ]);
  });

  it('are kept once by client and number, and leave out what was not measured', async () => {
    const metric = { response_time_ms: 5, client_id: randomUUID(), client_seq: 1 };
    const [first] = await resultsOf('record_performance', { metrics: [metric] });
    expect(await resultsOf('record_performance', { metrics: [metric] })).toEqual([
      { ...first, created: false },
    ]);
    const [row] = await user.query('select * from fixward.archon_performance_metrics where id = $1', [
      first?.id,
    ]);
    expect(row).toMatchObject({
      error_rate: null,
      cache_hit_rate: null,
      hallucination_rate: null,
      tokens_in: null,
    });
  });
});

describe('calibrators', () => {
  beforeAll(fresh);

  it('are versions for a method and a family of models, the latest of which is current', async () => {
    const fit = {
      method: 'verbalized',
      model_family: 'gpt',
      kind: 'platt',
      record: { a: 1.5 },
      outcomes: 40,
    };
    const first = await user.data('save_calibrator', {
      ...fit,
      fitted_at: '2026-01-01T00:00:00Z',
      brier_before: 0.2,
    });
    const second = await user.data('save_calibrator', {
      ...fit,
      fitted_at: '2026-02-01T00:00:00Z',
      kind: 'beta',
    });
    const other = await user.data('save_calibrator', {
      ...fit,
      model_family: 'local',
      fitted_at: '2026-01-15T00:00:00Z',
    });
    expect([first, second, other].map(({ version }) => version)).toEqual([1, 2, 1]);
    expect(await user.data('save_calibrator', { ...fit, id: first.id })).toEqual({
      ...first,
      created: false,
    });
    const listed = async (request: Row): Promise<unknown> =>
      ((await user.data('list_calibrators', request)).calibrators as readonly Row[]).map(
        ({ id, current }) => [id, current],
      );
    expect(await listed({})).toEqual([
      [second.id, true],
      [other.id, true],
    ]);
    expect(await listed({ model_family: 'gpt', history: true })).toEqual([
      [second.id, true],
      [first.id, false],
    ]);
    expect(await listed({ ids: [first.id] })).toEqual([[first.id, false]]);
  });
});
