import type { SyncSession, SyncSettings, SyncStatus } from '../../protocol/service.ts';
import type { SessionChanged } from '../../protocol/syncMessages.ts';
import { ServiceFailure } from '../../store/client/serviceClient.ts';
import type { StoreTransport } from '../../store/store.ts';
import type { Fetch } from '../../store/supabase/authRequest.ts';
import { jwtClaims } from '../../store/supabase/jwtClaims.ts';
import { endSession } from '../../store/supabase/signIn.ts';
import {
  givesServerRights,
  type SupabaseProject,
  supabaseProject,
} from '../../store/supabase/supabaseProject.ts';
import { SupabaseSession } from '../../store/supabase/supabaseSession.ts';
import { supabaseTransport } from '../../store/supabase/supabaseTransport.ts';
import { answered, stateSchema } from '../../store/sync/syncAnswers.ts';
import { type PumpClock, SyncPump } from '../../store/sync/syncPump.ts';
import type { ServiceContext } from '../serviceContext.ts';
import { noteOutbox } from './outboxDepth.ts';

/** What tests put in place of the network, the time and chance. */
export interface SyncServiceOptions {
  readonly fetch?: Fetch;
  readonly clock?: PumpClock;
}

const REAL_CLOCK: PumpClock = {
  after(delayMs, callback) {
    // The service ends when it is idle, whatever is planned here.
    const timer = setTimeout(callback, delayMs).unref();
    return () => clearTimeout(timer);
  },
  random: Math.random,
};

interface Configured {
  readonly project: SupabaseProject;
  readonly workspaceId?: string;
  readonly session: SupabaseSession;
  readonly shared: StoreTransport;
}

const OFF: SyncStatus = { state: 'off', waiting: 0, rejected: 0 };

