import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { fixwardExtension } from '../support.ts';

const PROVIDER = 'fixward-supabase';

/** The first request starts the service, which makes its store. */
const SERVICE_START_MS_MAX = 120_000;

describe('the team store', () => {
  before(() => fixwardExtension().activate());
  afterEach(() => set(undefined, undefined));

  it('is among the editor’s accounts, with nobody signed in', async () => {
    assert.equal(await vscode.authentication.getSession(PROVIDER, [], { silent: true }), undefined);
    assert.deepEqual(await vscode.authentication.getAccounts(PROVIDER), []);
  });

  it('has its commands', async () => {
    const commands = await vscode.commands.getCommands(true);
    for (const name of [
      'signIn',
      'signOut',
      'syncNow',
      'chooseTeamWorkspace',
      'inviteToTeam',
      'showRejectedChanges',
      'setUpTeamStore',
      'showTeamStore',
    ]) {
      assert.ok(commands.includes(`fixward.${name}`), name);
    }
  });

  it('is not configured by a workspace', async () => {
    const { workspaceValue, defaultValue } =
      vscode.workspace.getConfiguration('fixward.store').inspect('supabaseUrl') ?? {};
    assert.equal(defaultValue, '');
    assert.equal(workspaceValue, undefined);
    await assert.rejects(
      async () =>
        vscode.workspace
          .getConfiguration('fixward.store')
          .update('supabaseUrl', 'https://evil.example', vscode.ConfigurationTarget.Workspace),
      /machine|application|Workspace/iu,
    );
  });

  it('refuses a secret key in one line, without sending it anywhere', async () => {
    await set('https://abcd.supabase.co', 'sb_secret_0a1b2c3d4e');
    assert.match(await problemOfSignIn(), /^This is a secret \(service-role\) key[^\n]+$/u);
  });

  it('refuses an address that would send tokens in the open', async () => {
    await set('http://abcd.supabase.co', 'sb_publishable_0a1b2c3d4e');
    assert.match(await problemOfSignIn(), /^The project must be reached by https[^\n]+$/u);
  });

  it('says one clear line when nothing answers at the address', async function () {
    this.timeout(SERVICE_START_MS_MAX);
    // The port for what is thrown away.
    await set('http://127.0.0.1:9', 'sb_publishable_0a1b2c3d4e');
    assert.match(await problemOfSignIn(), /^127\.0\.0\.1:9 cannot be reached: [^\n]+$/u);
  });
});

async function problemOfSignIn(): Promise<string> {
  const result: unknown = await vscode.commands.executeCommand('fixward.signIn');
  assert.ok(typeof result === 'object' && result !== null && 'problem' in result, 'the sign-in went on');
  return String(result.problem);
}

async function set(url: string | undefined, publishableKey: string | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration('fixward.store');
  await settings.update('supabaseUrl', url, vscode.ConfigurationTarget.Global);
  await settings.update('publishableKey', publishableKey, vscode.ConfigurationTarget.Global);
}
