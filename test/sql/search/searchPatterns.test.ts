import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  openStoreDatabase,
  type StoreDatabase,
  type StoreUser,
  type Tenant,
} from '../../support/storeDatabase.ts';

let database: StoreDatabase;
let tenant: Tenant;
let user: StoreUser;

interface Candidate {
  readonly id: string;
  readonly key: string;
  readonly parts: Readonly<
    Record<string, { readonly rank: number; readonly score?: number; readonly similarity?: number }>
  > & {
    readonly fused: number;
  };
}

/** A vector with a few entries and zeros elsewhere. */
function vector(entries: Readonly<Record<number, number>>): string {
  return `[${Array.from({ length: 1536 }, (_, index) => entries[index] ?? 0).join(',')}]`;
}

async function addPattern(
  fields: Readonly<Record<string, unknown>> & { readonly key: string },
): Promise<string> {
  const row = {
    title: fields.key.replaceAll('-', ' '),
    problem_type: 'Data',
    severity: 'MEDIUM',
    problem_description: 'Described elsewhere.',
    status: 'active',
    ...fields,
  };
  const columns = Object.keys(row);
  const [added] = await user.query<{ id: string }>(
    `insert into fixward.fix_patterns (workspace_id, created_by, ${columns.join(', ')})
     select $1, $2, ${columns.map((column) => `r.${column}`).join(', ')}
     from jsonb_populate_record(null::fixward.fix_patterns, $3::jsonb) r returning id`,
    [tenant.workspaceId, tenant.userId, JSON.stringify(row)],
  );
  if (added === undefined) throw new Error('not added');
  return added.id;
}

async function search(request: Readonly<Record<string, unknown>>): Promise<readonly Candidate[]> {
  const { candidates } = await user.data('search_patterns', request);
  return candidates as readonly Candidate[];
}

const keys = (candidates: readonly Candidate[]): readonly string[] => candidates.map(({ key }) => key);

beforeAll(async () => {
  database = await openStoreDatabase();
  tenant = await database.tenant();
  user = database.as(tenant.userId);
  await addPattern({
    key: 'enable-row-level-security',
    title: 'Enable row level security on tables that clients reach',
    problem_type: 'Security',
    severity: 'CRITICAL',
    layers: [1],
    code_type: 'sql',
    symptoms: ['anyone with the anon key can read every row'],
    code_after: 'ALTER TABLE user_profiles ENABLE ROW LEVEL SECURITY;',
    rule_ids: ['rls-missing'],
  });
  await addPattern({
    key: 'close-http-server',
    title: 'Close the HTTP server on shutdown',
    layers: [4],
    code_type: 'javascript',
    workflows: ['deployment'],
    problem_description: 'Requests hang when closeIdleConnections is never called.',
    code_before: 'process.exit(0)',
    code_after: 'server.closeIdleConnections();\r\nserver.close();',
  });
  await addPattern({ key: 'retired-advice', title: 'Row level advice of old', status: 'retired' });
});

afterAll(() => database.close());

