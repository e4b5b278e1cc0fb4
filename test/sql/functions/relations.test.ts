import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApplicationEvent, recordApplications } from '../../../src/store/functions/applications.ts';
import { getPatterns, savePatterns } from '../../../src/store/functions/patterns.ts';
import {
  deleteRelations,
  listRelations,
  type RelationToSave,
  relatedPatterns,
  relatePatterns,
  suggestRelations,
} from '../../../src/store/functions/relations.ts';
import { mergePatterns } from '../../../src/store/functions/reviews.ts';
import { saveRules } from '../../../src/store/functions/rules.ts';
import { linkTasks, listTaskLinks } from '../../../src/store/functions/taskLinks.ts';
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

async function patterns(...keys: readonly string[]): Promise<readonly string[]> {
  const { results } = await dataOf(savePatterns(owner, { patterns: keys.map((key) => examplePattern(key)) }));
  return results.map((result) => (result.ok ? result.id : ''));
}

async function relate(...relations: readonly RelationToSave[]) {
  return (await dataOf(relatePatterns(owner, { relations }))).results;
}

describe('relating', () => {
  it('keeps the stronger strength and what a person said', async () => {
    await patterns('u-a', 'u-b');
    const between = { from_key: 'u-a', to_key: 'u-b', kind: 'enhances' } as const;
    const [first] = await relate({
      ...between,
      strength: 0.4,
      found_by: 'similarity',
      evidence: { words: 3 },
    });
    const [second] = await relate({ ...between, confirmed: true, strength: 0.2 });
    await relate({ ...between, strength: 0.3, found_by: 'sequence', evidence: { support: 5 } });
    expect(second).toMatchObject({ ok: true, created: false, id: first?.ok ? first.id : '' });
    const { relations } = await dataOf(relatedPatterns(owner, { key: 'u-a' }));
    expect(relations).toMatchObject([
      {
        strength: 0.4,
        confirmed: true,
        rejected: false,
        found_by: 'manual',
        evidence: { words: 3, support: 5 },
        outgoing: true,
      },
    ]);
    await relate({ ...between, rejected: true });
    expect((await dataOf(relatedPatterns(owner, { key: 'u-a' }))).relations).toEqual([]);
    expect(
      (await dataOf(relatedPatterns(owner, { key: 'u-a', include_rejected: true }))).relations,
    ).toMatchObject([{ confirmed: false, rejected: true }]);
  });

  it('keeps a conflict once, whichever pattern is named first', async () => {
    await patterns('c-a', 'c-b');
    const [first] = await relate({ from_key: 'c-a', to_key: 'c-b', kind: 'conflicts' });
    const [second] = await relate({ from_key: 'c-b', to_key: 'c-a', kind: 'conflicts' });
    expect(second).toMatchObject({ created: false, id: first?.ok ? first.id : '' });
  });

  it('takes the same relation twice in one batch', async () => {
    await patterns('t-a', 't-b');
    const relation = { from_key: 't-a', to_key: 't-b', kind: 'follows' } as const;
    expect(await relate(relation, relation)).toMatchObject([
      { ok: true, created: true },
      { ok: true, created: false },
    ]);
  });

  it('tells each relation what is wrong with it', async () => {
    await patterns('w-a', 'w-b');
    const answer = await owner.call('relate_patterns', {
      relations: [
        { from_key: 'w-a', to_key: 'w-b', kind: 'prerequisite', strength: 0.5 },
        { from_key: 'w-a', to_key: 'w-a', kind: 'follows' },
        { from_key: 'w-a', to_key: 'no-such', kind: 'follows' },
        { from_pattern_id: randomUUID(), to_key: 'w-b', kind: 'follows' },
        { from_key: 'w-a', kind: 'follows' },
        { from_key: 'w-a', to_key: 'w-b', kind: 'likes' },
        { from_key: 'w-a', to_key: 'w-b', kind: 'follows', strength: 2 },
        { from_key: 'w-a', to_key: 'w-b', kind: 'follows', confirmed: true, rejected: true },
      ],
    });
    expect(answer).toMatchObject({
      data: {
        results: [
          { ok: true },
          failed('invalid', 'relations[1]'),
          failed('not_found', 'relations[2].to_key'),
          failed('not_found', 'relations[3].from_pattern_id'),
          failed('invalid', 'relations[4].to_pattern_id'),
          failed('invalid', 'relations[5].kind'),
          failed('invalid', 'relations[6].strength'),
          failed('invalid', 'relations[7].rejected'),
        ],
      },
    });
  });

  it('is for members; taking away is for whoever related, and for maintainers', async () => {
    await patterns('m-a', 'm-b');
    const member = userTransport(database.as(await database.user(tenant, 'member')));
    const other = userTransport(database.as(await database.user(tenant, 'member')));
    const reader = userTransport(database.as(await database.user(tenant, 'reader')));
    const relations = [{ from_key: 'm-a', to_key: 'm-b', kind: 'follows' }] as const;
    expect(await relatePatterns(reader, { relations })).toEqual(failed('forbidden', 'workspace_id'));
    const { results } = await dataOf(relatePatterns(member, { relations }));
    const ids = [results[0]?.ok ? results[0].id : ''];
    expect((await dataOf(deleteRelations(other, { ids }))).results).toEqual([failed('forbidden', 'ids[0]')]);
    expect((await dataOf(deleteRelations(member, { ids }))).results).toEqual([{ ok: true, id: ids[0] }]);
    expect((await dataOf(deleteRelations(owner, { ids }))).results).toEqual([failed('not_found', 'ids[0]')]);
    expect(await dataOf(relatedPatterns(owner, { key: 'm-a' }))).toMatchObject({ relations: [] });
  });
});

