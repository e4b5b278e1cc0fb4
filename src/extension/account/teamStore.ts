import * as vscode from 'vscode';
import type { SyncSettings, SyncStatus } from '../../protocol/service.ts';
import type { TeamCallParams } from '../../protocol/syncMessages.ts';
import { setContextValue } from '../contextKeys.ts';
import { syncStatusOf } from '../panel/storeOverview.ts';
import { callAnswer } from '../relay/callStore.ts';
import type { FixwardService } from '../relay/fixwardService.ts';
import { problemOf, ServiceProblem } from '../relay/serviceProblem.ts';
import { isRow, optionalText, type Row, rowOf } from '../relay/wire.ts';
import { whenIdle } from './idleStart.ts';
import { SessionStore } from './sessionStore.ts';
import {
  isConfigured,
  projectUrl,
  readStoreSettings,
  STORE_SECTION,
  type StoreSettings,
  settingsProblemText,
} from './storeSettings.ts';
import { type TeamSession, type Tokens, tokensOf } from './teamSession.ts';
import { type TeamState, withStatus } from './teamState.ts';

/** The service starts for sync alone only when the editor has nothing better to do. */
const IDLE_MS = 10_000;
const IDLE_WAIT_MS_MAX = 60_000;

/** By the project's address, so that another project has another choice. */
const WORKSPACE_KEY = 'fixward.teamWorkspaces';

export interface TeamStoreParts {
  readonly service: FixwardService;
  readonly secrets: vscode.SecretStorage;
  /** Of the machine, not of a workspace. */
  readonly memory: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
}

/**
 * The team store as this window sees it. Tokens are in the editor's secret storage and, while it runs, in the service's
 * memory; the service renews them and says so.
 */
export class TeamStore implements vscode.Disposable {
  readonly sessions: SessionStore;
  readonly #parts: TeamStoreParts;
  readonly #changed = new vscode.EventEmitter<TeamState>();
  readonly #ended = new vscode.EventEmitter<void>();
  readonly #registrations: vscode.Disposable[];
  #state: TeamState;
  #resuming: Promise<void> | undefined;
  #isSigningOut = false;

  readonly onChange = this.#changed.event;
  /** The session ended without anyone signing out. */
  readonly onSessionEnded = this.#ended.event;

