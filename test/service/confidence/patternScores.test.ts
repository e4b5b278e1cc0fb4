import { describe, expect, it } from 'vitest';
import { patternScores } from '../../../src/service/confidence/patternScores.ts';
import { say } from '../../support/scripted/steps.ts';
import { scriptedModel } from '../../support/scriptedModel.ts';
import { confidenceBench } from './confidenceBench.ts';

const APPLIED = {
  id: '11111111-1111-4111-8111-111111111111',
  event: 'applied',
  pattern_key: 'add-index',
  rule_name: 'missing-index',
  confidence: 0.7,
  happened_at: '2026-11-21T10:00:00Z',
};
const kept = (event: string) => ({ id: 'other', event, application_id: APPLIED.id });

describe('a fix of a pattern', () => {
  it('is scored by what was stated when it was offered', () => {
    const { scores, outcomes } = patternScores([APPLIED]);
    expect(scores).toEqual([
      expect.objectContaining({
        request_type: 'pattern',
        method: 'heuristic',
        model_family: 'patterns',
        raw_confidence: 0.7,
        title: 'add-index for missing-index',
        created_at: '2026-11-21T10:00:00Z',
      }),
    ]);
    expect(outcomes).toEqual([]);
  });

  it.each([
    ['kept', 1],
    ['undone', 0],
    ['failed', 0],
  ])('that was %s is an outcome of its score', (event, actual) => {
    const { scores, outcomes } = patternScores([APPLIED, kept(event)]);
    expect(outcomes).toEqual([{ scoreId: scores[0]?.id, outcome: expect.objectContaining({ actual }) }]);
  });

  it.each([
    ['kept', 1, 'The tests held with the fix in place.'],
    ['failed', 0, 'The tests failed with the fix in place.'],
  ])('that was %s by tests has its outcome by them', (event, actual, note) => {
    const { outcomes } = patternScores([{ ...kept(event), tested: true }]);
    expect(outcomes).toMatchObject([{ outcome: { method: 'automated_test', actual, note } }]);
  });

  it('is a change of its project that tests may speak of; of no project, or of no time, it is none', () => {
    const { scores, changes } = patternScores([
      { ...APPLIED, project: 'example.com/shop' },
      { ...APPLIED, id: 'a', project: '' },
      { ...APPLIED, id: 'b', project: 'shop', happened_at: 'yesterday' },
    ]);
    expect(changes).toEqual([
      { scoreId: scores[0]?.id, project: 'example.com/shop', atMs: Date.parse('2026-11-21T10:00:00Z') },
    ]);
  });

  it.each([
    ['nothing', undefined],
    ['no list', { events: [] }],
    ['an offer', [{ ...APPLIED, event: 'offered' }]],
    ['a fix whose confidence nobody stated', [{ ...APPLIED, confidence: undefined }]],
    ['no event', ['applied', null, { event: 'applied' }]],
    ['a confidence that is none', [{ ...APPLIED, confidence: 7 }]],
  ])('is not made of %s', (_what, events) => {
    expect(patternScores(events)).toEqual({ scores: [], outcomes: [], changes: [] });
  });
});

describe('what clients write to the store', () => {
  it('becomes scores and outcomes; ends of fixes without a score have no place', async () => {
    const model = await scriptedModel(() => [say('unset')]);
    const opened = confidenceBench({ baseUrl: model.baseUrl });
    opened.service.storeCalled('record_applications', { events: [APPLIED] });
    await opened.idle();
    const [score] = opened.kept.scores;
    opened.service.storeCalled('record_applications', {
      events: [kept('kept'), { id: 'another', event: 'undone', application_id: 'unknown' }],
    });
    opened.service.storeCalled('save_patterns', { events: [APPLIED] });
    await opened.idle();
    expect(opened.log).toEqual([]);
    expect(opened.kept.scores).toHaveLength(1);
    // Whoever applies a fix has seen it.
    expect(opened.kept.exposures).toEqual([{ score_id: score?.id, event: 'shown' }]);
    expect(opened.kept.outcomes).toEqual([
      expect.objectContaining({ score_id: score?.id, actual_accuracy: 1, validation_method: 'user_accept' }),
    ]);
    opened.end();
    await model.close();
  });

  it('holds what rules, records and searches foretold against what came of it', async () => {
    const model = await scriptedModel(() => [say('unset')]);
    const opened = confidenceBench({ baseUrl: model.baseUrl });
    opened.kept.answers.list_patterns = { patterns: [{ key: 'add-index', successes: 8, failures: 2 }] };
    opened.kept.answers.list_rules = { rules: [], total: 0 };
    opened.service.storeCalled('record_applications', {
      events: [{ ...APPLIED, confidence: undefined, project: 'shop', happened_at: new Date().toISOString() }],
    });
    opened.service.storeCalled('record_rule_events', {
      events: [{ id: 'r', rule_name: 'missing-index', event: 'fixed' }],
    });
    opened.service.searched({ hits: [{ id: 'p', key: 'add-index', title: 'Add an index', score: 0.9 }] });
    opened.service.storeCalled('get_patterns', { ids: ['p'] });
    const startedAt = new Date(Date.now() + 1_000).toISOString();
    const run = { projects: ['shop'], name: 'npm test', passed: true, startedAt };
    expect(await opened.call('confidence/testsEnded', run)).toEqual({ scores: 1 });
    await opened.idle();

    expect(opened.log).toEqual([]);
    const ends = opened.kept.scores.map(({ id, request_type: type }) => [
      type,
      opened.kept.outcomes.find(({ score_id: of }) => of === id)?.validation_method,
    ]);
    expect(ends.toSorted()).toEqual([
      ['pattern', 'automated_test'],
      ['rule', 'user_accept'],
      ['search', 'user_accept'],
    ]);
    expect(opened.kept.exposures).toHaveLength(3);
    opened.end();
    await model.close();
  });
});
