import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TeamAuthentication } from '../../../src/extension/account/teamAuthentication.ts';
import { TeamStore } from '../../../src/extension/account/teamStore.ts';
import { tellOfTeamStore } from '../../../src/extension/account/tellOfTeamStore.ts';
import { ServiceProblem } from '../../../src/extension/relay/serviceProblem.ts';
import { changeSettings, EventEmitter, fakeMemory, fakeSecrets, user, window } from './fakeEditor.ts';

vi.mock('vscode', () => import('./fakeEditor.ts'));

const URL = 'https://abcd.supabase.co';

function tokensOf(id: string, turn: number) {
  const claims = Buffer.from(JSON.stringify({ sub: id, email: `${id}@example.com`, turn })).toString(
    'base64url',
  );
  return { accessToken: `h.${claims}.s`, refreshToken: `${id}-${turn}` };
}

/** A window, and a service that answers as the tests say and writes down what it is asked. */
function open(secrets = fakeSecrets()) {
  const events = new EventEmitter<{ readonly event: string; readonly params: unknown }>();
  const firstUse = new EventEmitter<void>();
  const asked: string[] = [];
  const service = {
    isDown: false,
    session: undefined as ReturnType<typeof tokensOf> | undefined,
  };
  const status = () => ({
    state: service.session ? 'idle' : 'signed-out',
    waiting: 0,
    rejected: 0,
    ...(service.session && { user: 'somebody' }),
  });
  const ask = async (method: string, params: unknown): Promise<unknown> => {
    asked.push(method);
    if (service.isDown) throw new ServiceProblem({ code: 'unavailable', message: 'no service' });
    // SAFETY: what the code under test hands in; a test that sees something else fails.
    if (method === 'sync/setSession') service.session = params as ReturnType<typeof tokensOf>;
    if (method === 'sync/signOut' || method === 'sync/pause') service.session = undefined;
    return method === 'sync/session' ? { session: service.session } : status();
  };
  const parts = {
    service: { ask, askUntraced: ask, onEvent: events.event, onFirstUse: firstUse.event },
    secrets,
    memory: fakeMemory(),
    log: { warn: () => {} },
  };
  // SAFETY: the store uses no more of them than these stand-ins have.
  const team = new TeamStore(parts as unknown as ConstructorParameters<typeof TeamStore>[0]);
  return { team, secrets, service, asked, events, firstUse };
}

/** Lets everything that is ready to go on do so. */
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  user.forget();
  changeSettings({ supabaseUrl: URL, publishableKey: 'sb_publishable_0a1b', sync: true });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a window that opens', () => {
  it('asks nothing of anyone while nobody is signed in', async () => {
    const { asked } = open();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(asked).toEqual([]);
  });

  it('takes the session up once the editor is idle, and not before', async () => {
    const secrets = fakeSecrets();
    await open(secrets).team.use(tokensOf('ada', 1));
    const { asked, service, team } = open(secrets);
    await vi.advanceTimersByTimeAsync(9_900);
    expect(asked).toEqual([]);
    expect(team.state.user).toBe('ada@example.com');
    expect(team.state.status).toBeUndefined();
    await vi.advanceTimersByTimeAsync(200);
    expect(asked).toEqual(['sync/configure', 'sync/setSession']);
    expect(service.session).toEqual(tokensOf('ada', 1));
  });

  it('leaves it where it is when syncing is off, the project is another, or the key is secret', async () => {
    for (const settings of [
      { sync: false },
      { supabaseUrl: 'https://other.supabase.co' },
      { publishableKey: 'sb_secret_0a1b' },
    ]) {
      user.forget();
      changeSettings({ supabaseUrl: URL, publishableKey: 'sb_publishable_0a1b', sync: true });
      const secrets = fakeSecrets();
      await open(secrets).team.use(tokensOf('ada', 1));
      changeSettings(settings);
      const { asked } = open(secrets);
      await vi.advanceTimersByTimeAsync(3_600_000);
      expect(asked, JSON.stringify(settings)).toEqual([]);
    }
  });

  it('takes it up again when the service was replaced', async () => {
    const { team, service, events, asked } = open();
    await team.use(tokensOf('ada', 1));
    await team.resume();
    service.session = undefined;
    asked.length = 0;
    events.fire({ event: 'service/reconnected', params: {} });
    await settle();
    expect(asked).toEqual(['sync/configure', 'sync/setSession']);
  });
});

