import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type {
  ConfidenceDetail,
  ConfidenceOverview,
  ConfidenceScores,
} from '../../../../src/protocol/confidence.ts';
import type { Consultation } from '../../../../src/protocol/consult.ts';
import { PerformanceLedger } from '../../../../src/service/confidence/performance/performanceLedger.ts';
import type { StoreTransport } from '../../../../src/store/store.ts';
import { savePatterns } from '../../../support/patternRequest.ts';
import { callTool, say } from '../../../support/scripted/steps.ts';
import { type ScriptedModel, scriptedModel } from '../../../support/scriptedModel.ts';
import { openStoreDatabase, type StoreDatabase, type StoreUser } from '../../../support/storeDatabase.ts';
import { proposingTool } from '../../consult/consultBench.ts';
import { type ConfidenceBench, confidenceBench } from '../confidenceBench.ts';

let model: ScriptedModel;
let telling: ScriptedModel;
let database: StoreDatabase;
let user: StoreUser;
beforeAll(async () => {
  const silent = { logprobs: false };
  model = await scriptedModel(() => [say('unset')], { models: { 'deep-1': silent, 'small-1': silent } });
  telling = await scriptedModel(() => [say('unset')], { models: { 'deep-1': {}, 'small-1': {} } });
  database = await openStoreDatabase();
}, 120_000);
afterAll(async () => {
  await Promise.all([model.close(), telling.close(), database.close()]);
});
beforeEach(async () => {
  // Services that have ended write what they still had.
  await last;
  const tenant = await database.tenant(`Confidence ${randomUUID()}`);
  user = database.as(tenant.userId);
});

/** One after another: tests share the session with what the database is set up by. */
let last: Promise<unknown> = Promise.resolve();
const call: StoreTransport['call'] = (name, request) => {
  const answer = last.then(() => user.call(name, request));
  last = answer.catch(() => undefined);
  return answer;
};

const bench = (options: Partial<Parameters<typeof confidenceBench>[0]> = {}): ConfidenceBench =>
  confidenceBench({
    baseUrl: model.baseUrl,
    transport: { call },
    ...options,
  });

const ask = async ({ consult, idle }: ConfidenceBench, question = 'Why is it slow?'): Promise<string> => {
  const id = await consult.ask(question);
  await idle();
  return id;
};

const answering = (confidence: number) =>
  model.play(() => [
    callTool('give_answer', {
      recommendation: 'Add an index.',
      confidence,
      sql: [{ title: 'Index', sql: 'create index on orders (user_id);' }],
    }),
  ]);

