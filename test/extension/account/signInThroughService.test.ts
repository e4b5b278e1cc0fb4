import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { chooseTeamWorkspace } from '../../../src/extension/account/chooseTeamWorkspace.ts';
import { inviteToTeam } from '../../../src/extension/account/inviteToTeam.ts';
import { SignInFlow } from '../../../src/extension/account/signInFlow.ts';
import { SignInUris } from '../../../src/extension/account/signInUris.ts';
import { TeamStore } from '../../../src/extension/account/teamStore.ts';
import type { Services } from '../../../src/extension/commands/services.ts';
import type { FixwardService } from '../../../src/extension/relay/fixwardService.ts';
import { ServiceProblem } from '../../../src/extension/relay/serviceProblem.ts';
import { type ServiceClient, ServiceFailure } from '../../../src/store/client/serviceClient.ts';
import { openSupabaseLite, type SupabaseLite } from '../../store/contract/supabaseLite.ts';
import { type BuiltService, buildService } from '../../support/buildService.ts';
import { savePatterns } from '../../support/patternRequest.ts';
import { type ServiceHome, serviceHome, until } from '../../support/serviceHome.ts';
import { changeSettings, EventEmitter, fakeMemory, fakeSecrets, user } from './fakeEditor.ts';

vi.mock('vscode', () => import('./fakeEditor.ts'));

/** Services start, and each opens a store of its own. */
const SETUP_TIMEOUT_MS = 180_000;
vi.setConfig({ testTimeout: SETUP_TIMEOUT_MS });

let lite: SupabaseLite;
let built: BuiltService;

beforeAll(async () => {
  lite = await openSupabaseLite();
  built = await buildService();
}, SETUP_TIMEOUT_MS);

afterAll(async () => {
  await lite?.close();
  await built?.remove();
});

/** An editor's window on a machine of its own, as far as the team store is concerned. */
async function machine() {
  const home: ServiceHome = await serviceHome(built.program);
  const client = home.connect();
  const events = new EventEmitter<{ readonly event: string; readonly params: unknown }>();
  client.onEvent((event, params) => events.fire({ event, params }));
  const ask = async (method: string, params: unknown): Promise<unknown> => {
    try {
      return await client.request(method, params);
    } catch (error) {
      if (error instanceof ServiceFailure)
        throw new ServiceProblem({ code: error.code, message: error.message });
      throw error;
    }
  };
  // SAFETY: the parts under test use no more of the service and the editor than these stand-ins have.
  const service = {
    ask,
    askUntraced: ask,
    onEvent: events.event,
    onFirstUse: new EventEmitter<void>().event,
  } as unknown as FixwardService;
  const secrets = fakeSecrets();
  const log = { warn: (line: string) => void user.messages.push(`log: ${line}`) };
  const open = () => {
    // SAFETY: as above.
    const team = new TeamStore({
      service,
      secrets,
      memory: fakeMemory(),
      log,
    } as unknown as ConstructorParameters<typeof TeamStore>[0]);
    const flow = new SignInFlow(service, team, new SignInUris());
    // SAFETY: as above.
    const services = {
      service,
      account: { team, flow },
      panel: { refresh: () => {} },
      log,
    } as unknown as Services;
    return { team, flow, services };
  };
  return { home, client, secrets, open, ...open() };
}

function setUp(url = lite.project.url): void {
  user.forget();
  user.settings.set('fixward.store.supabaseUrl', url);
  user.settings.set('fixward.store.publishableKey', lite.project.publishableKey);
}

/** The link in the newest e-mail to somebody, once it is there. */
async function linkFor(email: string): Promise<string> {
  await until(() => lite.mails.some(({ to }) => to === email), 'an e-mail');
  const text = lite.mails.findLast(({ to }) => to === email)?.text ?? '';
  return /https?:\/\/\S+/u.exec(text)?.[0] ?? '';
}

async function save({ client }: { readonly client: ServiceClient }, key: string): Promise<void> {
  expect(await client.transport.call('save_patterns', savePatterns(key))).toMatchObject({
    ok: true,
    data: { results: [{ ok: true }] },
  });
}

async function signIn(flow: SignInFlow, email: string) {
  user.picks.push(() => 'Link by e-mail');
  user.inputs.push(email);
  user.boxes.push(async (box) => box.enter(await linkFor(email)));
  return flow.run();
}

describe('a machine without a team store', () => {
  it('says one clear line when the address leads nowhere', async () => {
    setUp('http://127.0.0.1:9');
    const { flow, secrets, home } = await machine();
    try {
      await expect(flow.run()).rejects.toThrow(/^127\.0\.0\.1:9 cannot be reached: [^\n]+$/u);
      expect(secrets.kept.size).toBe(0);
    } finally {
      await home.remove();
    }
  });
});

