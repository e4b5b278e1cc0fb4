import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nativePostgres } from '../support/nativePostgres.ts';
import { openNativeStore } from '../support/nativeStore.ts';
import { readStoreCatalog } from '../support/storeCatalog.ts';
import {
  installMigrations,
  type OpenStore,
  openStoreDatabase,
  readMigrations,
} from '../support/storeDatabase.ts';
import { temporaryPostgres } from '../support/temporaryPostgres.ts';

const native = nativePostgres();
const ROLLBACK = fileURLToPath(new URL('../../sql/rollback/', import.meta.url));

/** What stands in the database beside the store, and what of the store could be left behind in it. */
const OUTSIDE_QUERY = `
  select 'schema ' || nspname as name from pg_namespace where nspname !~ '^pg_(toast|temp)'
  union all select 'extension ' || extname from pg_extension
  union all select 'role ' || rolname from pg_roles
  union all select 'default rights ' || defaclnamespace || defaclobjtype::text from pg_default_acl
  union all select 'function ' || p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'public' and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
  order by 1`;

async function rollbackAll(store: OpenStore): Promise<void> {
  const names = (await readdir(ROLLBACK))
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .reverse();
  for (const name of names) {
    await store.session.exec(await readFile(ROLLBACK + name, 'utf8')).catch((error: unknown) => {
      throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    });
  }
}

async function outside(store: OpenStore): Promise<readonly string[]> {
  const { rows } = await store.session.query<{ name: string }>(OUTSIDE_QUERY);
  return rows.map(({ name }) => name);
}

function suite(open: () => Promise<OpenStore>): void {
  let store: OpenStore;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  it('every migration has one', async () => {
    const migrations = (await readMigrations()).map(({ name }) => name);
    expect((await readdir(ROLLBACK)).filter((name) => name.endsWith('.sql')).sort()).toEqual(migrations);
  });

  it('takes the store back to nothing and leaves what others use', async () => {
    const before = await outside(store);
    await rollbackAll(store);
    expect(await outside(store)).toEqual(before.filter((name) => name !== 'schema fixward'));
  });

  it('after which the migrations make the same store as before', async () => {
    await installMigrations(store.session, await readMigrations());
    const first = await readStoreCatalog(store.session);
    await rollbackAll(store);
    await installMigrations(store.session, await readMigrations());
    expect(await readStoreCatalog(store.session)).toEqual(first);
  });

  it('and each migration, run over what is there, changes nothing', async () => {
    const first = await readStoreCatalog(store.session);
    await installMigrations(store.session, await readMigrations());
    expect(await readStoreCatalog(store.session)).toEqual(first);
  });

  it('goes back step by step to what was there before each migration', async () => {
    const migrations = await readMigrations();
    await rollbackAll(store);
    for (const migration of migrations) {
      const before = await catalogOrNothing(store);
      await installMigrations(store.session, [migration]);
      await store.session.exec(await readFile(ROLLBACK + migration.name, 'utf8'));
      expect({ after: migration.name, left: await catalogOrNothing(store) }).toEqual({
        after: migration.name,
        left: before,
      });
      await installMigrations(store.session, [migration]);
    }
  });
}

async function catalogOrNothing(store: OpenStore): Promise<unknown> {
  const { rows } = await store.session.query<{ there: boolean }>(
    `select to_regclass('fixward.schema_version') is not null as there`,
  );
  return rows[0]?.there ? readStoreCatalog(store.session) : 'nothing';
}

describe('rolling back, on the embedded engine', () => {
  suite(openStoreDatabase);
});

describe.skipIf('missing' in native)('rolling back, on a real PostgreSQL', () => {
  const server = temporaryPostgres('missing' in native ? '' : native.binFolder);
  suite(() => openNativeStore(server, 'undone'));
});
