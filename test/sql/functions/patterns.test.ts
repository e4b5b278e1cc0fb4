import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  deletePatterns,
  getPatterns,
  patchPatterns,
  patternHistory,
  savePatterns,
} from '../../../src/store/functions/patterns.ts';
import type { StoreTransport } from '../../../src/store/store.ts';
import { openStoreDatabase, type StoreDatabase, type Tenant } from '../../support/storeDatabase.ts';
import { dataOf, examplePattern, userTransport } from '../../support/userTransport.ts';

let database: StoreDatabase;
let tenant: Tenant;
let owner: StoreTransport;
let member: StoreTransport;
let reader: StoreTransport;

beforeAll(async () => {
  database = await openStoreDatabase();
  tenant = await database.tenant();
  owner = userTransport(database.as(tenant.userId));
  member = userTransport(database.as(await database.user(tenant, 'member')));
  reader = userTransport(database.as(await database.user(tenant, 'reader')));
});
afterAll(() => database.close());

const ok = expect.objectContaining({ ok: true });
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

async function one(key: string) {
  const { patterns } = await dataOf(getPatterns(owner, { keys: [key] }));
  return patterns[0];
}

describe('saving', () => {
  it('takes an empty batch', async () => {
    expect(await dataOf(savePatterns(owner, { patterns: [] }))).toEqual({ results: [] });
  });

  it('gives back what was saved, letter by letter', async () => {
    const pattern = examplePattern('all-of-it', {
      title: 'Пароль в URL — 密码 😀',
      code_type: 'typescript',
      tags: ['ключ', 'a,b', '{"x"}', ''],
      layers: [2, 7],
      workflows: ['sign-in'],
      file_types: ['ts'],
      problem_description: 'line one\r\nline two\ttabbed',
      symptoms: ['it "says" \\ no'],
      solution_steps: ['first', 'second'],
      code_before: "const a = '\u2028';",
      code_after: '',
      verification_steps: ['run it'],
      learnings: ['keep'],
      prevention_guidance: 'guard',
      anti_patterns: ['none'],
      pattern: { format: 'x', deep: { nothing: null, list: [1, null] } },
      rule: { id: 'r', severity: null },
      rule_ids: ['sql/x'],
      examples: [{ before: 'a', after: 'b', path: 'src/ä.ts' }],
      counter_examples: [{ before: 'c' }],
      references: ['https://example.com/ä'],
      related_files: ['src/ö.ts'],
      status: 'active',
      origin: 'shipped',
      reviewed: true,
      reviewer_notes: 'gut',
      applied_to_files: ['x.ts'],
      task_ids: ['T-1'],
    });
    await saved(owner, ['all-of-it', pattern]);
    expect(await one('all-of-it')).toMatchObject(pattern);
  });

  it('fills what an author leaves out with nothing, and starts as a draft', async () => {
    await saved(owner, ['little']);
    expect(await one('little')).toMatchObject({
      status: 'draft',
      origin: 'authored',
      reviewed: false,
      version: 1,
      tags: [],
      layers: [],
      examples: [],
      successes: 0,
      confidence_score: 0.5,
    });
    expect(await one('little')).not.toHaveProperty('code_after');
  });

  it('changes the pattern of the same key, and empties content that is not sent', async () => {
    const [first] = await saved(owner, ['again', { code_after: 'x', tags: ['t'], task_ids: ['T-9'] }]);
    const [second] = await saved(owner, ['again', { title: 'New' }]);
    expect(second).toMatchObject({ id: first?.id, created: false, changed: true, version: 2 });
    const pattern = await one('again');
    expect(pattern).toMatchObject({ title: 'New', tags: [], task_ids: ['T-9'] });
    expect(pattern).not.toHaveProperty('code_after');
  });

  it('leaves a pattern that says the same already alone', async () => {
    await saved(owner, ['same', { layers: [1], rule: { a: null } }]);
    expect(await saved(owner, ['same', { layers: [1], rule: { a: null } }])).toMatchObject([
      { changed: false, version: 1 },
    ]);
  });

  it('renames by id', async () => {
    const [first] = await saved(owner, ['old-name']);
    const [second] = await saved(owner, ['new-name', { id: first?.id ?? '' }]);
    expect(second).toMatchObject({ id: first?.id, key: 'new-name', created: false });
    expect(await one('old-name')).toBeUndefined();
  });

  it('takes an id that the caller chose', async () => {
    const id = randomUUID();
    expect(await saved(owner, ['chosen', { id }])).toMatchObject([{ id, created: true }]);
    expect(await saved(owner, ['chosen', { id }])).toMatchObject([{ id, created: false }]);
  });

  it('refuses the key of another pattern', async () => {
    const [, second] = await saved(owner, ['taken'], ['free']);
    const { results } = await dataOf(
      savePatterns(owner, {
        patterns: [examplePattern('taken', { id: second?.id ?? '' }), examplePattern('fine-beside')],
      }),
    );
    expect(results).toEqual([failed('conflict', 'patterns[0]'), ok]);
  });

  it('refuses an id of another workspace without a word of it', async () => {
    const stranger = await database.tenant('Elsewhere');
    const theirs = await dataOf(
      savePatterns(userTransport(database.as(stranger.userId)), { patterns: [examplePattern('theirs')] }),
    );
    const id = theirs.results[0]?.ok ? theirs.results[0].id : '';
    const { results } = await dataOf(savePatterns(owner, { patterns: [examplePattern('grab', { id })] }));
    expect(results).toEqual([failed('conflict', 'patterns[0]')]);
    expect(JSON.stringify(results)).not.toContain('theirs');
  });

  it('tells each item what is wrong with it, and saves the others', async () => {
    const patterns = [
      examplePattern('good-one'),
      { ...examplePattern('x'), severity: 'SEVERE' },
      { ...examplePattern('Not Kebab') },
      { ...examplePattern('y-1'), layers: [8] },
      { ...examplePattern('y-2'), layers: ['1'] },
      { ...examplePattern('z-1'), tags: 'one' },
      { ...examplePattern('z-2'), tags: [1] },
      { ...examplePattern('z-3'), rule: [] },
      { ...examplePattern('z-4'), reviewed: 'yes' },
      { ...examplePattern('z-5'), title: '' },
      { ...examplePattern('z-6'), title: null },
      { ...examplePattern('z-7'), titel: 'typo' },
      { ...examplePattern('z-8'), id: '1234' },
      { ...examplePattern('z-9'), base_version: 1.5 },
      { key: 'z' },
      'text',
      null,
      examplePattern('good-one'),
      { ...examplePattern('z-10'), content_embedding: '[1,2]' },
      { ...examplePattern('z-11'), content_embedding: '[1,2]', embedder_id: 'e', embedder_version: '1' },
      examplePattern('good-two'),
    ];
    const answer = await owner.call('save_patterns', { patterns });
    const { results } = (
      answer as { data: { results: { ok: boolean; error?: { field: string; message: string } }[] } }
    ).data;
    expect(results.map((result) => result.error?.field ?? result.ok)).toEqual([
      true,
      'patterns[1].severity',
      'patterns[2].key',
      'patterns[3].layers',
      'patterns[4].layers',
      'patterns[5].tags',
      'patterns[6].tags',
      'patterns[7].rule',
      'patterns[8].reviewed',
      'patterns[9].title',
      'patterns[10].title',
      'patterns[11].titel',
      'patterns[12].id',
      'patterns[13].base_version',
      'patterns[14].problem_description',
      'patterns[15]',
      'patterns[16]',
      'patterns[17].key',
      'patterns[18].embedder_id',
      'patterns[19]',
      true,
    ]);
    expect(results[1]?.error?.message).toBe(
      'patterns[1].severity: must be a text, one of CRITICAL, HIGH, MEDIUM, LOW; it is "SEVERE".',
    );
    for (const result of results) expect(result.error?.message ?? '').not.toContain('\n');
  });

  it('takes a thousand patterns at a time, and one that is wrong among them', async () => {
    const patterns = Array.from({ length: 1000 }, (_, index) => examplePattern(`many-${index}`));
    patterns[500] = {
      ...examplePattern('many-500'),
      base_version: 3,
      content_embedding: '[1]',
      embedder_id: 'e',
      embedder_version: '1',
    };
    const { results } = await dataOf(savePatterns(owner, { patterns }));
    expect(results.filter((result) => result.ok)).toHaveLength(999);
    expect(results[500]).toEqual(failed('invalid', 'patterns[500]'));
    const again = await dataOf(
      savePatterns(owner, { patterns: patterns.filter((_, index) => index !== 500) }),
    );
    expect(again.results.every((result) => result.ok && !result.created && !result.changed)).toBe(true);
  });

  it('takes a record back as it was read', async () => {
    const [first] = await saved(owner, ['round-trip', { rule: { a: null }, layers: [3], code_after: 'x' }]);
    const pattern = await one('round-trip');
    const answer = await owner.call('save_patterns', { patterns: [pattern] });
    expect(answer).toMatchObject({
      data: { results: [{ ok: true, id: first?.id, changed: false, version: 1 }] },
    });
  });
});

