import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  deletePatterns,
  getPatterns,
  listPatternParts,
  listPatterns,
  savePatterns,
} from '../../../src/store/functions/patterns.ts';
import type { StoreTransport } from '../../../src/store/store.ts';
import { openStoreDatabase, type StoreDatabase, type Tenant } from '../../support/storeDatabase.ts';
import { dataOf, examplePattern, userTransport } from '../../support/userTransport.ts';

let database: StoreDatabase;
let tenant: Tenant;
let owner: StoreTransport;

beforeAll(async () => {
  database = await openStoreDatabase();
  tenant = await database.tenant();
  owner = userTransport(database.as(tenant.userId));
});
afterAll(() => database.close());

const failed = (code: string, field: string) => ({
  ok: false,
  error: expect.objectContaining({ code, field }),
});

async function saved(transport: StoreTransport, ...patterns: Parameters<typeof examplePattern>[]) {
  const { results } = await dataOf(
    savePatterns(transport, { patterns: patterns.map((pattern) => examplePattern(...pattern)) }),
  );
  return results.map((result) => {
    if (!result.ok) throw new Error(result.error.message);
    return result;
  });
}

describe('reading', () => {
  it('answers ids and keys in the order asked, and says what is missing', async () => {
    const [a, b] = await saved(owner, ['read-a'], ['read-b']);
    const missing = randomUUID();
    const found = await dataOf(
      getPatterns(owner, { ids: [b?.id ?? '', missing, a?.id ?? ''], keys: ['no-such'] }),
    );
    expect(found.patterns.map(({ key }) => key)).toEqual(['read-b', 'read-a']);
    expect(found.missing).toEqual([missing, 'no-such']);
  });

  it('finds the patterns that mend a rule', async () => {
    await saved(
      owner,
      ['mends', { rule_ids: ['r/1', 'r/2'], status: 'active' }],
      ['mends-too', { rule_ids: ['r/2'] }],
    );
    const all = await dataOf(getPatterns(owner, { rule_ids: ['r/2'] }));
    expect(all.patterns.map(({ key }) => key).sort()).toEqual(['mends', 'mends-too']);
    const active = await dataOf(getPatterns(owner, { rule_ids: ['r/2'], statuses: ['active'] }));
    expect(active.patterns.map(({ key }) => key)).toEqual(['mends']);
  });

  it('wants to know what to read', async () => {
    expect(await getPatterns(owner, {})).toEqual(failed('invalid', 'ids'));
  });

  it('sends no vector and no search text', async () => {
    const vector = `[${Array.from({ length: 1536 }, () => '0.5').join(',')}]`;
    await saved(owner, [
      'with-vectors',
      { embedder_id: 'e', embedder_version: '1', content_embedding: vector },
    ]);
    const raw = await owner.call('get_patterns', { keys: ['with-vectors'] });
    expect(JSON.stringify(raw)).not.toMatch(/0\.5,0\.5|search_text|embedding|identifiers/);
    const [row] = (
      await database.pglite.query('select embedder_id from fixward.fix_patterns where key = $1', [
        'with-vectors',
      ])
    ).rows;
    expect(row).toEqual({ embedder_id: 'e' });
  });
});

