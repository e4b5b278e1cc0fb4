import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SupabaseTokens } from '../../../src/store/supabase/signIn.ts';
import { SupabaseSession } from '../../../src/store/supabase/supabaseSession.ts';
import { supabaseTransport } from '../../../src/store/supabase/supabaseTransport.ts';
import { type LiteUser, openSupabaseLite, type SupabaseLite } from '../contract/supabaseLite.ts';

describe('a Supabase project as its signed-in user', () => {
  let lite: SupabaseLite;
  let user: LiteUser;
  beforeAll(async () => {
    lite = await openSupabaseLite();
    user = await lite.signUp('ada@example.com');
  });
  afterAll(() => lite.close());

  const open = (tokens?: SupabaseTokens, options: { timeoutMs?: number; now?: () => number } = {}) => {
    const kept: (SupabaseTokens | undefined)[] = [];
    const { project } = lite;
    const { now, ...rest } = options;
    const session = new SupabaseSession(
      { project, onTokens: (fresh) => kept.push(fresh), ...(now && { now }) },
      tokens,
    );
    return { kept, session, transport: supabaseTransport({ project, session, ...rest }) };
  };

  it('calls functions of the schema fixward with the user’s rights', async () => {
    const { transport } = open(user.tokens);
    const created = await transport.call('create_organisation', { name: 'Büro ✓', workspace_name: 'Tëam' });
    expect(created).toMatchObject({ ok: true });
    const other = open((await lite.signUp('ben@example.com')).tokens);
    expect(await other.transport.call('list_workspaces', {})).toEqual({ ok: true, data: { workspaces: [] } });
    expect(await transport.call('list_workspaces', {})).toMatchObject({
      data: { workspaces: [{ name: 'Tëam', organisation_name: 'Büro ✓', role: 'owner' }] },
    });
  });

  it('replaces what Postgres cannot hold: NUL, and half of an emoji', async () => {
    const { transport } = open((await lite.signUp('cut@example.com')).tokens);
    const cut = { name: 'a\0b 🎉', workspace_name: 'cut through \ud83d' };
    expect(await transport.call('create_organisation', cut)).toMatchObject({ ok: true });
    expect(await transport.call('list_workspaces', {})).toMatchObject({
      data: { workspaces: [{ organisation_name: 'a\uFFFDb 🎉', name: 'cut through \uFFFD' }] },
    });
  });

  it('answers the same request once', async () => {
    const { transport } = open(user.tokens);
    const requestId = '6e7b3ed6-0c3b-4b5d-9d8a-0f6a1d1c2b3a';
    const request = { name: 'Once', workspace_name: 'Once' };
    const first = await transport.call('create_organisation', request, { requestId });
    expect(await transport.call('create_organisation', request, { requestId })).toEqual(first);
  });

  it('says that nobody is signed in without asking the server', async () => {
    const before = lite.requests.length;
    const { transport } = open();
    expect(await transport.call('list_workspaces', {})).toMatchObject({
      ok: false,
      error: { code: 'not_signed_in' },
    });
    expect(lite.requests).toHaveLength(before);
  });

  it('renews the tokens when the server refuses the old one, and hands out the new ones', async () => {
    const { tokens } = await lite.signUp('old@example.com');
    const { transport, kept } = open({ ...tokens, accessToken: `${tokens.accessToken.slice(0, -6)}AAAAAA` });
    const answers = await Promise.all([1, 2, 3].map(() => transport.call('list_workspaces', {})));
    expect(answers.map((answer) => answer.ok)).toEqual([true, true, true]);
    expect(kept).toHaveLength(1);
    expect(kept[0]?.refreshToken).not.toBe(tokens.refreshToken);
  });

  it.each([-2, 2])('works on a machine whose clock is %i days off', async (days) => {
    const { tokens } = await lite.signUp(`skew${days}@example.com`);
    const { transport, kept } = open(tokens, { now: () => Date.now() + days * 86_400_000 });
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await transport.call('list_workspaces', {})).toMatchObject({ ok: true });
    }
    expect(kept).toHaveLength(days > 0 ? 1 : 0);
  });

  it('drops a session that can no longer be renewed', async () => {
    const { transport, kept } = open({ accessToken: 'not.a.token', refreshToken: 'spent' });
    expect(await transport.call('list_workspaces', {})).toMatchObject({
      ok: false,
      error: { code: 'not_signed_in' },
    });
    expect(kept).toEqual([undefined]);
    expect(await transport.call('list_workspaces', {})).toMatchObject({
      ok: false,
      error: { code: 'not_signed_in' },
    });
  });

  it.each([
    ['connection', 'unavailable'],
    [500, 'unavailable'],
    [503, 'unavailable'],
    [429, 'unavailable'],
    [403, 'forbidden'],
    [404, 'not_installed'],
    [413, 'too_large'],
    [400, 'invalid'],
  ] as const)('tells a failure by %s as %s', async (how, code) => {
    const { transport } = open(user.tokens);
    lite.fail(how);
    const answer = await transport.call('list_workspaces', {}).finally(() => lite.fail(undefined));
    expect(answer).toMatchObject({ ok: false, error: { code } });
  });

  it('gives up after its time, and at once when the caller does', async () => {
    const slow = (_: unknown, init?: RequestInit) =>
      new Promise<Response>((_resolve, reject) => {
        const stop = () => reject(init?.signal?.reason);
        if (init?.signal?.aborted) stop();
        init?.signal?.addEventListener('abort', stop);
      });
    const { project } = lite;
    const session = new SupabaseSession({ project }, user.tokens);
    const transport = supabaseTransport({ project, session, fetch: slow, timeoutMs: 50 });
    expect(await transport.call('list_workspaces', {})).toMatchObject({ error: { code: 'unavailable' } });
    const patient = supabaseTransport({ project, session, fetch: slow });
    const controller = new AbortController();
    const asked = patient.call('list_workspaces', {}, { signal: controller.signal });
    controller.abort(new Error('the user gave up'));
    await expect(asked).rejects.toThrow('the user gave up');
  });

  it('throws when what answers is no store', async () => {
    const { project } = lite;
    const transport = supabaseTransport({
      project,
      session: new SupabaseSession({ project }, user.tokens),
      fetch: () => Promise.resolve(Response.json({ hello: 'world' })),
    });
    await expect(transport.call('list_workspaces', {})).rejects.toThrow('no envelope');
  });
});