describe('a patch', () => {
  it('changes what is sent, and empties with null', async () => {
    await saved(owner, ['patched', { code_after: 'x', prevention_guidance: 'y', tags: ['t'] }]);
    await dataOf(
      patchPatterns(owner, { patterns: [{ key: 'patched', title: 'New', code_after: null, tags: null }] }),
    );
    const pattern = await one('patched');
    expect(pattern).toMatchObject({ title: 'New', prevention_guidance: 'y', tags: [] });
    expect(pattern).not.toHaveProperty('code_after');
  });

  it('of a pattern that is not there needs the whole content', async () => {
    const { results } = await dataOf(
      patchPatterns(owner, {
        patterns: [{ key: 'nowhere', title: 'x' }, examplePattern('made-by-patch'), { title: 'x' }],
      }),
    );
    expect(results).toEqual([
      failed('invalid', 'patterns[0].problem_description'),
      ok,
      failed('invalid', 'patterns[2].id'),
    ]);
  });
});

describe('two writers', () => {
  it('meet a conflict, with the stored pattern beside it, when the second started from an older version', async () => {
    await saved(owner, ['shared']);
    const change = (title: string) =>
      dataOf(savePatterns(owner, { patterns: [examplePattern('shared', { title, base_version: 1 })] }));
    expect((await change('First')).results).toEqual([expect.objectContaining({ ok: true, version: 2 })]);
    const [second] = (await change('Second')).results;
    expect(second).toEqual(failed('conflict', 'patterns[0].base_version'));
    expect(second?.ok === false && second.error.current).toMatchObject({ title: 'First', version: 2 });
  });

  it('of one key at once make one pattern', async () => {
    const answers = await Promise.all(
      [1, 2, 3].map((n) =>
        dataOf(savePatterns(owner, { patterns: [examplePattern('at-once', { title: `T${n}` })] })),
      ),
    );
    const results = answers.flatMap((answer) => answer.results);
    expect(new Set(results.map((result) => result.ok && result.id)).size).toBe(1);
    expect(results.filter((result) => result.ok && result.created)).toHaveLength(1);
  });
});

