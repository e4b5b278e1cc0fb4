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

/** Mistakes that migrations could make: what, where it shows, how it is made and how it is mended. */
const HOLES: readonly (readonly [string, string, string, string])[] = [
  [
    'a policy that lets everyone read',
    'task_links',
    'create policy hole on fixward.task_links for select to authenticated using (true)',
    'drop policy hole on fixward.task_links',
  ],
  [
    'a policy that lets everyone change',
    'task_links',
    'create policy hole on fixward.task_links for update to authenticated using (true)',
    'drop policy hole on fixward.task_links',
  ],
  [
    'a policy that lets everyone insert',
    'rule_events',
    'create policy hole on fixward.rule_events for insert to authenticated with check (true)',
    'drop policy hole on fixward.rule_events',
  ],
  [
    'a view with its owner’s rights',
    'hole',
    'create view fixward.hole as select * from fixward.task_links; grant select on fixward.hole to authenticated',
    'drop view fixward.hole',
  ],
  [
    'a sequence for everyone',
    'audit_log_id_seq',
    'grant usage on sequence fixward.audit_log_id_seq to authenticated',
    'revoke all on sequence fixward.audit_log_id_seq from authenticated',
  ],
  [
    'a function with its owner’s rights that reads',
    'hole',
    `create function fixward.hole(wanted uuid) returns setof fixward.fix_patterns language sql security definer
       set search_path = '' as 'select * from fixward.fix_patterns p where p.id = wanted'`,
    'drop function fixward.hole',
  ],
  [
    'a function with its owner’s rights that writes',
    'hole',
    `create function fixward.hole(wanted uuid) returns void language sql security definer
       set search_path = '' as 'update fixward.fix_patterns set reviewer_notes = ''x'' where id = wanted'`,
    'drop function fixward.hole',
  ],
];

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

  it('nobody reads or changes a row of a workspace he does not belong to', { timeout: 900_000 }, async () => {
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

  it.each(HOLES)('a hole would be found: %s', async (_what, name, open, close) => {
    const outsider = actors.find((actor) => actor.name === 'outsider');
    if (outsider === undefined) throw new Error('there is no outsider');
    await store.session.exec(open);
    try {
      const whole = await readCatalog(store.session);
      const only = {
        tables: whole.tables.filter((table) => table.name === name),
        views: whole.views.filter((view) => view === name),
        sequences: whole.sequences.filter((sequence) => sequence === name),
        functions: whole.functions.filter((routine) => routine.name === name),
      };
      const tally = new Tally();
      await tryTables(tally, store.session, only, outsider, OWN, OTHER);
      // What a function writes shows in any table.
      const around = { ...only, tables: whole.tables };
      await tryViewsAndSequences(tally, store.session, around, outsider, OTHER);
      await tryFunctions(tally, store.session, around, outsider, OWN, OTHER);
      expect(tally.leaks).not.toEqual([]);
    } finally {
      await store.session.exec(close);
    }
  });
}

describe('across tenants, on the embedded engine', () => {
  campaign(openStoreDatabase, 'the embedded engine');
});

describe.skipIf('missing' in native)('across tenants, on a real PostgreSQL', () => {
  const server = temporaryPostgres('missing' in native ? '' : native.binFolder);
  campaign(() => openNativeStore(server, 'tenants'), 'PostgreSQL');
});