describe('search_patterns', () => {
  it('finds patterns that hold any of the words, best first, and says by which part', async () => {
    const found = await search({ query: 'why can everyone read rows of my table, security?' });
    expect(keys(found)).toEqual(['enable-row-level-security']);
    expect(found[0]?.parts.text).toMatchObject({ rank: 1 });
    expect(found[0]?.parts.fused).toBeGreaterThan(0);
  });

  it('finds a name by its parts, and by its nearest spelling', async () => {
    expect(keys(await search({ query: 'idle connections' }))).toEqual(['close-http-server']);
    const found = await search({ query: 'closeIdleConection' });
    expect(keys(found)).toEqual(['close-http-server']);
    expect(found[0]?.parts.identifiers?.score).toBeGreaterThan(0.6);
  });

  it.each([
    ['nothing', ''],
    ['white space', ' \r\n\t '],
    ['punctuation of queries', `& | ! ( ) : * <-> ' '' \\ "`],
    ['an emoji', '🚀'],
  ])('answers a query of %s with no candidates', async (_name, query) => {
    expect(await search({ query })).toEqual([]);
  });

  it.each([
    "'); drop table fixward.fix_patterns; --",
    "security' | !'row",
    'security:*A & (row',
    '\\security \\\\ row\\',
    '$1 security $6 %s %I {}',
    `${'security '.repeat(1200)}row`,
  ])('reads %j as words', async (query) => {
    expect(keys(await search({ query }))).toContain('enable-row-level-security');
  });

  it('finds words that are none in prose where code has them', async () => {
    expect(await search({ query: 'the is' })).toEqual([]);
    expect(keys(await search({ query: 'on' }))).toEqual([]);
    expect(keys(await search({ query: 'exit(0)' }))).toEqual(['close-http-server']);
  });

  it('leaves retired and deleted patterns out unless asked for', async () => {
    expect(keys(await search({ query: 'advice of old' }))).toEqual([]);
    expect(keys(await search({ query: 'advice', filters: { statuses: ['retired'] } }))).toEqual([
      'retired-advice',
    ]);
  });

  it.each([
    [{ layers: [4, 5] }, ['close-http-server']],
    [{ workflows: ['deployment'] }, ['close-http-server']],
    [{ code_types: ['sql'] }, ['enable-row-level-security']],
    [{ severities: ['CRITICAL'] }, ['enable-row-level-security']],
    [{ rule_ids: ['rls-missing'] }, ['enable-row-level-security']],
    [{ problem_types: ['Data'] }, ['close-http-server']],
    [{ minimum_confidence: 0.9 }, []],
    [{ layers: [1], severities: ['LOW'] }, []],
  ])('keeps to the filter %j', async (filters, expected) => {
    expect(keys(await search({ query: 'server security close', filters }))).toEqual(expected);
  });

  it('names a filter or field that it does not know', async () => {
    const filter = await user.call('search_patterns', { query: 'x', filters: { layer: 1 } });
    expect(filter).toMatchObject({ ok: false, error: { code: 'invalid', field: 'filters.layer' } });
    const field = await user.call('search_patterns', { query: 'x', k: 1 });
    expect(field).toMatchObject({ ok: false, error: { code: 'invalid', field: 'k' } });
    const value = await user.call('search_patterns', { query: 'x', filters: { layers: ['one'] } });
    expect(value).toMatchObject({ ok: false, error: { code: 'invalid', field: 'filters.layers' } });
  });

  it('shows nothing of another workspace', async () => {
    const stranger = await database.tenant('Other');
    const answer = await database.as(stranger.userId).data('search_patterns', { query: 'security' });
    expect(answer.candidates).toEqual([]);
    const asked = await database
      .as(stranger.userId)
      .call('search_patterns', { query: 'security', workspace_id: tenant.workspaceId });
    expect(asked).toMatchObject({ ok: false, error: { code: 'not_found' } });
  });
});