describe('tokens that the service has renewed', () => {
  it('take the place of the ones kept, as the same session', async () => {
    const { team, service, events } = open();
    const before = await team.use(tokensOf('ada', 1));
    service.session = tokensOf('ada', 2);
    events.fire({ event: 'sync/session', params: { signedIn: true } });
    await settle();
    expect(await team.session()).toEqual({ ...before, ...tokensOf('ada', 2) });
  });

  it('are kept when they were renewed while no window was open', async () => {
    const secrets = fakeSecrets();
    await open(secrets).team.use(tokensOf('ada', 1));
    const { team, service, asked } = open(secrets);
    service.session = tokensOf('ada', 2);
    await team.resume();
    expect(asked).not.toContain('sync/setSession');
    expect(await team.session()).toMatchObject(tokensOf('ada', 2));
  });
});

describe('a session that has ended', () => {
  it('is forgotten and told, in the window that is looked at', async () => {
    for (const focused of [true, false]) {
      user.forget();
      changeSettings({ supabaseUrl: URL, publishableKey: 'sb_publishable_0a1b', sync: true });
      window.state.focused = focused;
      const { team, events, secrets } = open();
      tellOfTeamStore(team);
      await team.use(tokensOf('ada', 1));
      events.fire({ event: 'sync/session', params: { signedIn: false } });
      await settle();
      expect(secrets.kept.size).toBe(0);
      expect(team.state.user).toBeUndefined();
      expect(user.messages.filter((message) => message.includes('has ended'))).toHaveLength(focused ? 1 : 0);
    }
    window.state.focused = true;
  });

  it('by signing out is not told as one that ended by itself, and is gone without a service too', async () => {
    const { team, service, secrets } = open();
    tellOfTeamStore(team);
    await team.use(tokensOf('ada', 1));
    service.isDown = true;
    await team.signOut();
    expect(secrets.kept.size).toBe(0);
    expect(user.context.get('fixward.signedIn')).toBe(false);
    expect(user.messages).toEqual([]);
  });
});

describe('refused changes', () => {
  it('are told when there are more of them, and no other time', async () => {
    const { team, events } = open();
    tellOfTeamStore(team);
    await team.use(tokensOf('ada', 1));
    for (const rejected of [0, 1, 1, 0, 2]) {
      events.fire({ event: 'sync/changed', params: { state: 'idle', waiting: 0, rejected } });
      await settle();
    }
    expect(user.messages).toEqual([
      'The team store refused a change; it is kept on this machine.',
      '2 changes were refused by the team store; they are kept on this machine.',
    ]);
  });
});

describe('the editor’s account', () => {
  it('comes, changes and goes with the session, in every window', async () => {
    const secrets = fakeSecrets();
    const other = open(secrets);
    const changes: unknown[] = [];
    // SAFETY: signing in is not part of this test.
    const account = new TeamAuthentication(other.team, { run: async () => undefined } as never);
    account.onDidChangeSessions(({ added, removed, changed }) =>
      changes.push([added?.length ?? 0, removed?.length ?? 0, changed?.length ?? 0]),
    );
    const { team } = open(secrets);
    await settle();
    await team.use(tokensOf('ada', 1));
    await settle();
    expect(await account.getSessions()).toMatchObject([
      { account: { label: 'ada@example.com' }, scopes: [] },
    ]);
    await team.use(tokensOf('ada', 2));
    await settle();
    await team.use(tokensOf('ben', 1));
    await settle();
    await team.signOut();
    await settle();
    expect(changes).toEqual([
      [1, 0, 0],
      [0, 0, 1],
      [1, 1, 0],
      [0, 1, 0],
    ]);
    await expect(account.createSession()).rejects.toThrow();
  });
});
