import { describe, expect, it } from 'vitest';
import { ownTrials, patternScores } from '../../../../src/service/confidence/patternScores.ts';
import { ruleEvents, ruleScores } from '../../../../src/service/confidence/records/ruleScores.ts';
import { SearchScores } from '../../../../src/service/confidence/records/searchScores.ts';
import { ratesBefore } from '../../../../src/service/confidence/records/trackRecords.ts';

const COUNTS = [
  { key: 'sure', successes: 90, trials: 100 },
  { key: 'noisy', successes: 10, trials: 100 },
  { key: 'new', successes: 1, trials: 1 },
];

describe('what records foretell', () => {
  it('leans on all where a group was rarely tried', () => {
    const rateOf = ratesBefore(COUNTS, new Map());
    expect(rateOf('sure').mean).toBeCloseTo(0.9, 1);
    expect(rateOf('noisy').mean).toBeCloseTo(0.1, 1);
    const untried = rateOf('never heard of').mean;
    expect(untried).toBeCloseTo(0.5, 1);
    expect(rateOf('new').mean).toBeGreaterThan(untried);
    expect(rateOf('new').mean).toBeLessThan(0.9);
  });

  it('is what was known before the trial that is foretold', () => {
    const own = new Map([['new', { successes: 1, trials: 1 }]]);
    expect(ratesBefore(COUNTS, own)('new')).toMatchObject({ key: 'new', successes: 0, trials: 0 });
    // More than the store holds by now: some of it arrived twice.
    const twice = new Map([['new', { successes: 5, trials: 9 }]]);
    expect(ratesBefore(COUNTS, twice)('new')).toMatchObject({ successes: 0, trials: 0 });
  });

  it('is even odds where nothing is known at all', () => {
    expect(ratesBefore([], new Map())('a').mean).toBe(0.5);
  });
});

const ID = '11111111-1111-4111-8111-111111111111';

describe('a fix that nobody stated a confidence of', () => {
  const applied = { id: ID, event: 'applied', pattern_key: 'new', verification: 'clean' };

  it('is scored by how its pattern fared before it, in a family of its own', () => {
    const rateOf = ratesBefore(COUNTS, ownTrials([applied]));
    const [score] = patternScores([applied], rateOf).scores;
    expect(score).toMatchObject({
      request_type: 'pattern',
      model_family: 'pattern records',
      raw_confidence: rateOf('never tried').mean,
      evidence: [],
    });
    const [known] = patternScores([{ ...applied, pattern_key: 'sure' }], rateOf).scores;
    expect(known?.evidence).toEqual([
      {
        part: 'factual',
        kind: 'track_record',
        text: '90 of 100 applications of the pattern whose end is known held.',
        passed: 90,
        of: 100,
      },
    ]);
  });

  it.each([
    ['verified alone', [applied], { successes: 1, trials: 1 }],
    ['kept', [applied, { id: 'k', event: 'kept', application_id: ID }], { successes: 1, trials: 1 }],
    ['failed', [applied, { id: 'f', event: 'failed', application_id: ID }], { successes: 0, trials: 1 }],
    ['not looked at', [{ ...applied, verification: undefined }], undefined],
  ])('that was %s has added to its record', (_what, events, trials) => {
    expect(ownTrials(events).get('new')).toEqual(trials);
  });
});

describe('what somebody did about a finding', () => {
  const event = (rule: string, kind: string, more: object = {}) => ({
    id: `${rule}-${kind}`,
    rule_name: rule,
    event: kind,
    happened_at: '2026-11-21T10:00:00Z',
    ...more,
  });

  it('is the outcome of what its rule had come to before', () => {
    const events = ruleEvents([
      event('sure', 'fixed'),
      event('noisy', 'dismissed', { amount: 3 }),
      event('new', 'suppressed'),
      event('sure', 'fired', { amount: 900 }),
      'no event',
    ]);
    const { scores, outcomes } = ruleScores(events, COUNTS);
    expect(scores.map(({ title }) => title)).toEqual(['sure', 'noisy', 'new']);
    expect(scores[0]).toMatchObject({
      request_type: 'rule',
      method: 'heuristic',
      model_family: 'rules',
      created_at: '2026-11-21T10:00:00Z',
    });
    // 89 of 99 and 10 of 97, before this.
    expect(scores[0]?.evidence?.[0]).toMatchObject({ passed: 89, of: 99 });
    expect(scores[1]?.evidence?.[0]).toMatchObject({ passed: 10, of: 97 });
    expect(outcomes.map(({ outcome }) => outcome.actual)).toEqual([1, 0, 0]);
    expect(outcomes.map(({ scoreId }) => scoreId)).toEqual(scores.map(({ id }) => id));
  });

  it('is scored once, however often it is told', () => {
    const [one] = ruleScores(ruleEvents([event('sure', 'fixed')]), COUNTS).scores;
    const [other] = ruleScores(ruleEvents([event('sure', 'fixed')]), []).scores;
    expect(one?.id).toBe(other?.id);
    expect(ruleEvents(undefined)).toEqual([]);
  });
});

describe('a search of which a hit was opened', () => {
  const hit = (id: string, score: number) => ({ id, key: `key-${id}`, score, title: `Pattern ${id}` });
  const found = (...hits: readonly object[]) => ({ hits, notes: [] });

  it.each([
    [{ ids: ['a'] }, 1, 'The first hit was opened.'],
    [{ keys: ['key-b'] }, 0, 'Hit 2 was opened, not the first.'],
  ])('%j is scored by its first hit', (opened, actual, note) => {
    const searches = new SearchScores();
    searches.searched(found(hit('a', 0.8), hit('b', 0.4)));
    const ended = searches.opened(opened);
    expect(ended?.scores).toMatchObject([
      { request_type: 'search', model_family: 'search', raw_confidence: 0.8, title: 'Pattern a' },
    ]);
    expect(ended?.outcomes).toMatchObject([{ outcome: { actual, note } }]);
    // It counts once.
    expect(searches.opened(opened)).toBeUndefined();
  });

  it('is the last of those on the way to it', () => {
    const searches = new SearchScores();
    searches.searched(found(hit('a', 0.2), hit('b', 0.1)));
    searches.searched(found(hit('b', 0.7), hit('a', 0.1)));
    expect(searches.opened({ ids: ['a'] })?.scores[0]?.raw_confidence).toBe(0.7);
    expect(searches.opened({ ids: ['b'] })).toBeUndefined();
  });

  it('is none where several are read, none was found, the hit is unknown, or it was long ago', () => {
    let now = 0;
    const searches = new SearchScores(() => now);
    searches.searched(found());
    searches.searched(found(hit('a', 0.8)));
    searches.searched('nothing');
    expect(searches.opened({ ids: ['a', 'b'] })).toBeUndefined();
    expect(searches.opened({ rule_ids: ['a'] })).toBeUndefined();
    expect(searches.opened({ ids: ['z'] })).toBeUndefined();
    now = 11 * 60_000;
    expect(searches.opened({ ids: ['a'] })).toBeUndefined();
  });

  it('is none where its score is no chance', () => {
    const searches = new SearchScores();
    searches.searched(found(hit('a', 7)));
    expect(searches.opened({ ids: ['a'] })).toBeUndefined();
  });
});