describe('related patterns', () => {
  it('shows conflicts first, then by strength, and says which way they go', async () => {
    await patterns('r-a', 'r-b', 'r-c', 'r-d');
    await relate(
      { from_key: 'r-a', to_key: 'r-b', kind: 'enhances', strength: 0.9 },
      { from_key: 'r-c', to_key: 'r-a', kind: 'follows', strength: 0.95 },
      { from_key: 'r-a', to_key: 'r-d', kind: 'conflicts', strength: 0.1 },
    );
    const { relations } = await dataOf(relatedPatterns(owner, { key: 'r-a' }));
    expect(relations.map(({ kind, other }) => [kind, other.key])).toEqual([
      ['conflicts', 'r-d'],
      ['follows', 'r-c'],
      ['enhances', 'r-b'],
    ]);
    expect(relations[1]?.outgoing).toBe(false);
  });

  it('of no pattern are not found', async () => {
    expect(await relatedPatterns(owner, { key: 'no-such' })).toEqual(failed('not_found', 'key'));
    expect(await relatedPatterns(owner, { id: randomUUID() })).toEqual(failed('not_found', 'id'));
  });

  it('are listed for the whole workspace', async () => {
    const list = await dataOf(listRelations(owner, { kinds: ['conflicts'] }));
    expect(list.total).toBe(list.relations.length);
    expect(list.relations.every(({ kind }) => kind === 'conflicts')).toBe(true);
  });
});