describe('scores in the store', () => {
  it('can be listed, explained and reviewed', async () => {
    answering(0.8);
    const opened = bench();
    const id = await ask(opened);
    expect(opened.log).toEqual([]);

    // SAFETY: the answers of these methods.
    const listed = (await opened.call('confidence/scores', {})) as ConfidenceScores;
    expect(listed).toMatchObject({
      scores: [
        {
          requestType: 'answer',
          method: 'verbalized',
          raw: 0.8,
          model: 'deep-1',
          consultationId: id,
          title: 'Why is it slow?',
          state: 'uncalibrated',
        },
      ],
      more: false,
    });
    const scoreId = listed.scores[0]?.scoreId;
    await opened.call('confidence/review', { scoreId, actual: 0, note: 'there was an index' });
    await opened.idle();
    // SAFETY: as above.
    const detail = (await opened.call('confidence/get', { scoreId })) as ConfidenceDetail;
    expect(detail.evidence.map(({ kind }) => kind)).toEqual(['sql_parses']);
    expect(detail.results).toContainEqual(
      expect.objectContaining({ method: 'human_review', actual: 0, note: 'there was an index' }),
    );
    expect(detail.calibrationNote).toContain('Uncalibrated');
    expect(detail.reasoning?.value).toBeGreaterThan(0.5);
    expect(detail).not.toHaveProperty('factual');
    // SAFETY: as above.
    const bad = (await opened.call('confidence/scores', { filters: { outcome: 'bad' } })) as ConfidenceScores;
    expect(bad.scores.map((score) => score.scoreId)).toEqual([scoreId]);
    expect(await opened.call('confidence/scores', { filters: { valueFrom: 0.9 } })).toMatchObject({
      scores: [],
    });
    await opened.idle();
    opened.end();
  });

  it('hold what tokens told', async () => {
    telling.play(() => [say('Because the index is missing, every row is read.', -0.5)]);
    const opened = bench({ baseUrl: telling.baseUrl });
    await ask(opened);
    expect(opened.log).toEqual([]);
    const { scores } = (await opened.call('confidence/scores', {})) as ConfidenceScores;
    const detail = (await opened.call('confidence/get', { scoreId: scores[0]?.scoreId })) as ConfidenceDetail;
    expect(detail).toMatchObject({ method: 'logprob', tokens: { topK: 5, mean: 2.5, tail: 2.5 } });
    expect(detail).not.toHaveProperty('raw');
    await opened.idle();
    opened.end();
  });

  it('are calibrated once enough of them ended, and the page sees both', async () => {
    answering(0.9);
    const opened = bench();
    const id = await ask(opened);
    const { scores } = (await opened.call('confidence/scores', {})) as ConfidenceScores;
    const family = 'deep-1';
    // Sixty answers like it, half of which were wrong. What the guardian said of the first is no outcome to fit to.
    const past = Array.from({ length: 60 }, (_, index) => ({
      id: randomUUID(),
      request_id: randomUUID(),
      request_type: 'answer',
      method: 'verbalized' as const,
      model_version: 'deep-1',
      model_family: family,
      raw_confidence: 0.85 + (index % 10) / 100,
      created_at: new Date(Date.now() - (61 - index) * 60_000).toISOString(),
    }));
    await user.data('record_confidence_scores', { scores: past });
    await user.data('record_confidence_outcomes', {
      outcomes: past.map(({ id: score_id, created_at }, index) => ({
        score_id,
        validation_method: 'human_review',
        actual_accuracy: index % 2,
        validated_at: created_at,
      })),
    });
    const again = bench();
    await ask(again);
    expect(again.log).toEqual([]);
    const after = (await again.call('confidence/scores', { limit: 1 })) as ConfidenceScores;
    expect(after).toMatchObject({ scores: [{ raw: 0.9, state: 'calibrated', outcomes: 60 }], more: true });
    expect(after.scores[0]?.calibrated).toBeLessThan(0.75);
    const detail = (await again.call('confidence/get', {
      scoreId: after.scores[0]?.scoreId,
    })) as ConfidenceDetail;
    expect(detail.calibrator).toMatchObject({ outcomes: 60 });
    const overview = (await again.call('confidence/overview', { bucket: 'hour' })) as ConfidenceOverview;
    expect(overview.totals).toMatchObject({ answers: 62, outcomes: 60 });
    expect(overview.choices.methods).toEqual(['verbalized']);
    expect(overview.reliability.answers).toBe(60);
    expect(scores[0]?.consultationId).toBe(id);
    await opened.idle();
    await again.idle();
    again.end();
    opened.end();
  });

  it('of proposals learn what became of them', async () => {
    model.play(({ messages }) =>
      messages.some(({ role }) => role === 'tool') ? [say('Done.')] : [callTool('propose_migration', {})],
    );
    const opened = bench({ tools: [proposingTool()] });
    const consultationId = await ask(opened);
    const view = (await opened.consult.call('consult/get', { consultationId })) as unknown as Consultation;
    const [card] = view.proposalCards;
    await opened.consult.call('consult/outcome', {
      consultationId,
      proposalId: card?.id,
      outcome: 'applied',
    });
    await opened.idle();
    expect(opened.log).toEqual([]);
    const detail = (await opened.call('confidence/get', {
      scoreId: card?.confidence?.scoreId,
    })) as ConfidenceDetail;
    expect(detail).toMatchObject({
      requestType: 'proposal',
      results: [{ method: 'user_accept', actual: 1, note: 'The proposal was applied.' }],
    });
    expect(detail.factual?.value).toBeCloseTo(0.75, 9);
    await opened.idle();
    opened.end();
  });

  it('of fixes, rules and searches are calibrated on what came of them, and drawn by kind', async () => {
    const opened = bench();
    const told = async (name: string, request: Readonly<Record<string, unknown>>) => {
      const answer = await call(name, request);
      expect(answer).toMatchObject({ ok: true });
      opened.service.storeCalled(name, request);
      await opened.idle();
      return answer;
    };
    await user.data('save_patterns', savePatterns('add-index', 'drop-index'));
    for (let round = 0; round < 5; round++) {
      const ids = Array.from({ length: 5 }, () => randomUUID());
      const applied = ids.map((id, index) => ({
        id,
        event: 'applied',
        pattern_key: index < 3 ? 'add-index' : 'drop-index',
        rule_name: 'missing-index',
        verification: 'clean',
        project: 'shop',
        happened_at: new Date().toISOString(),
      }));
      const ends = applied.map(({ id, pattern_key }, index) => ({
        id: randomUUID(),
        event: index < 3 ? 'kept' : 'undone',
        pattern_key,
        application_id: id,
      }));
      await told('record_applications', { events: applied });
      await told('record_applications', { events: ends });
      await told('record_rule_events', {
        events: ['fixed', 'fixed', 'dismissed', 'suppressed'].map((event, index) => ({
          id: randomUUID(),
          rule_name: index < 2 ? 'missing-index' : 'noisy-rule',
          event,
        })),
      });
    }
    const hit = { id: randomUUID(), key: 'add-index', title: 'Pattern add-index', score: 0.8 };
    opened.service.searched({ hits: [hit] });
    await told('get_patterns', { keys: ['add-index'] });
    expect(opened.log).toEqual([]);

    const overviewOf = async (requestType: string) =>
      (await opened.call('confidence/overview', {
        filters: { requestTypes: [requestType] },
      })) as ConfidenceOverview;
    expect((await overviewOf('pattern')).totals).toMatchObject({ answers: 25, outcomes: 25, exposed: 25 });
    expect((await overviewOf('search')).totals).toMatchObject({ answers: 1, outcomes: 1 });
    const rules = await overviewOf('rule');
    expect(rules.totals).toMatchObject({ answers: 20, outcomes: 20 });
    expect(rules.choices.requestTypes.toSorted()).toEqual(['pattern', 'rule', 'search']);
    // Records tell the two apart more and more: the sure one ends high, the noisy one low.
    expect(rules.reliability.auroc).toBeGreaterThan(0.8);
    const { scores } = (await opened.call('confidence/scores', {
      filters: { requestTypes: ['rule'] },
    })) as ConfidenceScores;
    const shown = await opened.call('confidence/get', { scoreId: scores[0]?.scoreId });
    expect(shown).toMatchObject({ evidence: [{ kind: 'track_record' }], results: [{}] });
    // The next service fits what is known to what it hears.
    const again = bench();
    const event = { id: randomUUID(), rule_name: 'noisy-rule', event: 'dismissed' };
    again.service.storeCalled('record_rule_events', { events: [event] });
    await again.idle();
    const { scores: later } = (await again.call('confidence/scores', {
      filters: { requestTypes: ['rule'] },
      limit: 1,
    })) as ConfidenceScores;
    expect(later).toMatchObject([{ title: 'noisy-rule', state: 'calibrated', outcomes: 20 }]);
    expect(later[0]?.calibrated).toBeLessThan(0.4);
    await again.idle();
    again.end();
    await opened.idle();
    opened.end();
  });

  it('are told apart from those that never were', async () => {
    const opened = bench();
    await expect(opened.call('confidence/get', { scoreId: randomUUID() })).rejects.toThrow('no such score');
    await expect(opened.call('confidence/review', { scoreId: randomUUID(), actual: 1 })).rejects.toThrow(
      'no such score',
    );
    await expect(opened.call('confidence/review', { scoreId: 'x', actual: 2 })).rejects.toThrow('scoreId');
    await opened.idle();
    opened.end();
  });
});