/** One project, one session, one pump: whatever is replaced is stopped before its successor starts. */
export class SyncService {
  readonly #context: ServiceContext;
  readonly #options: SyncServiceOptions;
  #configured: Configured | undefined;
  #pump: SyncPump | undefined;
  /** Changes of session and settings come one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(context: ServiceContext, options: SyncServiceOptions) {
    this.#context = context;
    this.#options = options;
    context.onWrite(() => this.#pump?.wrote());
    context.ending.addEventListener('abort', () => void this.#pump?.stop(), { once: true });
  }

  /** Which project and workspace; a session that is held goes on when the project is the same. */
  configure(settings: SyncSettings): Promise<SyncStatus> {
    const checked = supabaseProject(settings.url, settings.publishableKey);
    if (!checked.ok) {
      const { field, message } = checked.error;
      throw new ServiceFailure('refused', field === undefined ? message : `${field}: ${message}`);
    }
    const { project } = checked;
    return this.#inTurn(async () => {
      const before = this.#configured;
      const isSame =
        before?.project.url === project.url && before.project.publishableKey === project.publishableKey;
      // Who names none has not chosen another.
      const workspaceId = settings.workspaceId ?? (isSame ? before.workspaceId : undefined);
      if (isSame && before.workspaceId === workspaceId) return this.status();
      const session = isSame ? before.session : this.#newSession(project);
      const shared = isSame ? before.shared : this.#transport(project, session);
      this.#configured = { project, session, shared, ...(workspaceId !== undefined && { workspaceId }) };
      await this.#restart();
      return this.status();
    });
  }

  setSession(tokens: SyncSession): Promise<SyncStatus> {
    if (givesServerRights(tokens.accessToken)) {
      throw new ServiceFailure('refused', 'This session has the service role; sign in as a user.');
    }
    return this.#inTurn(async () => {
      const { session } = this.#required();
      // Another window has handed the same session in, or one that was renewed since this one was written down.
      if (this.#pump !== undefined && !isLater(tokens, session.tokens)) return this.status();
      session.use({ accessToken: tokens.accessToken, refreshToken: tokens.refreshToken });
      if (session.user === undefined) {
        session.use(undefined);
        throw new ServiceFailure('refused', 'These tokens are no Supabase session; sign in again.');
      }
      await this.#restart();
      return this.status();
    });
  }

  async status(): Promise<SyncStatus> {
    if (this.#pump !== undefined) return this.#pump.status();
    const known = await this.#knownWorkspace();
    // Configured before the service was started anew: writes wait in the outbox until the editor signs in again.
    if (this.#configured === undefined && known === undefined) return OFF;
    return {
      state: 'signed-out',
      waiting: known?.waiting ?? 0,
      rejected: known?.rejected ?? 0,
      ...(known !== undefined && { workspaceId: known.workspace_id }),
    };
  }

  now(): Promise<SyncStatus> {
    return this.#pump === undefined ? this.status() : this.#pump.now();
  }

  /** Stops for a while: the session is forgotten here and stays good; writes go on to wait in the outbox. */
  pause(): Promise<SyncStatus> {
    return this.#inTurn(async () => {
      await this.#stop();
      this.#configured?.session.use(undefined);
      const status = await this.status();
      this.#tell(status);
      return status;
    });
  }

  /** The tokens in use, which are newer than those an editor kept while it was closed. */
  get tokens(): SyncSession | undefined {
    return this.#configured?.session.tokens;
  }

  /** Whether a user of the project is signed in. */
  isSignedInTo({ url }: SupabaseProject): boolean {
    return this.#configured?.project.url === url && this.tokens !== undefined;
  }

  /** Ends the session here and at the project; the local copy and its outbox stay. */
  signOut(): Promise<SyncStatus> {
    return this.#inTurn(async () => {
      const configured = this.#configured;
      const token = configured?.session.accessToken;
      await this.#stop();
      configured?.session.use(undefined);
      this.#told(undefined);
      if (configured !== undefined && token !== undefined) {
        const ended = await endSession(configured.project, token, this.#options.fetch);
        if (!ended.ok) this.#context.log(`sign-out was not heard by the project: ${ended.error.message}`);
      }
      const status = await this.status();
      this.#tell(status);
      return status;
    });
  }

  /** Stops keeping in step; writes to the workspace no longer enter the outbox. */
  turnOff(): Promise<SyncStatus> {
    return this.#inTurn(async () => {
      const known = await this.#knownWorkspace();
      await this.#stop();
      this.#configured = undefined;
      if (known !== undefined)
        await this.#context.store.call('sync_detach', { workspace_id: known.workspace_id });
      this.#tell(OFF);
      return OFF;
    });
  }

  project(): SupabaseProject {
    return this.#required().project;
  }

  /** The shared store, for what is no sync. */
  shared(): StoreTransport {
    return this.#required().shared;
  }

  /** @throws ServiceFailure when none was synced yet */
  async workspaceId(): Promise<string> {
    const known = await this.#knownWorkspace();
    if (known !== undefined) return known.workspace_id;
    throw new ServiceFailure('refused', 'No workspace is synced yet; configure sync and sign in first.');
  }

  async #knownWorkspace() {
    const answer = await this.#context.store.call('sync_state', {});
    const { workspaces } = answered('local', 'sync_state', answer, stateSchema);
    const { project, workspaceId } = this.#configured ?? {};
    const enabled = workspaces.filter((workspace) => workspace.enabled);
    return (
      enabled.find((workspace) => workspace.workspace_id === workspaceId) ??
      enabled.find((workspace) => workspace.url === project?.url) ??
      (project === undefined ? enabled[0] : undefined)
    );
  }

  #newSession(project: SupabaseProject): SupabaseSession {
    const { fetch } = this.#options;
    return new SupabaseSession({
      project,
      onTokens: (tokens) => this.#told(tokens),
      ...(fetch && { fetch }),
    });
  }

  #transport(project: SupabaseProject, session: SupabaseSession): StoreTransport {
    const { fetch } = this.#options;
    return supabaseTransport({ project, session, ...(fetch && { fetch }) });
  }

  /** A new pump for the present settings and session; none while nobody is signed in. */
  async #restart(): Promise<void> {
    await this.#stop();
    const { project, session, shared, workspaceId } = this.#required();
    const { user } = session;
    if (user === undefined || this.#context.ending.aborted) {
      this.#tell(await this.status());
      return;
    }
    const chosen = workspaceId ?? (await this.#knownWorkspace())?.workspace_id;
    const pump = new SyncPump({
      connection: {
        local: this.#context.store,
        shared,
        url: project.url,
        publishableKey: project.publishableKey,
        remoteUserId: user.id,
        ...(chosen !== undefined && { workspaceId: chosen }),
      },
      clock: this.#options.clock ?? REAL_CLOCK,
      user: user.email ?? user.id,
      onStatus: (status) => this.#tell(status),
      keepAlive: (work) => this.#context.keepAlive(work),
    });
    this.#pump = pump;
    void pump.now();
  }

  async #stop(): Promise<void> {
    const pump = this.#pump;
    this.#pump = undefined;
    await pump?.stop();
  }

  #tell(status: SyncStatus): void {
    noteOutbox(this.#context, status.state === 'off' ? undefined : status.waiting);
    this.#context.emit('sync/changed', status);
  }

  #told(session: SyncSession | undefined): void {
    this.#context.emit('sync/session', { signedIn: session !== undefined } satisfies SessionChanged);
  }

  #required(): Configured {
    if (this.#configured !== undefined) return this.#configured;
    throw new ServiceFailure(
      'refused',
      'Sync is not configured; give the project’s URL and publishable key first.',
    );
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const next = this.#turn.then(work, work);
    this.#turn = next.catch(() => {});
    return next;
  }
}

/** Whether tokens take the place of others: another user's always do, and the same user's when they are not older. */
function isLater(tokens: SyncSession, held: SyncSession | undefined): boolean {
  if (held === undefined) return true;
  if (tokens.accessToken === held.accessToken) return false;
  const [given, known] = [jwtClaims(tokens.accessToken), jwtClaims(held.accessToken)];
  return given?.sub !== known?.sub || (given?.iat ?? 0) >= (known?.iat ?? 0);
}