describe('suggestions', () => {
  it('come from patterns that are applied together more often than by chance', async () => {
    const own = await database.tenant('Sequences');
    const transport = userTransport(database.as(own.userId));
    const keys = ['s-first', 's-then', 's-beside', ...Array.from({ length: 8 }, (_, n) => `s-noise-${n}`)];
    await dataOf(savePatterns(transport, { patterns: keys.map((key) => examplePattern(key)) }));
    const now = Date.now();
    const used = (key: string, day: number, minute: number): ApplicationEvent => ({
      pattern_key: key,
      event: 'applied',
      project: 'repo',
      happened_at: new Date(now - day * 86_400_000 + minute * 60_000).toISOString(),
    });
    const events = [
      // Five sittings: one then the other; beside them, in turning order, a third.
      ...[2, 3, 4, 5, 6].flatMap((day) => [
        used('s-first', day, 0),
        used('s-then', day, 10),
        used('s-beside', day, day % 2 === 0 ? -5 : 5),
      ]),
      // Sittings of something else.
      ...Array.from({ length: 8 }, (_, n) => used(`s-noise-${n}`, 10 + n, 0)),
    ];
    await dataOf(recordApplications(transport, { events }));
    const shown = await dataOf(suggestRelations(transport, { dry_run: true }));
    expect(shown.sittings).toBe(13);
    expect(shown.written).toBe(0);
    const named = shown.suggested.map(({ from, to, kind }) => `${from.key} ${kind} ${to.key}`);
    expect(named).toContain('s-then follows s-first');
    expect(named).toContain('s-then follows s-beside');
    expect(
      named.filter((one) => one.includes('enhances') && one.includes('s-beside') && one.includes('s-first')),
    ).toHaveLength(1);
    expect(named.some((one) => one.includes('noise'))).toBe(false);
    expect(shown.suggested[0]).toMatchObject({ evidence: { support: 5, lift: 2.6, sittings: 13 } });
    expect((await dataOf(listRelations(transport))).total).toBe(0);

    const written = await dataOf(suggestRelations(transport));
    expect(written.written).toBe(3);
    const { relations } = await dataOf(listRelations(transport));
    expect(relations.every(({ found_by, confirmed }) => found_by === 'sequence' && !confirmed)).toBe(true);

    const rejected = relations[0];
    await dataOf(
      relatePatterns(transport, {
        relations: [
          {
            from_pattern_id: rejected?.from.id ?? '',
            to_pattern_id: rejected?.to.id ?? '',
            kind: rejected?.kind ?? 'follows',
            rejected: true,
          },
        ],
      }),
    );
    expect((await dataOf(suggestRelations(transport))).written).toBe(2);
  });

  it('need several sittings', async () => {
    const own = await database.tenant('Once');
    const transport = userTransport(database.as(own.userId));
    expect(await dataOf(suggestRelations(transport))).toEqual({ sittings: 0, suggested: [], written: 0 });
  });
});

