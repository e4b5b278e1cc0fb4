import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listMemories, saveMemories } from '../../../src/store/functions/memories.ts';
import {
  explainSchemaChanges,
  getSchemaSnapshot,
  listSchemaChanges,
  listSchemaSnapshots,
  saveSchemaSnapshot,
} from '../../../src/store/functions/schemaKnowledge.ts';
import type { StoreTransport } from '../../../src/store/store.ts';
import { openStoreDatabase, type StoreDatabase } from '../../support/storeDatabase.ts';
import { dataOf, userTransport } from '../../support/userTransport.ts';

let database: StoreDatabase;
let store: StoreTransport;

beforeAll(async () => {
  database = await openStoreDatabase();
  const tenant = await database.tenant();
  store = userTransport(database.as(tenant.userId));
});
afterAll(() => database.close());

const failed = (code: string, field?: string) => ({
  ok: false,
  error: expect.objectContaining({ code, ...(field !== undefined && { field }) }),
});

let fingerprints = 0;
const save = (source: string, objects: Readonly<Record<string, unknown>>, more: object = {}) => {
  fingerprints += 1;
  return saveSchemaSnapshot(store, { source, objects, fingerprint: `${fingerprints}`, ...more });
};

describe('a schema that is looked at again', () => {
  it('tells what came, went and changed, with the reasons given', async () => {
    const first = { 'table a': { columns: ['id'] }, 'table b': 1, 'table größe': null };
    expect(await dataOf(save('one', first))).toMatchObject({ created: true, first: true, changes: [] });
    const second = {
      'table a': { columns: ['id', 'name'] },
      'table c': { 'nested ü': [null] },
      'table größe': null,
    };
    const saved = await dataOf(save('one', second, { explanations: { 'table a': 'Names were wanted.' } }));
    expect(saved.changes).toMatchObject([
      {
        object: 'table a',
        change: 'changed',
        was: first['table a'],
        becomes: second['table a'],
        explanation: 'Names were wanted.',
      },
      { object: 'table b', change: 'removed', was: 1, explanation: '' },
      { object: 'table c', change: 'added', becomes: second['table c'] },
    ]);
    expect(saved.changes[1]).not.toHaveProperty('becomes');
    const { changes } = await dataOf(listSchemaChanges(store, { sources: ['one'], explained: false }));
    expect(changes.map(({ object }) => object).sort()).toEqual(['table b', 'table c']);
    const [unexplained] = changes;
    await dataOf(
      explainSchemaChanges(store, { changes: [{ id: unexplained?.id ?? '', explanation: 'Because.' }] }),
    );
    expect(
      (await dataOf(listSchemaChanges(store, { sources: ['one'], explained: false }))).changes,
    ).toHaveLength(1);
  });

  it('and is as it was makes no snapshot, but was seen', async () => {
    const objects = { 'table a': 1 };
    const once = { taken_at: '2026-01-01T00:00:00Z', fingerprint: 'same' };
    const again = { taken_at: '2026-01-02T00:00:00Z', fingerprint: 'same' };
    const { id } = await dataOf(save('two', objects, once));
    expect(await dataOf(save('two', objects, again))).toEqual({
      id,
      created: false,
      first: false,
      changes: [],
      stale: 0,
    });
    const { snapshots } = await dataOf(listSchemaSnapshots(store, { sources: ['two'] }));
    expect(snapshots.map(({ seen_at }) => Date.parse(seen_at))).toEqual([Date.parse(again.taken_at)]);
    expect(await save('two', { 'table b': 1 }, { taken_at: '2025-12-31T00:00:00Z' })).toMatchObject(
      failed('conflict', 'taken_at'),
    );
  });

  it('makes what is remembered of the changed objects stale, and nothing else', async () => {
    await dataOf(
      saveMemories(store, {
        memories: [
          { kind: 'fact', text: 'a is small', objects: ['table a'] },
          { kind: 'fact', text: 'b is small', objects: ['table b'] },
        ],
      }),
    );
    await dataOf(save('three', { 'table a': 1, 'table b': 1 }));
    expect(await dataOf(save('three', { 'table a': 2, 'table b': 1 }))).toMatchObject({ stale: 1 });
    const { memories } = await dataOf(listMemories(store, { filters: { stale: true } }));
    expect(memories.map(({ text }) => text)).toEqual(['a is small']);
  });

  it('very often keeps the last 20 snapshots and all changes', async () => {
    for (let version = 0; version < 23; version += 1) await dataOf(save('four', { 'table a': version }));
    const { snapshots } = await dataOf(listSchemaSnapshots(store, { sources: ['four'] }));
    expect(snapshots).toHaveLength(20);
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await dataOf(
        listSchemaChanges(store, { sources: ['four'], limit: 10, ...(cursor !== undefined && { cursor }) }),
      );
      seen.push(...page.changes.map(({ becomes }) => becomes));
      cursor = page.next_cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(Array.from({ length: 22 }, (_, index) => 22 - index));
    expect(await dataOf(getSchemaSnapshot(store, { source: 'four' }))).toMatchObject({
      snapshot: { objects: { 'table a': 22 }, object_count: 1 },
    });
  });

  it('may be empty, may not be too large, and is nobody’s when nobody looked', async () => {
    expect(await dataOf(save('five', {}))).toMatchObject({ first: true });
    expect(await save('five', { 'table a': 'x'.repeat(8 * 1024 * 1024) })).toMatchObject(
      failed('too_large', 'objects'),
    );
    expect(await dataOf(getSchemaSnapshot(store, { source: 'never' }))).toEqual({});
    expect(await store.call('get_schema_snapshot', {})).toMatchObject(failed('invalid', 'source'));
  });
});