describe('lists', () => {
  async function keys(
    filters: NonNullable<Parameters<typeof listPatterns>[1]['filters']>,
  ): Promise<readonly string[]> {
    const page = await dataOf(
      listPatterns(owner, { filters: { ...filters, tags: ['listed'] }, order: 'title' }),
    );
    expect(page.total).toBe(page.patterns.length);
    return page.patterns.map(({ key }) => key);
  }

  beforeAll(async () => {
    await saved(
      owner,
      [
        'l-one',
        {
          tags: ['listed', 'x'],
          layers: [1, 2],
          workflows: ['pay'],
          file_types: ['ts'],
          code_type: 'typescript',
          severity: 'LOW',
        },
      ],
      [
        'l-two',
        {
          tags: ['listed'],
          layers: [5],
          problem_type: 'Data',
          status: 'active',
          origin: 'shipped',
          rule_ids: ['q'],
        },
      ],
      ['l-all', { tags: ['listed'], title: 'ANY layer 100%' }],
    );
  });

  it.each([
    [{ layers: [2] }, ['l-all', 'l-one']],
    [{ layers: [5, 1] }, ['l-all', 'l-one', 'l-two']],
    [{ layers: [] }, ['l-all', 'l-one', 'l-two']],
    [{ workflows: ['pay', 'other'] }, ['l-one']],
    [{ file_types: ['ts'] }, ['l-all', 'l-one', 'l-two']],
    [{ code_types: ['python'] }, ['l-all', 'l-two']],
    [{ severities: ['LOW'] }, ['l-one']],
    [{ problem_types: ['Data', 'UI-UX'] }, ['l-two']],
    [{ statuses: ['active'] }, ['l-two']],
    [{ origins: ['shipped'] }, ['l-two']],
    [{ rule_ids: ['q', 'zz'] }, ['l-two']],
    [{ minimum_confidence: 0.51 }, []],
    [{ minimum_confidence: 0.5 }, ['l-all', 'l-one', 'l-two']],
    [{ prefix: 'any' }, ['l-all']],
    [{ prefix: 'L-T' }, ['l-two']],
    [{ prefix: '%' }, []],
    [{ layers: [1], severities: ['HIGH'] }, ['l-all']],
  ])('filters by %j', async (filters, expected) => {
    expect(await keys(filters as Parameters<typeof keys>[0])).toEqual(expected);
  });

  it.each(['confidence', 'applied', 'recent'] as const)(
    'puts equals in order by title and then by id, page by page too: %s',
    async (order) => {
      const tag = `tied-${order}`;
      const titles = ['b', 'Ä', 'B', 'a', 'c', 'B'];
      await saved(
        owner,
        ...titles.map(
          (title, index): Parameters<typeof examplePattern> => [`${tag}-${index}`, { title, tags: [tag] }],
        ),
      );
      const request = { filters: { tags: [tag] }, order };
      const { patterns } = await dataOf(listPatterns(owner, request));
      const { rows } = await database.session.query<{ title: string }>(
        'select title from fixward.fix_patterns where tags = $1 order by lower(title), id',
        [[tag]],
      );
      expect(patterns.map(({ title }) => title)).toEqual(rows.map(({ title }) => title));
      const equals = patterns.filter(({ title }) => title.toLowerCase() === 'b').map(({ id }) => id);
      expect(equals).toEqual([...equals].sort());
      const paged: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await dataOf(
          listPatterns(owner, { ...request, limit: 1, ...(cursor !== undefined && { cursor }) }),
        );
        expect(page.total).toBe(titles.length);
        paged.push(...page.patterns.map(({ id }) => id));
        cursor = page.next_cursor;
      } while (cursor !== undefined);
      expect(paged).toEqual(patterns.map(({ id }) => id));
    },
  );

  it('names the filter that is wrong', async () => {
    expect(await owner.call('list_patterns', { filters: { layers: 'all' } })).toEqual(
      failed('invalid', 'filters.layers'),
    );
    expect(await owner.call('list_patterns', { filters: { colour: ['red'] } })).toEqual(
      failed('invalid', 'filters.colour'),
    );
    expect(await owner.call('list_patterns', { limit: 0 })).toEqual(failed('invalid', 'limit'));
    expect(await owner.call('list_patterns', { order: 'random' })).toEqual(failed('invalid', 'order'));
  });

  it('shows named fields alone', async () => {
    const page = await dataOf(
      listPatternParts(owner, { filters: { tags: ['x'] }, fields: ['title', 'code_after'] }),
    );
    expect(page.patterns).toEqual([{ id: expect.any(String), title: 'Title of l-one' }]);
  });

  it.each(['title', 'recent', 'confidence', 'applied'] as const)(
    'goes through all patterns once by %s, while others come and go',
    async (order) => {
      const tag = `walk-${order}`;
      await saved(
        owner,
        ...Array.from({ length: 11 }, (_, n): [string, object] => [`${tag}-${n * 2}`, { tags: [tag] }]),
      );
      const seen: string[] = [];
      let cursor: string | undefined;
      let page = 0;
      do {
        const answer = await dataOf(
          listPatterns(owner, {
            order,
            limit: 3,
            filters: { tags: [tag] },
            ...(cursor !== undefined && { cursor }),
          }),
        );
        seen.push(...answer.patterns.map(({ key }) => key));
        cursor = answer.next_cursor;
        page += 1;
        await saved(owner, [`${tag}-${page * 2 - 1}`, { tags: [tag] }]);
        const gone = answer.patterns[0]?.id;
        if (gone !== undefined) await dataOf(deletePatterns(owner, { ids: [gone] }));
      } while (cursor !== undefined && page < 20);
      expect(new Set(seen).size).toBe(seen.length);
      const there = Array.from({ length: 11 }, (_, n) => `${tag}-${n * 2}`);
      expect(seen).toEqual(expect.arrayContaining(there));
    },
  );
});