describe('merging', () => {
  it('hands everything to the one that stays, and shows what was dropped', async () => {
    const content = (key: string, beside: object) => examplePattern(key, { title: `T ${key}`, ...beside });
    const { results } = await dataOf(
      savePatterns(owner, {
        patterns: [
          content('g-into', { tags: ['a'], layers: [1], symptoms: ['s1'] }),
          content('g-one', {
            tags: ['b', 'a'],
            layers: [2],
            code_after: 'better',
            rule: { a: null },
            rule_ids: ['r-1'],
          }),
          content('g-two', { tags: ['c'], layers: [3], symptoms: ['ß'] }),
          content('g-else', {}),
        ],
      }),
    );
    const [into = '', one = '', two = ''] = results.map((result) => (result.ok ? result.id : ''));
    await relate(
      { from_key: 'g-one', to_key: 'g-else', kind: 'enhances', strength: 0.4, confirmed: true },
      { from_key: 'g-into', to_key: 'g-else', kind: 'enhances', strength: 0.3, found_by: 'similarity' },
      { from_key: 'g-one', to_key: 'g-two', kind: 'follows' },
      { from_key: 'g-into', to_key: 'g-two', kind: 'conflicts' },
    );
    await dataOf(
      linkTasks(owner, {
        links: [
          { task_id: 'T-1', pattern_id: one },
          { task_id: 'T-1', pattern_id: two, title: 'Both' },
        ],
      }),
    );
    await dataOf(
      saveRules(owner, { rules: [{ name: 'from-one', severity: 'LOW', source_pattern_id: one }] }),
    );

    const shown = await dataOf(mergePatterns(owner, { into, from: [one, two], dry_run: true }));
    expect(shown.into).toMatchObject({
      tags: ['a', 'b', 'c'],
      layers: [1, 2, 3],
      symptoms: ['s1', 'ß'],
      code_after: 'better',
      rule: { a: null },
    });
    expect((await dataOf(getPatterns(owner, { keys: ['g-into'] }))).patterns[0]?.version).toBe(1);

    const merged = await dataOf(mergePatterns(owner, { into, from: [one, two] }));
    expect(merged.into).toMatchObject({
      key: 'g-into',
      tags: ['a', 'b', 'c'],
      rule_ids: ['r-1'],
      code_after: 'better',
    });
    expect(merged.differences.map(({ field, dropped }) => [field, dropped.length])).toEqual([
      ['title', 2],
      ['problem_description', 2],
    ]);
    expect(merged.conflicts).toHaveLength(1);
    expect(merged.moved).toEqual({ applications: 0, relations: 1, tasks: 2, rules: 1 });

    const { patterns: gone } = await dataOf(getPatterns(owner, { ids: [one, two] }));
    expect(gone).toMatchObject([
      { status: 'retired', merged_into_id: into, reviewer_notes: 'Merged into g-into.' },
      { status: 'retired', merged_into_id: into },
    ]);
    const { relations } = await dataOf(relatedPatterns(owner, { id: into }));
    expect(relations).toMatchObject([
      { kind: 'enhances', strength: 0.4, confirmed: true, other: { key: 'g-else' } },
    ]);
    const { links } = await dataOf(listTaskLinks(owner, { pattern_ids: [into, one, two] }));
    expect(links).toMatchObject([{ task_id: 'T-1', pattern: { key: 'g-into' } }]);
  });

  it('keeps a list empty that holds for everything', async () => {
    const { results } = await dataOf(
      savePatterns(owner, {
        patterns: [examplePattern('e-into', { layers: [1] }), examplePattern('e-from')],
      }),
    );
    const [into = '', from = ''] = results.map((result) => (result.ok ? result.id : ''));
    expect((await dataOf(mergePatterns(owner, { into, from: [from] }))).into.layers).toEqual([]);
  });

  it('refuses what cannot be merged, and whoever may not', async () => {
    const [a = '', b = '', c = ''] = await patterns('x-a', 'x-b', 'x-c');
    expect(await mergePatterns(owner, { into: a, from: [a] })).toEqual(failed('invalid', 'from'));
    expect(await mergePatterns(owner, { into: a, from: [randomUUID()] })).toEqual(
      failed('not_found', 'from'),
    );
    expect(await mergePatterns(owner, { into: randomUUID(), from: [a] })).toEqual(
      failed('not_found', 'into'),
    );
    expect(await mergePatterns(owner, { into: a, from: [] })).toEqual(failed('invalid', 'from'));
    const member = userTransport(database.as(await database.user(tenant, 'member')));
    expect(await mergePatterns(member, { into: a, from: [b] })).toEqual(failed('forbidden', 'workspace_id'));
    await dataOf(mergePatterns(owner, { into: a, from: [b] }));
    expect(await mergePatterns(owner, { into: c, from: [b] })).toEqual(failed('conflict', 'from'));
    expect(await mergePatterns(owner, { into: b, from: [c] })).toEqual(failed('conflict', 'from'));
  });

  it('of what was merged before points to the last that stayed', async () => {
    const [a = '', b = '', c = ''] = await patterns('y-a', 'y-b', 'y-c');
    await dataOf(
      recordApplications(owner, {
        events: [{ pattern_key: 'y-a', event: 'applied', verification: 'clean' }],
      }),
    );
    await dataOf(mergePatterns(owner, { into: b, from: [a] }));
    await dataOf(mergePatterns(owner, { into: c, from: [b] }));
    const { patterns: all } = await dataOf(getPatterns(owner, { ids: [a, b, c] }));
    expect(all.map(({ merged_into_id, successes }) => [merged_into_id, successes])).toEqual([
      [c, 0],
      [c, 0],
      [undefined, 1],
    ]);
  });
});