describe('requests in the store', () => {
  it('are summed for the page and for alerts', async () => {
    const opened = bench();
    const ending = new AbortController();
    const ledger = new PerformanceLedger({
      // SAFETY: nothing else of the store is asked here.
      store: { call } as never,
      keepAlive: () => {},
      log: (line) => expect(line).toBe(''),
      ending: ending.signal,
    });
    for (let index = 0; index < 12; index += 1) {
      ledger.add({
        requestType: 'model',
        endpoint: 'house',
        model: 'house/gpt-x',
        ms: 500,
        failed: index < 6,
      });
    }
    ledger.add({
      requestType: 'answer',
      ms: 9_000,
      failed: false,
      tokensIn: 10,
      tokensOut: 5,
      cacheHitRate: 0.5,
    });
    await ledger.flush();
    const overview = (await opened.call('confidence/overview', {})) as ConfidenceOverview;
    expect(overview.performance).toContainEqual(
      expect.objectContaining({
        requestType: 'model',
        model: 'gpt-x',
        requests: 12,
        errorRate: 0.5,
        cacheMeasured: 0,
      }),
    );
    expect(overview.performance).toContainEqual(
      expect.objectContaining({ requestType: 'answer', requests: 1, tokensIn: 10, cacheHitRate: 0.5 }),
    );
    expect(overview.alerts).toEqual([expect.objectContaining({ id: 'error_rate', level: 'error' })]);
    expect(opened.log).toEqual([]);
    await opened.idle();
    opened.end();
  });
});
