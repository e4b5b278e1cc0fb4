import { expect, it } from 'vitest';
import { type Desk, pattern, rowsOf, vectorTowards } from './contractStore.ts';

const EMBEDDER = { embedder_id: 'test', embedder_version: '1' };

/** Search by words, by names and by vectors. */
export function searchContract(desk: () => Promise<Desk>): void {
  it('finds patterns by words and by names in code', async () => {
    const { results, data } = await desk();
    await results('save_patterns', {
      patterns: [
        pattern('row-security', {
          title: 'Enable row level security',
          code_after: 'alter table userAccounts enable row level security',
        }),
        pattern('slow-query', { title: 'Add an index' }),
      ],
    });
    const { candidates } = await data('search_patterns', { query: 'userAccounts security' });
    expect(rowsOf(candidates)[0]).toMatchObject({ key: 'row-security' });
    expect(rowsOf((await data('search_patterns', { query: 'نص غير موجود' })).candidates)).toEqual([]);
  });

  it('stores vectors and finds by them, and knows which are missing', async () => {
    const { results, data, failure } = await desk();
    const saved = await results('save_patterns', {
      patterns: ['north', 'east', 'south'].map((key) => pattern(key)),
    });
    expect(await data('patterns_to_embed', EMBEDDER)).toMatchObject({ remaining: expect.any(Number) });
    const rows = saved.map(({ id, version }, index) => {
      const vector = vectorTowards(index);
      return { id, version, content: vector, problem: vector };
    });
    const stale = rows.map((row) => ({ ...row, version: 99 }));
    expect(await data('save_embeddings', { ...EMBEDDER, rows: stale })).toMatchObject({
      saved: 0,
      skipped: 3,
    });
    expect(await data('save_embeddings', { ...EMBEDDER, rows })).toMatchObject({ saved: 3, skipped: 0 });
    const narrow = [{ ...rows[0], content: '[1,2,3]' }];
    expect(await failure('save_embeddings', { ...EMBEDDER, rows: narrow })).toMatchObject({
      code: 'invalid',
    });
    const found = await data('search_patterns', {
      ...EMBEDDER,
      query: '',
      vectors: { content: vectorTowards(1) },
    });
    expect(rowsOf(found.candidates)[0]).toMatchObject({ key: 'east' });
    const { patterns } = await data('similar_patterns', { id: saved[0]?.id, limit: 2 });
    expect(rowsOf(patterns)).toHaveLength(2);
    expect(await data('embedding_status')).toMatchObject({ total: 3, without: 0 });
  });

  it('builds vector indexes where the store is one machine’s own, and leaves a shared one to its installer', async () => {
    const { call } = await desk();
    const answer = await call('ensure_vector_indexes', {});
    if (answer.ok) expect(answer.data).toBeTypeOf('object');
    else
      expect(answer.error).toMatchObject({
        code: 'forbidden',
        message: expect.stringContaining('sql/README.md'),
      });
  });
}
