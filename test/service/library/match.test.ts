import { describe, expect, it } from 'vitest';
import type { MatchResult, SearchResult } from '../../../src/protocol/service.ts';
import { useLibraryService } from './libraryService.ts';

let found: readonly { readonly id: string; readonly similarity: number }[] = [];
const service = useLibraryService({
  search: async (method): Promise<Partial<SearchResult>> => {
    if (method !== 'search/patterns') throw new Error(`unexpected ${method}`);
    const hits = found.map(({ id, similarity }) => ({
      id,
      parts: { fused: 1, content: { rank: 1, similarity } },
    }));
    // SAFETY: matching reads ids and similarities alone.
    return { hits: hits as unknown as SearchResult['hits'] };
  },
});

function pattern(key: string, more: object = {}) {
  return {
    key,
    title: key,
    problem_type: 'Security',
    severity: 'HIGH',
    problem_description: 'x',
    status: 'active',
    ...more,
  };
}

async function save(...patterns: readonly object[]): Promise<readonly string[]> {
  const { results } = await service.data('save_patterns', { patterns });
  return (results as readonly { id: string }[]).map(({ id }) => id);
}

const finding = { ruleId: 'no-eval', message: 'eval runs text', language: 'python', path: 'a.py' };
const match = async (more: object = {}) =>
  (await service.ask<MatchResult>('library/match', { findings: [finding], ...more })).matches;

describe('patterns for findings', () => {
  it('name the rule, best record first, and drafts are not among them', async () => {
    await save(
      pattern('plain', { rule_ids: ['no-eval'] }),
      pattern('worked', { rule_ids: ['no-eval', 'other'] }),
      pattern('draft', { rule_ids: ['no-eval'], status: 'draft' }),
      pattern('go-only', { rule_ids: ['no-eval'], code_type: 'go' }),
    );
    await service.data('record_applications', {
      events: Array.from({ length: 10 }, () => ({
        pattern_key: 'worked',
        event: 'applied',
        verification: 'clean',
      })),
    });
    const [matches] = await match();
    expect(matches?.map(({ key }) => key)).toEqual(['worked', 'plain']);
    expect(matches?.[0]).toMatchObject({
      successes: 10,
      failures: 0,
      advice: 'ask',
      method: 'log-odds',
      conflicts: [],
    });
    expect(matches?.[0]?.successLower).toBeGreaterThan(0.6);
    const [allowed] = await match({ autoApply: true, verification: 'clean' });
    expect(allowed?.map(({ advice }) => advice)).toEqual(['auto', 'ask']);
    const [seed] = await match({ mode: 'seed', limit: 1 });
    expect(seed).toMatchObject([{ key: 'worked', method: 'seed' }]);
  });

  it('are searched for when none names the rule, and nothing is invented', async () => {
    const [near, far] = await save(pattern('near'), pattern('far'));
    found = [
      { id: near ?? '', similarity: 0.85 },
      { id: far ?? '', similarity: 0.2 },
    ];
    const [matches] = await match();
    expect(matches?.map(({ key, advice }) => [key, advice])).toEqual([
      ['near', 'ask'],
      ['far', 'fresh'],
    ]);
    found = [];
    expect(await match()).toEqual([[]]);
    expect(await match({ findings: [] })).toEqual([]);
  });

  it('say which conflict with what stands in the same file', async () => {
    await save(pattern('a', { rule_ids: ['no-eval'] }), pattern('b'), pattern('c'));
    await service.data('relate_patterns', {
      relations: ['b', 'c'].map((key) => ({ from_key: 'a', to_key: key, kind: 'conflicts', strength: 1 })),
    });
    const { results } = await service.data('record_applications', {
      events: [
        { pattern_key: 'b', event: 'applied', path: 'a.py' },
        { pattern_key: 'c', event: 'applied', path: 'a.py' },
      ],
    });
    const [, second] = results as readonly { id: string }[];
    await service.data('record_applications', {
      events: [{ pattern_key: 'c', event: 'undone', application_id: second?.id }],
    });
    expect((await match())[0]?.[0]?.conflicts).toEqual(['b']);
    const elsewhere = await match({ findings: [{ ...finding, path: 'other.py' }] });
    expect(elsewhere[0]?.[0]?.conflicts).toEqual([]);
  });
});

describe('how sure a pattern’s success is', () => {
  it('is told for those that were tried', async () => {
    const [tried, untried] = await save(pattern('tried'), pattern('untried'));
    await service.data('record_applications', {
      events: Array.from({ length: 10 }, (_, index) => ({
        pattern_key: 'tried',
        event: index === 0 ? 'failed' : 'applied',
        verification: 'clean',
      })),
    });
    expect(await service.ask('library/intervals', { ids: [tried, untried] })).toEqual({
      intervals: [
        {
          id: tried,
          mean: expect.closeTo(10 / 12, 9),
          lower: expect.closeTo(0.6356405107527572, 9),
          upper: expect.closeTo(0.9666807823157701, 9),
        },
      ],
    });
  });
});
