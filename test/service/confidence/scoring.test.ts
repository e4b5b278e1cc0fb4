import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Consultation } from '../../../src/protocol/consult.ts';
import { callTool, say } from '../../support/scripted/steps.ts';
import { type ScriptedModel, scriptedModel } from '../../support/scriptedModel.ts';
import { proposingTool } from '../consult/consultBench.ts';
import { type ConfidenceBench, confidenceBench } from './confidenceBench.ts';

let model: ScriptedModel;
let telling: ScriptedModel;
beforeAll(async () => {
  const silent = { logprobs: false };
  model = await scriptedModel(() => [say('unset')], { models: { 'deep-1': silent, 'small-1': silent } });
  telling = await scriptedModel(() => [say('unset')], { models: { 'deep-1': {}, 'small-1': {} } });
});
afterAll(() => Promise.all([model.close(), telling.close()]));
beforeEach(() => model.forget());

const bench = (options: Partial<Parameters<typeof confidenceBench>[0]> = {}): ConfidenceBench =>
  confidenceBench({ baseUrl: model.baseUrl, ...options });

const ask = async ({ consult, idle }: ConfidenceBench, question = 'Why is it slow?'): Promise<string> => {
  const id = await consult.ask(question);
  await idle();
  return id;
};

const tests = (
  { startedAt, ...run }: { readonly projects: readonly string[]; name: string; startedAt: Date },
  passed: boolean,
) => ({ ...run, passed, startedAt: startedAt.toISOString() });

describe('the score of an answer', () => {
  it('stands beside it as an event, by what the model says of itself', async () => {
    model.play(() => [callTool('give_answer', { recommendation: 'Add an index.', confidence: 0.8 })]);
    const opened = bench();
    const id = await ask(opened);

    const [score] = opened.kept.scores;
    expect(score).toMatchObject({
      request_type: 'answer',
      method: 'verbalized',
      model_provider: 'test',
      model_version: 'deep-1',
      consultation_id: id,
      raw_confidence: 0.8,
      title: 'Why is it slow?',
    });
    const events = await opened.consult.eventsOf(id);
    const position = events.findIndex(({ kind }) => kind === 'answer') + 1;
    expect(events.at(-1)).toEqual({
      kind: 'confidence',
      target: { kind: 'answer', position },
      badge: { scoreId: score?.id, method: 'verbalized', raw: 0.8, state: 'uncalibrated', outcomes: 0 },
    });
    expect(opened.consult.messages.at(-1)?.stored?.event.kind).toBe('confidence');
    const view = (await opened.consult.call('consult/get', {
      consultationId: id,
    })) as unknown as Consultation;
    expect(view.events.find(({ event }) => event.kind === 'answer')?.event).toMatchObject({
      confidence: { raw: 0.8 },
    });
    // Told is not seen: that somebody looked at it is another's to say.
    expect(opened.kept.exposures).toEqual([]);
    const unknown = '99999999-9999-4999-8999-999999999999';
    await opened.call('confidence/seen', { scoreIds: [score?.id, unknown] });
    expect(opened.kept.exposures).toEqual([{ score_id: score?.id, event: 'shown' }]);
    await opened.call('confidence/seen', { answers: [{ consultationId: id, position }] });
    expect(opened.kept.exposures).toHaveLength(2);
    await opened.call('confidence/seen', {
      answers: [{ consultationId: id, position: 900 }],
      scoreIds: [unknown],
    });
    expect(opened.kept.exposures).toHaveLength(2);
    opened.end();
  });

  it('is measured on the tokens where the endpoint tells their probabilities', async () => {
    telling.play(() => [say('Because the index is missing, every row is read.', -0.5)]);
    const opened = bench({ baseUrl: telling.baseUrl });
    const id = await ask(opened);

    const [score] = opened.kept.scores;
    // Five candidates for each token, each a nat below the one before it.
    expect(score).toMatchObject({ method: 'logprob', top_k: 5, mean_conf: 2.5, tail_conf: 2.5 });
    expect(score?.token_count).toBeGreaterThan(1);
    const badge = (await opened.consult.eventsOf(id)).at(-1);
    expect(badge).toMatchObject({ kind: 'confidence', badge: { method: 'logprob', state: 'uncalibrated' } });
    // Nats are no probability.
    expect(badge).not.toHaveProperty('badge.raw');
    opened.end();
  });

  it('comes from what was looked at where the model says nothing of itself', async () => {
    model.play(() => [say('Use this:\n```sql\nselect 1;\n```\n```sql\nselect from where\n```')]);
    const opened = bench();
    await ask(opened);

    const [score] = opened.kept.scores;
    expect(score?.method).toBe('heuristic');
    expect(score?.evidence).toEqual([
      {
        part: 'reasoning',
        kind: 'sql_parses',
        text: '1 of 2 SQL texts can be read by Postgres.',
        passed: 1,
        of: 2,
      },
    ]);
    expect(score).toHaveProperty('reasoning_confidence');
    expect(score).not.toHaveProperty('factual_confidence');
    expect(score).not.toHaveProperty('contextual_relevance');
    opened.end();
  });

  it('has no value at all where nothing was said and nothing could be looked at', async () => {
    model.play(() => [say('It depends.')]);
    const opened = bench();
    const id = await ask(opened);

    expect(opened.kept.scores[0]).not.toHaveProperty('raw_confidence');
    const badge = (await opened.consult.eventsOf(id)).at(-1);
    expect(badge).toMatchObject({
      kind: 'confidence',
      badge: { method: 'heuristic', state: 'uncalibrated' },
    });
    expect(badge).not.toHaveProperty('badge.raw');
    opened.end();
  });

  it('never harms the answer: without the store there is none', async () => {
    model.play(() => [callTool('give_answer', { recommendation: 'Add an index.', confidence: 0.8 })]);
    const opened = bench();
    opened.kept.broken.add('record_confidence_scores');
    const id = await ask(opened);

    const events = await opened.consult.eventsOf(id);
    expect(events.map(({ kind }) => kind)).not.toContain('confidence');
    expect(events.at(-1)).toMatchObject({ kind: 'state', state: 'done' });
    expect(opened.log.join('\n')).toContain('the store is away');
    opened.end();
  });

  it('is kept once, however often the answer is told', async () => {
    model.play(() => [callTool('give_answer', { recommendation: 'Add an index.', confidence: 0.8 })]);
    const opened = bench();
    await ask(opened);
    await ask(opened);
    expect(new Set(opened.kept.scores.map(({ id }) => id)).size).toBe(2);
    opened.end();
  });
});

