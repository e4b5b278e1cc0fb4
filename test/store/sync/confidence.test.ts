import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStoreDatabase } from '../../support/storeDatabase.ts';
import {
  attach,
  type Machine,
  machineOf,
  openMachine,
  openSharedStore,
  type SharedStore,
  sideOf,
} from './syncedStores.ts';

type Row = Readonly<Record<string, unknown>>;

describe('confidence on two machines of one user', () => {
  let shared: SharedStore;
  let desk: Machine;
  let laptop: Machine;
  beforeAll(async () => {
    shared = await openSharedStore();
    desk = await openMachine(shared, 'member');
    const store = await openStoreDatabase();
    await store.pglite.query('select fixward.mark_local_store()');
    laptop = machineOf(shared, store, randomUUID(), desk.remote);
    await attach(shared, laptop.local, laptop.remote, 'member');
  }, 240_000);
  afterAll(async () => {
    for (const store of [shared.store, desk.local.store, laptop.local.store]) await store.close();
  });

  const here = (): Row => ({ workspace_id: shared.tenant.workspaceId });
  const at = async ({ local }: Machine, name: string, request: Row = {}): Promise<Row> =>
    local.data(name, { ...here(), ...request });
  const recorded = async (machine: Machine, values: Row = {}): Promise<string> => {
    const { results } = await at(machine, 'record_confidence_scores', {
      scores: [{ request_id: randomUUID(), method: 'agreement', raw_confidence: 0.8, ...values }],
    });
    // SAFETY: a batch of one has one result.
    return String((results as readonly Row[])[0]?.id);
  };
  const review = (machine: Machine, id: string, actual: number, when: string): Promise<Row> =>
    at(machine, 'record_confidence_outcomes', {
      outcomes: [
        { score_id: id, validation_method: 'human_review', actual_accuracy: actual, validated_at: when },
      ],
    });
  const detail = (machine: Machine, id: string): Promise<Row> => at(machine, 'get_confidence_score', { id });

  it('an answer goes with all that is known of it, and counts once on each', async () => {
    const id = await recorded(desk, {
      evidence: [{ part: 'factual', kind: 'x', text: 'Größe', passed: 1, of: 2 }],
    });
    await at(desk, 'record_exposures', { exposures: [{ score_id: id, event: 'shown' }] });
    await review(desk, id, 1, '2026-01-02T00:00:00Z');
    await at(desk, 'record_performance', { metrics: [{ response_time_ms: 40, confidence_score_id: id }] });
    await at(desk, 'save_calibrator', {
      method: 'agreement',
      model_family: 'm',
      kind: 'identity',
      record: {},
      outcomes: 1,
    });
    expect(await desk.round()).toMatchObject({ pushed: 5, rejected: 0 });
    expect(await desk.round()).toMatchObject({ pushed: 0 });
    expect(await laptop.round()).toMatchObject({ held: 0 });
    expect(await detail(laptop, id)).toMatchObject({
      score: { outcome: 1, evidence: [{ text: 'Größe' }] },
      outcomes: [{ predicted_confidence: 0.8 }],
      exposures: [{ event: 'shown' }],
    });
    for (const machine of [desk, laptop]) {
      expect(await at(machine, 'confidence_overview')).toMatchObject({
        totals: { answers: 1, outcomes: 1, exposed: 1 },
        performance: [{ requests: 1 }],
      });
      expect(await at(machine, 'list_calibrators')).toMatchObject({
        calibrators: [{ version: 1, current: true }],
      });
    }
  });

  it('of two verdicts the later stays, whichever arrives first', async () => {
    const id = await recorded(desk);
    await desk.round();
    await laptop.round();
    await review(laptop, id, 0, '2026-03-02T00:00:00Z');
    await review(desk, id, 1, '2026-03-01T00:00:00Z');
    for (let turn = 0; turn < 3; turn += 1) {
      await laptop.round();
      await desk.round();
    }
    const [a, b] = [await detail(desk, id), await detail(laptop, id)];
    expect(a).toMatchObject({ score: { outcome: 0 }, outcomes: [{ actual_accuracy: 0 }] });
    expect(b.outcomes).toEqual(a.outcomes);
    await review(desk, id, 1, '2026-03-03T00:00:00Z');
    await desk.round();
    await laptop.round();
    expect(await detail(laptop, id)).toMatchObject({ score: { outcome: 1 } });
    const [{ totals: first }, { totals: second }] = [
      await at(desk, 'confidence_overview'),
      await at(laptop, 'confidence_overview'),
    ];
    expect(second).toEqual(first);
  });

  it('one request measured on both is one answer', async () => {
    const request = randomUUID();
    const first = await recorded(desk, { request_id: request });
    await recorded(laptop, { request_id: request, raw_confidence: 0.3 });
    await desk.round();
    await laptop.round();
    await laptop.round();
    const { scores } = await at(laptop, 'list_confidence_scores', { filters: { request_ids: [request] } });
    expect(scores).toMatchObject([{ id: first }]);
  });

  it('attaching again sends nothing twice', async () => {
    await attach(shared, desk.local, desk.remote, 'member');
    expect(await desk.round()).toMatchObject({ pushed: 0 });
  });

  it('nobody else of the workspace is told of it', async () => {
    const colleague = sideOf(shared.store, await shared.store.user(shared.tenant, 'maintainer'), 'supabase');
    expect(await colleague.data('sync_pull', here())).toMatchObject({ changes: [], more: false });
  });
});
