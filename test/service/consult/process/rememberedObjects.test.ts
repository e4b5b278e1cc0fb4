import { afterAll, beforeAll, expect, it } from 'vitest';
import { storedConsultations } from '../../../../src/service/consult/storedConsultations.ts';
import { saveSchemaSnapshot } from '../../../../src/store/functions/schemaKnowledge.ts';
import { openStoreDatabase, type StoreDatabase } from '../../../support/storeDatabase.ts';

let database: StoreDatabase;
beforeAll(async () => {
  database = await openStoreDatabase();
}, 120_000);
afterAll(() => database.close());

it('doubts what it remembers of a table once that table has changed', async () => {
  const tenant = await database.tenant('Memory of tables');
  const { call } = database.as(tenant.userId);
  const look = (columns: string, taken_at: string) =>
    saveSchemaSnapshot(
      { call },
      {
        source: 'migrations',
        fingerprint: columns,
        objects: { 'public.orders': { columns }, 'public.bills': { columns: 'id' } },
        taken_at,
      },
    );
  await look('id', '2026-01-01T00:00:00Z');
  const store = storedConsultations({ call });
  await store.saveMemories([
    { kind: 'decision', text: 'Rows of orders are never deleted.' },
    { kind: 'fact', text: 'Bills are few.' },
  ]);
  await look('id, total', '2026-01-02T00:00:00Z');

  const found = await store.searchMemories(
    'orders and bills: which rows are never deleted, which are few?',
    undefined,
  );
  expect(found.map(({ text }) => text).sort()).toEqual([
    'Bills are few.',
    'Rows of orders are never deleted. (the schema has changed since; check it)',
  ]);
});