describe('the score of a proposal', () => {
  const propose = () =>
    model.play(({ messages }) =>
      messages.some(({ role }) => role === 'tool') ? [say('Done.')] : [callTool('propose_migration', {})],
    );

  it('comes from its proof and findings', async () => {
    propose();
    const opened = bench({ tools: [proposingTool()] });
    const id = await ask(opened);

    const score = opened.kept.scores.find(({ request_type: type }) => type === 'proposal');
    expect(score).toMatchObject({ method: 'heuristic', title: 'Proposal 1: Add portfolios' });
    expect(score?.evidence?.map(({ kind }) => kind)).toEqual(['proof_verdict', 'findings']);
    const view = (await opened.consult.call('consult/get', {
      consultationId: id,
    })) as unknown as Consultation;
    expect(view.proposalCards[0]?.confidence).toMatchObject({ scoreId: score?.id, method: 'heuristic' });
    opened.end();
  });

  it.each([
    ['applied', 1],
    ['merged', 1],
    ['rolled_back', 0],
    ['rejected', 0],
    ['edited', 0],
  ] as const)('learns that it was %s', async (outcome, actual) => {
    propose();
    const opened = bench({ tools: [proposingTool()] });
    const id = await ask(opened);
    const [card] = (
      (await opened.consult.call('consult/get', { consultationId: id })) as unknown as Consultation
    ).proposalCards;
    await opened.consult.call('consult/outcome', {
      consultationId: id,
      proposalId: card?.id,
      outcome,
      note: 'by hand',
    });
    await opened.idle();

    const ends = opened.kept.outcomes.filter(({ score_id: id }) => id === card?.confidence?.scoreId);
    expect(ends).toEqual([expect.objectContaining({ actual_accuracy: actual })]);
    expect(ends[0]?.note).toContain('by hand');
    opened.end();
  });

  it('learns nothing of a file that was saved', async () => {
    propose();
    const opened = bench({ tools: [proposingTool()] });
    const id = await ask(opened);
    const [card] = (
      (await opened.consult.call('consult/get', { consultationId: id })) as unknown as Consultation
    ).proposalCards;
    await opened.consult.call('consult/outcome', {
      consultationId: id,
      proposalId: card?.id,
      outcome: 'saved',
    });
    await opened.idle();
    expect(opened.kept.outcomes.map(({ score_id: id }) => id)).not.toContain(card?.confidence?.scoreId);
    opened.end();
  });

  it('has its outcome by tests that the user runs afterwards', async () => {
    propose();
    const opened = bench({ tools: [proposingTool()] });
    const settle = async (outcome: string): Promise<string | undefined> => {
      const id = await opened.consult.ask('Why is it slow?', { project: '/shop' });
      await opened.idle();
      const { proposalCards } = (await opened.consult.call('consult/get', {
        consultationId: id,
      })) as unknown as Consultation;
      const [card] = proposalCards;
      await opened.consult.call('consult/outcome', { consultationId: id, proposalId: card?.id, outcome });
      return card?.confidence?.scoreId;
    };
    const applied = await settle('applied');
    const saved = await settle('saved');
    await settle('edited');
    const run = { projects: ['/shop'], name: 'npm test', startedAt: new Date(Date.now() + 1_000) };
    expect(await opened.call('confidence/testsEnded', tests(run, true))).toEqual({ scores: 2 });

    const told = opened.kept.outcomes.filter(({ note }) => note?.includes('npm test'));
    expect(told.map(({ score_id: id }) => id)).toEqual([applied, saved]);
    for (const outcome of told) {
      expect(outcome).toMatchObject({ validation_method: 'automated_test', actual_accuracy: 1, weight: 0.5 });
    }
    expect(await opened.call('confidence/testsEnded', tests(run, false))).toEqual({ scores: 0 });
    opened.end();
  });

  it('decides the outcome of the answer that stands on it, never its own', async () => {
    propose();
    const opened = bench({ tools: [proposingTool()] });
    await ask(opened);

    const answer = opened.kept.scores.find(({ request_type: type }) => type === 'answer');
    expect(opened.kept.outcomes).toEqual([
      expect.objectContaining({
        score_id: answer?.id,
        validation_method: 'automated_test',
        actual_accuracy: 1,
        note: 'Proofs on the shadow database: proposal 1: PROVEN.',
      }),
    ]);
    opened.end();
  });
});

