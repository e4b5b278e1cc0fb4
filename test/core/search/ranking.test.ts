import { describe, expect, it } from 'vitest';
import { bm25Score, countStems } from '../../../src/core/search/bm25.ts';
import { mostCompleteEmbedder } from '../../../src/core/search/embedderChoice.ts';
import { excerptOf } from '../../../src/core/search/excerpt.ts';
import { featureReranker, LEXICAL_WEIGHTS } from '../../../src/core/search/featureReranker.ts';
import { lexicalEmbedder } from '../../../src/core/search/lexicalEmbedder.ts';
import type { SearchablePattern } from '../../../src/core/search/patternText.ts';
import { queryTerms } from '../../../src/core/search/queryTerms.ts';
import { fuseRanks } from '../../../src/core/search/reciprocalRankFusion.ts';
import { searchInMemory } from '../../../src/core/search/searchInMemory.ts';
import {
  EMPTY_STATISTICS,
  fitStatistics,
  inverseFrequency,
  statisticsFromData,
  statisticsHash,
  statisticsToData,
} from '../../../src/core/search/termStatistics.ts';
import { stemsOf } from '../../../src/core/search/tokenize.ts';
import { dotProduct } from '../../../src/core/search/vectors.ts';

function pattern(id: string, fields: Partial<SearchablePattern> = {}): SearchablePattern {
  return {
    id,
    key: id,
    title: 'Some pattern',
    symptoms: [],
    problem_description: 'Something.',
    solution_steps: [],
    learnings: [],
    tags: [],
    rule_ids: [],
    ...fields,
  };
}

const TEXTS = ['lock the table', 'lock timeout', 'index the table', 'constructor of a class'];
const STATISTICS = fitStatistics(TEXTS);

describe('term statistics', () => {
  it('weighs rare words above frequent ones, and unknown ones above all', () => {
    const weight = (stem: string): number => inverseFrequency(stem, STATISTICS);
    expect(weight('timeout')).toBeGreaterThan(weight('lock'));
    expect(weight('never')).toBeGreaterThan(weight('timeout'));
  });

  it('survives being written down', () => {
    const again = statisticsFromData(JSON.parse(JSON.stringify(statisticsToData(STATISTICS))));
    expect(statisticsHash(again)).toBe(statisticsHash(STATISTICS));
    expect(again.frequencies.get('lock')).toBe(2);
  });

  it('has another name for another table', () => {
    expect(statisticsHash(fitStatistics([...TEXTS, 'more']))).not.toBe(statisticsHash(STATISTICS));
    expect(statisticsHash(fitStatistics([...TEXTS].reverse()))).toBe(statisticsHash(STATISTICS));
  });
});

describe('BM25', () => {
  const score = (query: string, text: string): number =>
    bm25Score(stemsOf(query), countStems(stemsOf(text)), STATISTICS);

  it('is the formula', () => {
    // One document of two stems, length norm 2 / 2.75, idf of "timeout" ln(1 + 3.5 / 1.5).
    const norm = 1.2 * (0.25 + (0.75 * 2) / STATISTICS.averageLength);
    expect(score('timeout', 'lock timeout')).toBeCloseTo((Math.log(1 + 3.5 / 1.5) * 2.2) / (1 + norm), 10);
  });

  it('takes a word named as what every object has', () => {
    expect(score('constructor', 'lock timeout')).toBe(0);
    expect(score('constructor', 'constructor of a class')).toBeGreaterThan(0);
  });

  it('is zero for an empty query or document', () => {
    expect(score('', 'lock')).toBe(0);
    expect(score('lock', '')).toBe(0);
  });
});

describe('reciprocal rank fusion', () => {
  it('adds weight over sixty and the rank', () => {
    const fused = fuseRanks([
      { weight: 1, ids: ['a', 'b'] },
      { weight: 0.5, ids: ['b'] },
    ]);
    expect(fused.get('a')).toBeCloseTo(1 / 61, 12);
    expect(fused.get('b')).toBeCloseTo(1 / 62 + 0.5 / 61, 12);
  });
});

describe('lexical vectors', () => {
  const embedder = lexicalEmbedder(STATISTICS);
  const cosine = async (one: string, other: string): Promise<number> => {
    const [a, b] = await embedder.embed([one, other], 'document');
    return dotProduct(a ?? new Float32Array(), b ?? new Float32Array());
  };

  it('are 1536 numbers of length one, the same each time', async () => {
    const [one] = await embedder.embed(['Lock the table'], 'query');
    const [again] = await lexicalEmbedder(STATISTICS).embed(['Lock the table'], 'query');
    expect(one).toHaveLength(1536);
    expect(Math.hypot(...(one ?? []))).toBeCloseTo(1, 5);
    expect(again).toEqual(one);
  });

  it('are near for texts that share words or parts of words, and not for others', async () => {
    expect(await cosine('table locks', 'locking tables')).toBeGreaterThan(0.8);
    expect(await cosine('closeIdleConnections', 'idle connection')).toBeGreaterThan(0.4);
    expect(Math.abs(await cosine('promise rejection', 'grant select'))).toBeLessThan(0.15);
  });

  it('are zero for a text without words', async () => {
    const [vector] = await embedder.embed(['🚀'], 'query');
    expect(vector?.every((value) => value === 0)).toBe(true);
  });

  it('carry the table of frequencies in their version', () => {
    expect(lexicalEmbedder(EMPTY_STATISTICS).version).not.toBe(embedder.version);
    expect(embedder.id).toBe('lexical-hash');
  });

  it('stop when asked', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(embedder.embed(['x'], 'query', controller.signal)).rejects.toThrow();
  });
});