describe('two machines and a project', () => {
  let ada: Awaited<ReturnType<typeof machine>>;
  let ben: Awaited<ReturnType<typeof machine>>;
  beforeAll(async () => {
    ada = await machine();
    ben = await machine();
    for (const { client } of [ada, ben]) await client.transport.call('list_workspaces', {});
  }, SETUP_TIMEOUT_MS);
  afterAll(async () => {
    await ada?.home.remove();
    await ben?.home.remove();
  });

  it('signs in with the link of an e-mail that is pasted, after one that is wrong', async () => {
    setUp();
    user.picks.push((labels) => {
      expect(labels).toContain('Link by e-mail');
      expect(labels).not.toContain('GitHub');
      return 'Link by e-mail';
    });
    user.inputs.push('ada@example.com');
    user.boxes.push(
      async (box) => {
        await linkFor('ada@example.com');
        box.enter('what is this');
        expect(box.validationMessage).toContain('neither a sign-in link nor a code');
        box.enter('000000');
      },
      async (box) => {
        expect(box.validationMessage).not.toBe('');
        box.enter(await linkFor('ada@example.com'));
      },
    );
    const session = await ada.flow.run();
    expect(session).toMatchObject({ label: 'ada@example.com', url: lite.project.url });
    expect([...ada.secrets.kept.keys()]).toEqual(['fixward.teamSession']);
    expect(JSON.stringify([...user.settings])).not.toContain(session?.accessToken);
    expect(ada.team.state.user).toBe('ada@example.com');
    expect(user.context.get('fixward.signedIn')).toBe(true);
  });

  it('makes a workspace, brings along what was written before, and syncs it', async () => {
    setUp();
    await save(ada, 'mine');
    user.picks.push(() => 'New organisation…');
    user.inputs.push('Büro', 'App');
    user.answers.set('Bring 1 patterns of this machine into “App”?', 'Bring Them');
    await chooseTeamWorkspace(ada.services);
    expect(user.messages).toContain('1 patterns were brought along; 0 were there already.');
    await ada.team.now();
    expect(ada.team.state.status).toMatchObject({ state: 'idle', waiting: 0, rejected: 0 });
    const { rows } = await lite.pglite.query('select key, title from fixward.fix_patterns');
    expect(rows).toEqual([{ key: 'mine', title: 'Pattern mine' }]);
  });

  it('lets somebody else in by an invitation, who gets the pattern', async () => {
    setUp();
    user.picks.push((labels) => labels.find((label) => label.startsWith('Member')));
    user.inputs.push('ben@example.com');
    user.answers.set('ben@example.com is invited to “App”.', 'Copy Invitation');
    await inviteToTeam(ada.services);
    const code = /^ {3}([0-9a-f]{64})$/mu.exec(user.clipboard)?.[1];
    expect(code).toBeDefined();

    await signIn(ben.flow, 'ben@example.com');
    user.picks.push((labels) => {
      expect(labels).not.toContain('App');
      return 'Join with an invitation…';
    });
    user.inputs.push(code);
    await chooseTeamWorkspace(ben.services);
    const workspaceId = ben.team.state.status?.workspaceId;
    expect(workspaceId).toBe(ada.team.state.status?.workspaceId);
    // The team's workspace is the one that everything is about from now on.
    const answer = await ben.client.transport.call('get_patterns', { keys: ['mine'] });
    expect(answer).toMatchObject({ ok: true, data: { patterns: [{ title: 'Pattern mine' }] } });
  });

  it('takes up the kept session when a window opens, and keeps tokens that were renewed meanwhile', async () => {
    setUp();
    const kept = ada.secrets.kept.get('fixward.teamSession');
    const held = await ada.client.request('sync/session', {});
    expect(held).toMatchObject({ session: { accessToken: JSON.parse(kept ?? '{}').accessToken } });
    const again = ada.open();
    expect(await again.team.connect()).toBe(true);
    expect(again.team.state.status).toMatchObject({ user: 'ada@example.com' });
  });

  it('pauses without losing the session when syncing is switched off, and goes on', async () => {
    setUp();
    changeSettings({ sync: false });
    await until(() => ada.team.state.status?.state === 'signed-out', 'syncing to pause');
    expect(ada.secrets.kept.size).toBe(1);
    await save(ada, 'later');
    changeSettings({ sync: true });
    await until(() => ada.team.state.status?.user !== undefined, 'syncing to go on');
    await ada.team.now();
    const { rows } = await lite.pglite.query("select key from fixward.fix_patterns where key = 'later'");
    expect(rows).toHaveLength(1);
  });

  it('changes to another workspace, after sending what waits for the first', async () => {
    setUp();
    await save(ada, 'last');
    user.picks.push((labels) => {
      expect(labels).toContain('App');
      return 'New workspace in Büro…';
    });
    user.inputs.push('Other');
    await chooseTeamWorkspace(ada.services);
    const { rows } = await lite.pglite.query("select key from fixward.fix_patterns where key = 'last'");
    expect(rows).toHaveLength(1);
    expect(await ada.client.transport.call('list_patterns', {})).toMatchObject({ data: { patterns: [] } });
    expect(await ada.client.transport.call('list_workspaces', {})).toMatchObject({
      data: { workspaces: [{ name: 'Other' }, {}, {}] },
    });
  });

  it('signs out: nothing is kept, here or in the service', async () => {
    setUp();
    await ada.team.signOut();
    expect(ada.secrets.kept.size).toBe(0);
    expect(await ada.client.request('sync/session', {})).toEqual({});
    expect(await ada.client.request('sync/status', {})).toMatchObject({ state: 'signed-out' });
    expect(ada.team.state.user).toBeUndefined();
    await expect(ada.team.now()).rejects.toThrow('Nobody is signed in');
  });
});
