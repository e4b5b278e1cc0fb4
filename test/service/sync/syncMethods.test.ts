import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceContext, ServiceMethods } from '../../../src/service/serviceContext.ts';
import { syncMethods } from '../../../src/service/sync/syncMethods.ts';
import { type LiteUser, openSupabaseLite, type SupabaseLite } from '../../store/contract/supabaseLite.ts';
import { type Side, sideOf } from '../../store/sync/syncedStores.ts';
import { openStoreDatabase } from '../../support/storeDatabase.ts';

const PATTERN = { problem_type: 'Data', severity: 'LOW', problem_description: 'p' };

describe('sync through the service', () => {
  let lite: SupabaseLite;
  let user: LiteUser;
  let local: Side;
  let methods: ServiceMethods;
  let context: ServiceContext;
  const events: { readonly event: string; readonly params: unknown }[] = [];
  const ending = new AbortController();
  beforeAll(async () => {
    lite = await openSupabaseLite();
    user = await lite.signUp('ada@example.com');
    const store = await openStoreDatabase();
    await store.pglite.query('select fixward.mark_local_store()');
    local = sideOf(store, randomUUID(), 'embedded');
    context = {
      store: local.transport,
      home: '',
      environment: {},
      version: '0.0.0',
      ending: ending.signal,
      onWrite: () => {},
      emit: (event, params) => events.push({ event, params }),
      log: () => {},
      keepAlive: () => {},
    };
    // Nothing happens by itself: each round is asked for.
    methods = syncMethods(context, { clock: { after: () => () => {}, random: () => 0 } });
  });
  afterAll(async () => {
    ending.abort();
    await lite.close();
    await local.store.close();
  });

  const request = async (method: string, params?: unknown): Promise<Record<string, unknown>> => {
    const answer = await methods[method]?.(params, {
      signal: new AbortController().signal,
      requestId: randomUUID(),
    });
    // SAFETY: each method answers with an object; the expectations check what they read.
    return answer as Record<string, unknown>;
  };
  const settings = () => ({ url: lite.project.url, publishableKey: lite.project.publishableKey });

  it('is off until it is configured', async () => {
    expect(await request('sync/status')).toEqual({ state: 'off', waiting: 0, rejected: 0 });
    await expect(request('sync/setSession', user.tokens)).rejects.toThrow('not configured');
    await expect(request('sync/deadLetters')).rejects.toThrow('No workspace');
  });

  it('takes no key and no session that opens every row', async () => {
    await expect(
      request('sync/configure', { ...settings(), publishableKey: 'sb_secret_123456789' }),
    ).rejects.toThrow('secret');
    await expect(request('sync/configure', { url: lite.project.url })).rejects.toThrow('publishableKey');
  });

  it('is signed out until there is a session', async () => {
    expect(await request('sync/configure', settings())).toMatchObject({ state: 'signed-out' });
    expect(
      await request('sync/authorizeUrl', { provider: 'github', redirectTo: 'vscode://x' }),
    ).toMatchObject({
      ok: true,
      data: {
        url: expect.stringContaining('/auth/v1/authorize?provider=github'),
        verifier: expect.any(String),
      },
    });
    await expect(request('sync/sendMagicLink', { email: 'nobody', redirectTo: 'x' })).rejects.toThrow(
      'email',
    );
  });

  it('says that there is no workspace yet, and syncs once there is', async () => {
    await request('sync/setSession', user.tokens);
    expect(await request('sync/now')).toMatchObject({
      state: 'blocked',
      problem: expect.stringContaining('no workspace'),
    });
    const made = { name: 'create_organisation', request: { name: 'Büro', workspace_name: 'Team' } };
    expect(await request('sync/team', made)).toMatchObject({ ok: true });
    expect(await request('sync/now')).toMatchObject({ state: 'idle', user: 'ada@example.com', waiting: 0 });
    expect(events.map(({ event }) => event)).toContain('sync/changed');
    await expect(request('sync/team', { name: 'sync_push', request: {} })).rejects.toThrow('name');
  });

  it('sends what was written to the workspace, and adopts what was written elsewhere', async () => {
    const { workspaceId } = await request('sync/status');
    const own = await local.data('create_organisation', { name: 'Personal', workspace_name: 'Personal' });
    await local.data('save_patterns', {
      workspace_id: own.workspace_id,
      patterns: [{ key: 'mine', title: 'Mine ü', ...PATTERN }],
    });
    await local.data('save_patterns', {
      workspace_id: workspaceId,
      patterns: [{ key: 'ours', title: 'Ours', ...PATTERN }],
    });
    expect(await request('sync/status')).toMatchObject({ waiting: 1 });
    expect(await request('sync/adopt', { fromWorkspaceId: own.workspace_id })).toMatchObject({ ok: true });
    expect(await request('sync/now')).toMatchObject({ state: 'idle', waiting: 0, rejected: 0 });
    const { rows } = await lite.pglite.query('select key, title from fixward.fix_patterns order by key');
    expect(rows).toEqual([
      { key: 'mine', title: 'Mine ü' },
      { key: 'ours', title: 'Ours' },
    ]);
  });

  it('is offline for as long as the project cannot be reached, and loses nothing', async () => {
    const { workspaceId } = await request('sync/status');
    lite.fail('connection');
    await local.data('save_patterns', {
      workspace_id: workspaceId,
      patterns: [{ key: 'offline', title: 'O', ...PATTERN }],
    });
    expect(await request('sync/now')).toMatchObject({ state: 'offline', waiting: 1 });
    expect(await request('sync/now')).toMatchObject({
      state: 'offline',
      waiting: 1,
      problem: expect.any(String),
    });
    lite.fail(undefined);
    expect(await request('sync/now')).toMatchObject({ state: 'idle', waiting: 0 });
  });

  it('shows refused writes, and retries or gives them up', async () => {
    const { workspaceId } = await request('sync/status');
    const role = (name: string) =>
      lite.pglite.query('update fixward.memberships set role = $1 where user_id = $2', [name, user.id]);
    await lite.pglite.query('alter table fixward.memberships disable trigger x_keep_an_owner');
    const write = (key: string) =>
      local.data('save_patterns', { workspace_id: workspaceId, patterns: [{ key, title: key, ...PATTERN }] });
    await write('refused-1');
    await role('reader');
    expect(await request('sync/now')).toMatchObject({ waiting: 0, rejected: 1 });
    const { letters } = await request('sync/deadLetters');
    expect(letters).toMatchObject([
      {
        table: 'fix_patterns',
        reason: expect.stringContaining('role'),
        attempts: 1,
        fields: { key: 'refused-1' },
      },
    ]);
    expect(await request('sync/retry')).toMatchObject({ rejected: 1 });
    await role('owner');
    expect(await request('sync/retry')).toMatchObject({ rejected: 0, waiting: 0 });
    await role('reader');
    const { patterns } = await local.data('get_patterns', { workspace_id: workspaceId, keys: ['refused-1'] });
    expect(patterns).toHaveLength(1);
    expect(
      await local.transport.call('save_patterns', { workspace_id: workspaceId, patterns: [] }),
    ).toMatchObject({ ok: true });
    await role('owner');
    await request('sync/now');
    expect(await request('sync/discard')).toMatchObject({ rejected: 0 });
  });

  it('hands out new tokens when the old ones are refused', async () => {
    events.length = 0;
    const spoilt = { ...user.tokens, accessToken: `${user.tokens.accessToken.slice(0, -6)}AAAAAA` };
    await request('sync/setSession', spoilt);
    expect(await request('sync/now')).toMatchObject({ state: 'idle' });
    // Every client hears that there are others; who asks for them gets them.
    expect(events.filter(({ event }) => event === 'sync/session')).toEqual([
      { event: 'sync/session', params: { signedIn: true } },
    ]);
    expect(JSON.stringify(events)).not.toContain(user.tokens.refreshToken);
    const { session } = await request('sync/session');
    expect(session).toMatchObject({ accessToken: expect.any(String), refreshToken: expect.any(String) });
    expect(session).not.toMatchObject({ refreshToken: user.tokens.refreshToken });
  });

  it('keeps the copy and its outbox after signing out', async () => {
    expect(await request('sync/signOut')).toMatchObject({ state: 'signed-out', waiting: 0 });
    const { workspaceId } = await request('sync/status');
    await local.data('save_patterns', {
      workspace_id: workspaceId,
      patterns: [{ key: 'later', title: 'L', ...PATTERN }],
    });
    expect(await request('sync/status')).toMatchObject({ state: 'signed-out', waiting: 1 });
    // So does a service that was started anew and was told nothing yet.
    const anew = syncMethods(context);
    const call = { signal: new AbortController().signal, requestId: randomUUID() };
    expect(await anew['sync/status']?.({}, call)).toEqual({
      state: 'signed-out',
      waiting: 1,
      rejected: 0,
      workspaceId,
    });
    await request('sync/setSession', (await lite.signUp('ben@example.com')).tokens);
    expect(await request('sync/now')).toMatchObject({ state: 'blocked', waiting: 1 });
    expect(await request('sync/stop')).toMatchObject({ state: 'off' });
  });
});