describe('query terms', () => {
  it('puts rare words first and leaves stop words out', () => {
    expect(queryTerms('why is the table in a timeout', STATISTICS).terms).toEqual(['timeout', 'table']);
  });

  it('stops at words that would find most of a large library', () => {
    const large = fitStatistics(
      Array.from({ length: 2000 }, (_, index) => `common word${index % 40} rare${index}`),
    );
    expect(queryTerms('common word1 word2 word3 rare7', large).terms).toEqual([
      'rare7',
      'word1',
      'word2',
      'word3',
    ]);
  });

  it('keeps a bound on a query as long as a file', () => {
    const { terms, identifiers } = queryTerms(
      'someName other_name '.repeat(2000) + TEXTS.join(' '),
      STATISTICS,
    );
    expect(terms.length).toBeLessThanOrEqual(24);
    expect(identifiers).toEqual(['somename', 'other_name']);
  });
});

describe('feature reranker', () => {
  const reranker = featureReranker({ statistics: () => STATISTICS, weights: LEXICAL_WEIGHTS });
  const order = async (query: string, patterns: readonly SearchablePattern[]): Promise<readonly string[]> => {
    const candidates = patterns.map((one) => ({ pattern: one, fused: 0.01, similarity: {} }));
    return (await reranker.rerank({ text: query }, candidates)).map(({ candidate }) => candidate.pattern.id);
  };

  it('puts a symptom in the same words above a mention in passing', async () => {
    const passing = pattern('a', {
      problem_description: 'Writers wait. An insert may hang in rare cases of load.',
    });
    const symptom = pattern('b', { symptoms: ['inserts hang during a migration'] });
    expect(await order('inserts hang during migration', [passing, symptom])).toEqual(['b', 'a']);
  });

  it('orders equals by id, whatever order they came in', async () => {
    expect(await order('nothing alike', [pattern('b'), pattern('a')])).toEqual(['a', 'b']);
  });

  it('reads a pattern anew when its text changed', async () => {
    const before = pattern('z', { title: 'Lock timeout' });
    await order('lock timeout', [before]);
    const after = pattern('z', { title: 'Something else' });
    expect(await order('lock timeout', [after, pattern('y', { title: 'Lock timeout' })])).toEqual(['y', 'z']);
  });

  it('has nothing to say of no candidates', async () => {
    expect(await order('x', [])).toEqual([]);
  });
});

describe('excerpt', () => {
  it('is the sentence with the rarest words of the query, on one line', () => {
    const texts = ['First the table.\r\nThen a timeout\r\nof the lock. Last.'];
    expect(excerptOf('timeout', texts, STATISTICS)).toBe('Then a timeout of the lock.');
  });

  it('is cut at a word, and is the beginning where nothing matches', () => {
    const cut = excerptOf('zzz', [`${'word '.repeat(100)}.`], STATISTICS);
    expect(cut.length).toBeLessThanOrEqual(200);
    expect(cut.endsWith('word…')).toBe(true);
    expect(excerptOf('x', [], STATISTICS)).toBe('');
  });
});

describe('choice of embedder', () => {
  const [old, young] = [lexicalEmbedder(EMPTY_STATISTICS), lexicalEmbedder(STATISTICS)];
  const rows = (ofOld: number, ofYoung: number) => [
    { embedder_id: old.id, embedder_version: old.version, patterns: ofOld },
    { embedder_id: young.id, embedder_version: young.version, patterns: ofYoung },
  ];

  it('is the one whose vectors most patterns have; the wanted one where both have as many', () => {
    expect(mostCompleteEmbedder(young, [old], rows(9, 1))).toBe(old);
    expect(mostCompleteEmbedder(young, [old], rows(5, 5))).toBe(young);
    expect(mostCompleteEmbedder(young, [], rows(9, 0))).toBeUndefined();
  });
});

describe('search in memory', () => {
  const library = [
    pattern('rls', { title: 'Enable row level security', symptoms: ['everybody can read all rows'] }),
    pattern('index', { title: 'Build an index concurrently', code_before: 'create index a on b (c);' }),
    pattern('promise', { title: 'Await promises', problem_description: 'saveUserProfile() is not awaited.' }),
  ];
  const find = async (text: string, code?: string): Promise<readonly string[]> =>
    (await searchInMemory(library, { text, code }, 3)).map((hit) => hit.pattern.id);

  it('finds by words, by a name and by code', async () => {
    expect((await find('anyone reads rows'))[0]).toBe('rls');
    expect((await find('saveUserProfile'))[0]).toBe('promise');
    expect((await find('', 'CREATE INDEX a\r\nON b (c)'))[0]).toBe('index');
  });

  it('finds nothing for nothing', async () => {
    expect(await find('')).toEqual([]);
    expect(await find('🚀')).toEqual([]);
    expect(await searchInMemory([], { text: 'x' }, 3)).toEqual([]);
  });
});
