import { randomUUID } from 'node:crypto';
import type { StoreAnswer, StoreTransport } from '../../../src/store/store.ts';
import { parseEnvelope } from '../../../src/store/storeEnvelope.ts';
import { type SyncRound, syncRound } from '../../../src/store/sync/syncRound.ts';
import {
  openStoreDatabase,
  type Role,
  type StoreDatabase,
  type Tenant,
} from '../../support/storeDatabase.ts';

/** A store as one user: what a test calls, and what a round of sync is given. */
export interface Side {
  readonly store: StoreDatabase;
  readonly userId: string;
  readonly transport: StoreTransport;
  /** The answer's data; a failure fails the test. */
  data(name: string, request?: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>;
}

/** The store that several users share. */
export interface SharedStore {
  readonly store: StoreDatabase;
  readonly tenant: Tenant;
}

/** One user's machine: a local store, kept in step with the shared one. */
export interface Machine {
  readonly local: Side;
  readonly remote: Side;
  readonly workspaceId: string;
  /** With other ways to the two stores, where a test needs them. */
  round(shared?: StoreTransport, local?: StoreTransport): Promise<SyncRound>;
}

export async function openSharedStore(): Promise<SharedStore> {
  const store = await openStoreDatabase();
  return { store, tenant: await store.tenant('Team') };
}

/** A new member of the shared workspace on a new machine, who has the same role in his copy. */
export async function openMachine(shared: SharedStore, role: Role, opened?: StoreDatabase): Promise<Machine> {
  const remote = sideOf(shared.store, await shared.store.user(shared.tenant, role), 'supabase');
  const store = opened ?? (await openStoreDatabase());
  await store.pglite.query('select fixward.mark_local_store()');
  const machine = machineOf(shared, store, randomUUID(), remote);
  await attach(shared, machine.local, remote, role);
  return machine;
}

/** A machine whose store is attached already. */
export function machineOf(shared: SharedStore, store: StoreDatabase, userId: string, remote: Side): Machine {
  const local = sideOf(store, userId, 'embedded');
  const { workspaceId } = shared.tenant;
  return {
    local,
    remote,
    workspaceId,
    round: (transport = remote.transport, own = local.transport) =>
      syncRound({ local: own, shared: transport, workspaceId }, new AbortController().signal),
  };
}

export async function attach(shared: SharedStore, local: Side, remote: Side, role: Role): Promise<void> {
  await local.data('sync_attach', {
    workspace: {
      id: shared.tenant.workspaceId,
      name: 'Team',
      organisation_id: shared.tenant.organisationId,
      organisation_name: 'Team',
      role,
    },
    url: 'https://example.supabase.co',
    publishable_key: 'sb_publishable_example',
    remote_user_id: remote.userId,
  });
}

export function sideOf(store: StoreDatabase, userId: string, kind: StoreTransport['kind']): Side {
  const transport: StoreTransport = {
    kind,
    async call(name, request) {
      const rows = await store
        .as(userId)
        .query<{ answer: unknown }>('select fixward.call($1, $2::jsonb) as answer', [
          name,
          JSON.stringify(request),
        ]);
      return parseEnvelope(rows[0]?.answer, name);
    },
    close: () => Promise.resolve(),
  };
  return {
    store,
    userId,
    transport,
    async data(name, request = {}) {
      const answer: StoreAnswer = await transport.call(name, request);
      if (!answer.ok) throw new Error(`${name}: ${answer.error.code}: ${answer.error.message}`);
      // SAFETY: every function of the interface answers with an object.
      return answer.data as Record<string, unknown>;
    },
  };
}

export interface ContentRow {
  readonly id: string;
  readonly fields: unknown;
  readonly deleted?: boolean;
}

/** What travels, of every row that is there, without what each store makes for itself. */
export async function contentOf(
  store: StoreDatabase,
  workspaceId: string,
): Promise<Record<string, readonly ContentRow[]>> {
  const tables = await store.pglite.query<{ table_name: string; kind: string }>(
    'select table_name, kind from fixward.sync_tables order by position',
  );
  const content: Record<string, readonly ContentRow[]> = {};
  for (const { table_name: table, kind } of tables.rows) {
    const { rows } = await store.pglite.query<ContentRow>(
      `select t.id, fixward.sync_fields(t) as fields${kind === 'content' ? ', t.deleted_at is not null as deleted' : ''}
       from fixward.${table} t where t.workspace_id = $1 order by t.id`,
      [workspaceId],
    );
    content[table] = rows;
  }
  return content;
}

/** What each store counts for itself out of the events. */
export async function countsOf(
  store: StoreDatabase,
  workspaceId: string,
): Promise<{ readonly patterns: readonly { readonly id: string }[]; readonly rules: readonly unknown[] }> {
  const patterns = await store.pglite.query<{ id: string }>(
    `select id, successes, failures, applied_count, avg_time_saved from fixward.fix_patterns where workspace_id = $1 order by id`,
    [workspaceId],
  );
  const rules = await store.pglite.query(
    'select id, fired, fixed, dismissed, suppressed from fixward.guardian_rules where workspace_id = $1 order by id',
    [workspaceId],
  );
  return { patterns: patterns.rows, rules: rules.rows };
}

export function pattern(key: string, fields: Readonly<Record<string, unknown>> = {}) {
  return {
    key,
    title: `Title of ${key}`,
    problem_type: 'Data',
    severity: 'LOW',
    problem_description: `What ${key} mends.`,
    ...fields,
  };
}