  constructor(parts: TeamStoreParts) {
    const { service, secrets } = parts;
    this.#parts = parts;
    this.sessions = new SessionStore(secrets);
    this.#state = stateOf(readStoreSettings());
    this.#registrations = [
      this.sessions,
      this.sessions.onChange(() => void this.#sessionChanged()),
      service.onEvent(({ event, params }) => void this.#heard(event, params)),
      // The service forgets all this when it ends; a new one is told again once it is used.
      service.onFirstUse(() => void this.resume()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(STORE_SECTION)) void this.#settingsChanged();
      }),
    ];
    void this.#start();
  }

  get state(): TeamState {
    return this.#state;
  }

  /** The session for the project of the settings. */
  async session(): Promise<TeamSession | undefined> {
    const session = await this.sessions.get();
    return session !== undefined && session.url === projectUrl(readStoreSettings().url) ? session : undefined;
  }

  /** Tells the service which project; throws a `ServiceProblem` of one line when the settings cannot be used. */
  async configure(): Promise<SyncStatus> {
    const settings = readStoreSettings();
    const problem = settingsProblemText(settings);
    if (problem !== undefined) throw new ServiceProblem({ code: 'invalid', message: problem });
    const { url, publishableKey } = settings;
    const workspaceId = this.chosenWorkspace;
    const params: SyncSettings = {
      url,
      publishableKey,
      ...(workspaceId !== undefined && { workspaceId }),
    };
    return syncStatusOf(await this.#parts.service.ask('sync/configure', params));
  }

  /** Has the service take up the kept session; true when somebody is signed in there now. */
  async connect(): Promise<boolean> {
    const { service } = this.#parts;
    const session = await this.session();
    if (session === undefined) return false;
    const { url, accessToken, refreshToken } = session;
    const status = await this.configure();
    if (status.user !== undefined && status.state !== 'signed-out') {
      // Another window was first, and the service may have renewed the tokens since.
      await this.#keepHeld(url);
      this.#become(withStatus(this.#state, status, Date.now()));
      return true;
    }
    const params = { accessToken, refreshToken };
    const now = syncStatusOf(await service.askUntraced('sync/setSession', params));
    this.#become(withStatus(this.#state, now, Date.now()));
    return true;
  }

  /** Starts syncing when it is wanted and somebody is signed in; nothing is asked of anyone otherwise. */
  resume(): Promise<void> {
    this.#resuming ??= this.#resumeNow().finally(() => {
      this.#resuming = undefined;
    });
    return this.#resuming;
  }

  /** Keeps the tokens of a sign-in that went through; the service uses them already. */
  async use(tokens: Tokens): Promise<TeamSession> {
    const settings = readStoreSettings();
    const session = await this.sessions.keep(projectUrl(settings.url), tokens);
    if (session === undefined) {
      throw new ServiceProblem({
        code: 'invalid',
        message: vscode.l10n.t('What came back is no session of a Supabase project.'),
      });
    }
    await this.#sessionChanged();
    if (!settings.sync) await this.#ask('sync/pause');
    return session;
  }

  async signOut(): Promise<void> {
    this.#isSigningOut = true;
    try {
      if (await this.connect()) await this.#ask('sync/signOut');
    } catch (error) {
      // The session is dropped here all the same; its tokens end by themselves.
      this.#parts.log.warn('the team store did not hear of the sign-out', asError(error));
    } finally {
      await this.sessions.forget();
      await this.#sessionChanged();
      this.#isSigningOut = false;
    }
  }

  /** Syncs now; throws when nobody is signed in. */
  async now(): Promise<SyncStatus> {
    await this.requireSession();
    const status = await this.#ask('sync/now');
    if (!readStoreSettings().sync) await this.#ask('sync/pause');
    return status;
  }

  async requireSession(): Promise<void> {
    if (await this.connect()) return;
    throw new ServiceProblem({
      code: 'not_signed_in',
      message: vscode.l10n.t('Nobody is signed in to the team store; run “Fixward: Sign In to Team Store”.'),
    });
  }

  /** Calls a function of the shared store about workspaces and who belongs to them. */
  async team(name: string, request: Row): Promise<Row> {
    await this.requireSession();
    return callAnswer(
      await this.#parts.service.askUntraced('sync/team', { name, request } satisfies TeamCallParams),
    );
  }

  get chosenWorkspace(): string | undefined {
    const chosen = rowOf(this.#parts.memory.get(WORKSPACE_KEY));
    return optionalText(chosen[projectUrl(readStoreSettings().url)]);
  }

  async choose(workspaceId: string): Promise<SyncStatus> {
    const { memory } = this.#parts;
    const url = projectUrl(readStoreSettings().url);
    const before = this.#state.status?.workspaceId;
    if (before !== undefined && before !== workspaceId) {
      // What waits for the other workspace goes there first; what cannot stays in its outbox until it is chosen again.
      await this.#ask('sync/now');
      await this.#ask('sync/stop');
    }
    await memory.update(WORKSPACE_KEY, { ...rowOf(memory.get(WORKSPACE_KEY)), [url]: workspaceId });
    return this.now();
  }

  dispose(): void {
    vscode.Disposable.from(...this.#registrations).dispose();
    this.#changed.dispose();
    this.#ended.dispose();
  }

  async #start(): Promise<void> {
    await this.#sessionChanged();
    if (this.#state.user === undefined || !this.#state.isSyncOn) return;
    this.#registrations.push(whenIdle(IDLE_MS, IDLE_WAIT_MS_MAX, () => void this.resume()));
  }

  async #resumeNow(): Promise<void> {
    const settings = readStoreSettings();
    if (!isConfigured(settings) || !settings.sync || settingsProblemText(settings) !== undefined) return;
    try {
      await this.connect();
    } catch (error) {
      this.#parts.log.warn('syncing with the team store could not be resumed', asError(error));
    }
  }

  async #heard(event: string, params: unknown): Promise<void> {
    if (event === 'sync/changed') this.#become(withStatus(this.#state, syncStatusOf(params), Date.now()));
    if (event === 'service/reconnected') await this.resume();
    if (event !== 'sync/session') return;
    const session = await this.session();
    if (session === undefined) return;
    if (isRow(params) && params.signedIn === true) {
      await this.#keepHeld(session.url);
      return;
    }
    if (!this.#isSigningOut) this.#ended.fire();
    await this.sessions.forget();
  }

  async #keepHeld(url: string): Promise<void> {
    const held = rowOf(await this.#parts.service.askUntraced('sync/session', {}));
    const tokens = tokensOf(held.session);
    if (tokens !== undefined) await this.sessions.keep(url, tokens);
  }

  async #ask(method: string): Promise<SyncStatus> {
    const status = syncStatusOf(await this.#parts.service.ask(method, {}));
    this.#become(withStatus(this.#state, status, Date.now()));
    return status;
  }

  async #settingsChanged(): Promise<void> {
    const settings = readStoreSettings();
    this.#become({ ...stateOf(settings), status: this.#state.status });
    await this.#sessionChanged();
    if (this.#state.user === undefined) return;
    if (settings.sync) await this.resume();
    // Nothing is running that would have to be told when nothing was asked so far.
    else if (this.#state.status !== undefined) await this.#ask('sync/pause').catch(() => {});
  }

  async #sessionChanged(): Promise<void> {
    const session = await this.session();
    const before = this.#state.user;
    setContextValue('fixward.signedIn', session !== undefined);
    this.#become({ ...this.#state, user: session?.label });
    // Signed in by another window, while this one looks on.
    if (session !== undefined && before === undefined && this.#state.status !== undefined)
      await this.resume();
  }

  #become(state: TeamState): void {
    this.#state = state;
    this.#changed.fire(state);
  }
}

function stateOf(settings: StoreSettings): TeamState {
  const configured = isConfigured(settings);
  return {
    isConfigured: configured,
    settingsProblem: configured ? settingsProblemText(settings) : undefined,
    isSyncOn: settings.sync,
  };
}

function asError(error: unknown): Error | string {
  return error instanceof Error ? error : problemOf(error).message;
}
