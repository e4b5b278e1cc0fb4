import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStoreDatabase, readMigrations, type StoreDatabase } from '../support/storeDatabase.ts';

describe('installing the migrations', () => {
  let store: StoreDatabase;
  beforeAll(async () => {
    store = await openStoreDatabase();
  });
  afterAll(() => store.close());

  it('leaves one version row a migration', async () => {
    const { rows } = await store.pglite.query<{ version: number }>(
      'select version from fixward.schema_version order by version',
    );
    const migrations = await readMigrations();
    expect(rows.map((row) => row.version)).toEqual(migrations.map(({ name }) => Number(name.slice(0, 3))));
  });

  it('changes nothing the second time', async () => {
    for (const { sql } of await readMigrations()) await store.pglite.exec(sql);
    const { rows } = await store.pglite.query('select from fixward.schema_version');
    expect(rows).toHaveLength((await readMigrations()).length);
  });
});
