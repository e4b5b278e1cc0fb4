import { describe, expect, it } from 'vitest';
import {
  type MatchCandidate,
  type MatchOptions,
  RULE_MATCH_SIMILARITY,
  rankMatches,
} from '../../../src/core/library/matchPatterns.ts';

function candidate(key: string, changes: Partial<MatchCandidate> = {}): MatchCandidate {
  return {
    id: key,
    key,
    title: key,
    rule_ids: ['no-eval'],
    layers: [],
    workflows: [],
    file_types: [],
    successes: 0,
    failures: 0,
    applied_count: 0,
    similarity: RULE_MATCH_SIMILARITY,
    ...changes,
  };
}

const OPTIONS: MatchOptions = { mode: 'sound', prior: { a: 1, b: 1 }, limit: 10, autoApply: false };
const FINDING = { ruleId: 'no-eval', language: 'python', layer: 3, workflows: ['a', 'b'], path: 'x/y.py' };

describe('patterns for a finding', () => {
  it('stand by how well they fit and how they fared', () => {
    const ranked = rankMatches(
      FINDING,
      [
        candidate('failed', { failures: 5, applied_count: 5 }),
        candidate('plain'),
        candidate('worked', { successes: 9, failures: 1, applied_count: 10 }),
        candidate('layer', { layers: [3] }),
        candidate('all', { layers: [3], workflows: ['a', 'b'], file_types: ['py'] }),
        candidate('half', { layers: [3], workflows: ['a'] }),
      ],
      OPTIONS,
    );
    expect(ranked.map(({ candidate: { key } }) => key)).toEqual([
      'all',
      'half',
      'layer',
      'worked',
      'plain',
      'failed',
    ]);
    expect(ranked.find(({ candidate: { key } }) => key === 'plain')).toMatchObject({
      confidence: expect.closeTo(0.9, 10),
      method: 'log-odds',
      advice: 'ask',
    });
    expect(ranked.at(-1)?.successLower).toBeLessThan(0.1);
    expect(ranked.find(({ candidate: { key } }) => key === 'plain')?.successLower).toBeUndefined();
  });

  it('are of the finding’s language; TypeScript’s kin are one', () => {
    const keys = (language: string | undefined): readonly string[] =>
      rankMatches(
        { ruleId: 'no-eval', ...(language !== undefined && { language }) },
        [
          candidate('any'),
          candidate('py', { code_type: 'python' }),
          candidate('ts', { code_type: 'typescript' }),
        ],
        OPTIONS,
      ).map(({ candidate: { key } }) => key);
    expect(keys('tsx')).toEqual(['any', 'ts']);
    expect(keys('go')).toEqual(['any']);
    expect(keys(undefined)).toHaveLength(3);
  });

  it('keep their order under the cap of the first design’s formula', () => {
    const fits = { layers: [3], workflows: ['a', 'b'], file_types: ['py'] };
    const ranked = rankMatches(
      FINDING,
      [candidate('b', { ...fits, failures: 2, applied_count: 2 }), candidate('a', fits)],
      { ...OPTIONS, mode: 'seed' },
    );
    expect(ranked.map(({ candidate: { key }, confidence }) => [key, confidence])).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
  });

  it('apply by themselves only with a record, a clean trial and leave to', () => {
    const proven = candidate('p', { successes: 20, failures: 0, applied_count: 20 });
    const advice = (options: Partial<MatchOptions>, of = proven): string | undefined =>
      rankMatches(FINDING, [of], { ...OPTIONS, ...options })[0]?.advice;
    expect(advice({ autoApply: true, verification: 'clean' })).toBe('auto');
    expect(advice({ verification: 'clean' })).toBe('ask');
    expect(advice({ autoApply: true })).toBe('ask');
    expect(advice({ autoApply: true, verification: 'clean' }, candidate('new'))).toBe('ask');
    expect(advice({}, { ...proven, similarity: 0.3 })).toBe('fresh');
    expect(rankMatches(FINDING, [], OPTIONS)).toEqual([]);
  });
});
