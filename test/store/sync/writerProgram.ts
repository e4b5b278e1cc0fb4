import { existsSync } from 'node:fs';
import { loadPgliteAssets } from '../../../src/engines/shadow/pgliteAssets.ts';
import { openEmbeddedDatabase } from '../../../src/store/embedded/embeddedDatabase.ts';
import { installStore } from '../../../src/store/migrations/installStore.ts';
import type { StoreTransport } from '../../../src/store/store.ts';
import { SupabaseSession } from '../../../src/store/supabase/supabaseSession.ts';
import { supabaseTransport } from '../../../src/store/supabase/supabaseTransport.ts';
import { connectWorkspace } from '../../../src/store/sync/connectWorkspace.ts';
import { syncRound } from '../../../src/store/sync/syncRound.ts';

/**
 * A machine that writes and syncs until it is killed: `writerProgram <settings as JSON>`. Says `wrote <key>` once a
 * write is in its store, so that whoever kills it knows what must not be lost.
 */

export interface WriterSettings {
  readonly folder: string;
  readonly sqlFolder: string;
  readonly userId: string;
  readonly project: { readonly url: string; readonly publishableKey: string };
  readonly tokens: { readonly accessToken: string; readonly refreshToken: string };
  readonly remoteUserId: string;
  readonly workspaceId: string;
  /** Begins the keys of this run. */
  readonly run: string;
  /** 0: only sync what is there, then end. */
  readonly writes: number;
}

// SAFETY: the test that starts this program writes them.
const settings = JSON.parse(process.argv[2] ?? '') as WriterSettings;
const { folder, userId, project, workspaceId } = settings;

const isNew = !existsSync(folder);
const database = await openEmbeddedDatabase({ folder, assets: await loadPgliteAssets() });
if (isNew) {
  await installStore(database.session, settings.sqlFolder);
  await database.session.query('select fixward.mark_local_store()');
}
const local: StoreTransport = {
  kind: 'embedded',
  call: (name, request) => database.call({ name, request, userId }),
  close: () => database.close(),
};
const shared = supabaseTransport({ project, session: new SupabaseSession({ project }, settings.tokens) });
const { signal } = new AbortController();
const { url, publishableKey } = project;
await connectWorkspace(
  { local, shared, url, publishableKey, remoteUserId: settings.remoteUserId, workspaceId },
  signal,
);
console.log('ready');

for (let index = 0; index < settings.writes; index += 1) {
  const key = `k-${settings.run}-${index}`;
  const fields = { title: key, problem_type: 'Data', severity: 'LOW', problem_description: key };
  await local.call('save_patterns', { workspace_id: workspaceId, patterns: [{ key, ...fields }] });
  const events = [{ pattern_key: key, event: 'applied', verification: 'clean' }];
  const recorded = await local.call('record_applications', { workspace_id: workspaceId, events });
  if (!recorded.ok) throw new Error(recorded.error.message);
  console.log(`wrote ${key}`);
  if (index % 4 === 3) await syncRound({ local, shared, workspaceId }, signal);
}
await syncRound({ local, shared, workspaceId }, signal);
console.log('done');
await local.close();