describe('roles', () => {
  it('let a reader read and not save', async () => {
    await saved(owner, ['for-all']);
    expect((await dataOf(getPatterns(reader, { keys: ['for-all'] }))).patterns).toHaveLength(1);
    const answer = await savePatterns(reader, { patterns: [examplePattern('by-reader')] });
    expect(answer).toEqual(failed('forbidden', 'workspace_id'));
  });

  it('let a member save drafts and suggestions, and change them while they are', async () => {
    expect(await saved(member, ['by-member', { status: 'suggested' }])).toMatchObject([{ created: true }]);
    expect(await saved(member, ['by-member', { title: 'Better' }])).toMatchObject([{ changed: true }]);
    await dataOf(patchPatterns(owner, { patterns: [{ key: 'by-member', status: 'active' }] }));
    const { results } = await dataOf(
      savePatterns(member, { patterns: [examplePattern('by-member', { title: 'Best' })] }),
    );
    expect(results).toEqual([failed('forbidden', 'patterns[0]')]);
  });

  it('let no member approve, nor change the patterns of others', async () => {
    await saved(owner, ['of-owner']);
    const { results } = await dataOf(
      savePatterns(member, {
        patterns: [
          examplePattern('m-1', { status: 'active' }),
          examplePattern('m-2', { reviewed: true }),
          examplePattern('of-owner', { title: 'Mine now' }),
          examplePattern('m-3'),
        ],
      }),
    );
    expect(results).toEqual([
      failed('forbidden', 'patterns[0].status'),
      failed('forbidden', 'patterns[1].reviewed'),
      failed('forbidden', 'patterns[2]'),
      ok,
    ]);
  });
});

describe('deleting', () => {
  it('takes patterns out of every answer, and gives the key free', async () => {
    const [first] = await saved(owner, ['to-delete']);
    const ids = [first?.id ?? '', randomUUID()];
    expect((await dataOf(deletePatterns(owner, { ids }))).results).toEqual([
      ok,
      failed('not_found', 'ids[1]'),
    ]);
    expect(await one('to-delete')).toBeUndefined();
    expect((await dataOf(deletePatterns(owner, { ids: [first?.id ?? ''] }))).results).toEqual([
      failed('not_found', 'ids[0]'),
    ]);
    const [second] = await saved(owner, ['to-delete']);
    expect(second).toMatchObject({ created: true });
    expect(second?.id).not.toBe(first?.id);
  });

  it('of another member’s pattern is not for members', async () => {
    const [first] = await saved(owner, ['not-theirs']);
    expect((await dataOf(deletePatterns(member, { ids: [first?.id ?? ''] }))).results).toEqual([
      failed('forbidden', 'ids[0]'),
    ]);
  });

  it('keeps a deleted id from coming back as another pattern', async () => {
    const [first] = await saved(owner, ['ghost']);
    await dataOf(deletePatterns(owner, { ids: [first?.id ?? ''] }));
    const { results } = await dataOf(
      savePatterns(owner, { patterns: [examplePattern('ghost-two', { id: first?.id ?? '' })] }),
    );
    expect(results).toEqual([failed('conflict', 'patterns[0]')]);
  });
});

describe('history', () => {
  it('shows what a pattern was, and what each change changed', async () => {
    const [first] = await saved(owner, ['with-past']);
    await saved(owner, ['with-past', { title: 'Second', severity: 'LOW' }]);
    await saved(owner, ['with-past', { title: 'Third', severity: 'LOW' }]);
    const history = await dataOf(patternHistory(owner, { id: first?.id ?? '' }));
    expect(history.version).toBe(3);
    expect(
      history.revisions.map(({ version, changed_fields, content }) => [
        version,
        changed_fields,
        content.title,
      ]),
    ).toEqual([
      [2, ['title'], 'Second'],
      [1, ['severity', 'title'], 'Title of with-past'],
    ]);
    expect(history.revisions[0]?.changed_by).toBe(tenant.userId);
  });

  it('of nothing is not found', async () => {
    expect(await patternHistory(owner, { id: randomUUID() })).toEqual(failed('not_found', 'id'));
  });
});
