import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nativePostgres } from '../support/nativePostgres.ts';
import { openNativeStore } from '../support/nativeStore.ts';
import { type OpenStore, openStoreDatabase } from '../support/storeDatabase.ts';
import { temporaryPostgres } from '../support/temporaryPostgres.ts';
import { type Actor, makeActors } from './campaign/actors.ts';
import { Tally } from './campaign/attempt.ts';
import { type Catalog, readCatalog } from './campaign/catalog.ts';
import { tryFunctions, tryReferences, tryViewsAndSequences } from './campaign/otherAttempts.ts';
import { tryTables } from './campaign/tableAttempts.ts';
import { campaignTenant, seedTenant } from './campaign/tenantRows.ts';

const native = nativePostgres();
const OWN = campaignTenant('a', 'SECRET-A');
const OTHER = campaignTenant('b', 'SECRET-B');
/** What a campaign of all actors tries at least; a smaller number means that something was left out. */
const ATTEMPTS_MIN = 20_000;

function campaign(open: () => Promise<OpenStore>, engine: string): void {
  let store: OpenStore;
  let catalog: Catalog;
  let actors: readonly Actor[] = [];
  const whole = { tried: 0, refused: 0 };
  beforeAll(async () => {
    store = await open();
    await seedTenant(store.session, OWN);
    await seedTenant(store.session, OTHER);
    catalog = await readCatalog(store.session);
    actors = await makeActors(store.session, OWN, OTHER);
  });
  afterAll(() => store.close());

  it('nobody reads or changes a row of a workspace he does not belong to', { timeout: 600_000 }, async () => {
    for (const actor of actors) {
      const tally = new Tally();
      await tryTables(tally, store.session, catalog, actor, OWN, OTHER);
      await tryReferences(tally, store.session, catalog, actor, OWN, OTHER);
      await tryViewsAndSequences(tally, store.session, catalog, actor, OTHER);
      await tryFunctions(tally, store.session, catalog, actor, OWN, OTHER);
      expect({ actor: actor.name, leaks: tally.leaks, mistakes: tally.mistakes }).toEqual({
        actor: actor.name,
        leaks: [],
        mistakes: [],
      });
      whole.tried += tally.total;
      whole.refused += tally.refused;
    }
    process.stdout.write(
      `${engine}: ${whole.tried} attempts to cross tenants by ${actors.length} users, ${whole.refused} refused\n`,
    );
    expect(whole.refused).toBe(whole.tried);
    expect(whole.tried).toBeGreaterThan(ATTEMPTS_MIN);
  });
}

describe('across tenants, on the embedded engine', () => {
  campaign(openStoreDatabase, 'embedded');
});

describe.skipIf('missing' in native)('across tenants, on a real PostgreSQL', () => {
  const server = temporaryPostgres('missing' in native ? '' : native.binFolder);
  campaign(() => openNativeStore(server, 'tenants'), 'PostgreSQL');
});