describe('vectors', () => {
  const model = { embedder_id: 'test-model', embedder_version: '1' };
  let first: string;
  let second: string;

  beforeAll(async () => {
    first = await addPattern({ key: 'vector-one' });
    second = await addPattern({ key: 'vector-two' });
    const saved = await user.data('save_embeddings', {
      ...model,
      rows: [
        {
          id: first,
          version: 1,
          content: vector({ 0: 1 }),
          problem: vector({ 0: 1 }),
          code: vector({ 3: 1 }),
        },
        { id: second, version: 1, content: vector({ 0: 1, 1: 1 }), problem: vector({ 1: 1 }) },
      ],
    });
    expect(saved).toEqual({ saved: 2, skipped: 0 });
  });

  it('lists by cosine, each column apart, and gives rank and similarity', async () => {
    const found = await search({
      query: '',
      vectors: { content: vector({ 0: 2 }), problem: vector({ 1: 1 }) },
      weights: { content: 1, problem: 0.5 },
      ...model,
    });
    expect(keys(found)).toEqual(['vector-one', 'vector-two']);
    expect(found[1]?.parts).toMatchObject({
      content: { rank: 2, similarity: Number(Math.SQRT1_2.toFixed(6)) },
      problem: { rank: 1, similarity: 1 },
    });
    expect(found[0]?.parts.code).toBeUndefined();
  });

  it('compares only vectors of one embedder and version', async () => {
    const vectors = { content: vector({ 0: 1 }) };
    expect(await search({ query: '', vectors, embedder_id: 'test-model', embedder_version: '2' })).toEqual(
      [],
    );
    expect(await search({ query: '', vectors, embedder_id: 'other', embedder_version: '1' })).toEqual([]);
    expect(await search({ query: '', vectors })).toEqual([]);
  });

  it('does not count embedding as a change of the pattern', async () => {
    const [row] = await user.query<{ version: number }>(
      'select version from fixward.fix_patterns where id = $1',
      [first],
    );
    expect(row?.version).toBe(1);
  });

  it('drops the vectors of a text that changed, and passes over vectors of a text that was', async () => {
    await user.query('update fixward.fix_patterns set title = $2 where id = $1', [second, 'Vector two anew']);
    const [row] = await user.query<{ embedder_id: string | null; version: number }>(
      'select embedder_id, version from fixward.fix_patterns where id = $1',
      [second],
    );
    expect(row).toEqual({ embedder_id: null, version: 2 });
    const late = await user.data('save_embeddings', {
      ...model,
      rows: [{ id: second, version: 1, content: vector({ 0: 1 }) }],
    });
    expect(late).toEqual({ saved: 0, skipped: 1 });
    const waiting = await user.data('patterns_to_embed', model);
    expect((waiting.patterns as readonly { key: string }[]).map(({ key }) => key)).toContain('vector-two');
    await user.data('save_embeddings', {
      ...model,
      rows: [{ id: second, version: 2, content: vector({ 0: 1, 1: 1 }) }],
    });
  });

  it('keeps vectors when only the record of a pattern changes', async () => {
    await user.query(`update fixward.fix_patterns set reviewer_notes = 'seen' where id = $1`, [first]);
    const { patterns } = await user.data('similar_patterns', { id: first });
    expect(patterns).toMatchObject([{ key: 'vector-two', content: Number(Math.SQRT1_2.toFixed(4)) }]);
  });

  it('refuses a vector of another width, and what is no vector', async () => {
    const rows = [{ id: second, version: 2, content: '[1,2]' }];
    expect(await user.call('save_embeddings', { ...model, rows })).toMatchObject({
      ok: false,
      error: { code: 'invalid', field: 'rows' },
    });
    expect(
      await user.call('search_patterns', { query: '', vectors: { content: 'x' }, ...model }),
    ).toMatchObject({
      ok: false,
      error: { field: 'vectors.content' },
    });
  });

  it('tells how far the embedding is', async () => {
    const status = await user.data('embedding_status');
    expect(status).toMatchObject({
      total: 5,
      without: 3,
      embedders: [{ embedder_id: 'test-model', embedder_version: '1', patterns: 2 }],
      indexed: false,
    });
  });

  it('lists patterns to embed page by page', async () => {
    const seen: string[] = [];
    let after: string | undefined;
    for (;;) {
      const page = await user.data('patterns_to_embed', {
        embedder_id: 'new',
        embedder_version: '1',
        limit: 2,
        ...(after && { after }),
      });
      const patterns = page.patterns as readonly { id: string; key: string }[];
      if (patterns.length === 0) break;
      seen.push(...patterns.map(({ key }) => key));
      after = patterns.at(-1)?.id;
    }
    expect(seen.sort()).toEqual([
      'close-http-server',
      'enable-row-level-security',
      'retired-advice',
      'vector-one',
      'vector-two',
    ]);
  });

  it('leaves the indexes of a shared store to its installer', async () => {
    expect(await user.call('ensure_vector_indexes', { threshold: 1 })).toMatchObject({
      ok: false,
      error: { code: 'forbidden', message: expect.stringContaining('sql/README.md') },
    });
    expect(await user.query('select fixward.has_vector_indexes() as indexed')).toEqual([{ indexed: false }]);
    const { rows } = await database.session.query(
      `select fixward.ensure_vector_indexes('{"threshold": 1000000}') -> 'data' ->> 'remaining' as remaining`,
    );
    expect(rows).toEqual([{ remaining: '0' }]);
  });

  it('builds indexes above the threshold, one a call, and answers alike with them', async () => {
    await database.session.query('select fixward.mark_local_store()');
    const request = { query: '', vectors: { content: vector({ 0: 1, 1: 0.2 }) }, ...model };
    const before = await search(request);
    // One vector for words is compared with content and problem both, whatever index there is.
    const worded = { query: '', vectors: { words: vector({ 0: 1, 1: 0.2 }) }, ...model };
    const wordedBefore = await search(worded);
    expect(wordedBefore[0]?.parts).toMatchObject({ content: { rank: 1 }, problem: { rank: 1 } });
    const made: unknown[] = [];
    for (let round = 0; round < 4; round++)
      made.push((await user.data('ensure_vector_indexes', { threshold: 1 })).made);
    expect(made).toEqual([['content'], ['problem'], ['code'], []]);
    expect(await user.data('search_patterns', request)).toMatchObject({ exact: false });
    expect(await search(request)).toEqual(before);
    expect(await search(worded)).toEqual(wordedBefore);
    expect(await user.data('ensure_vector_indexes', { threshold: 100 })).toMatchObject({
      indexed: false,
      dropped: ['content', 'problem', 'code'],
    });
  });

  it('lets members and readers search but not build', async () => {
    const member = database.as(await database.user(tenant, 'member'));
    const reader = database.as(await database.user(tenant, 'reader'));
    expect(await member.call('ensure_vector_indexes', {})).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    });
    expect(await reader.call('save_embeddings', { ...model, rows: [] })).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    });
    expect((await reader.data('search_patterns', { query: 'security' })).candidates).toHaveLength(1);
    // Only rows that a member may change get his vectors.
    const saved = await member.data('save_embeddings', {
      ...model,
      rows: [{ id: first, version: 1, content: vector({ 9: 1 }) }],
    });
    expect(saved).toEqual({ saved: 0, skipped: 1 });
  });
});