describe('a review', () => {
  it('stands for the answers that nobody acted on, for itself alone where somebody did', async () => {
    model.play(() => [callTool('give_answer', { recommendation: 'Add an index.', confidence: 0.8 })]);
    const opened = bench();
    for (let count = 0; count < 4; count++) await ask(opened);
    const [first, second] = opened.kept.scores;
    await opened.call('confidence/review', { scoreId: first?.id, actual: 0, note: 'no such table' });
    expect(opened.kept.outcomes).toEqual([
      expect.objectContaining({ score_id: first?.id, validation_method: 'human_review', weight: 4 }),
    ]);
    opened.kept.outcomes.push({
      score_id: second?.id ?? '',
      validation_method: 'user_revert',
      actual_accuracy: 0,
    });
    await opened.call('confidence/review', { scoreId: second?.id, actual: 1 });
    expect(opened.kept.outcomes.at(-1)).toMatchObject({ score_id: second?.id, actual_accuracy: 1 });
    expect(opened.kept.outcomes.at(-1)).not.toHaveProperty('weight');
    opened.end();
  });
});

describe('the guardian', () => {
  it.each([
    ['HIGH', 0],
    ['LOW', 1],
  ])('decides an outcome by findings of severity %s', async (severity, actual) => {
    model.play(() => [say('Use this:\n```sql\ndrop table orders;\n```')]);
    const opened = bench({ findings: [{ ruleId: 'ban-drop-table', severity }] });
    await ask(opened);
    expect(opened.kept.outcomes).toEqual([
      expect.objectContaining({ validation_method: 'lint', actual_accuracy: actual }),
    ]);
    opened.end();
  });
});
