import * as vscode from 'vscode';
import type { LanguageClient, WorkspaceEdit as WireEdit } from 'vscode-languageclient/node';
import type { LearnOffer } from '../../protocol/learn.ts';
import type { FindingsParams, ServiceRelayEvent, StatusParams } from '../../protocol/lsp.ts';
import { METHODS } from './methods.ts';
import { createRestartPolicy } from './restartPolicy.ts';

export type ServerState = 'starting' | 'running' | 'stopped' | 'failed';

/** What the server says while it works on a request that carries a progress token. */
export interface WorkProgress {
  readonly percentage?: number;
  readonly message?: string;
}

/** Owns the language server's process: starts it, keeps it alive, and carries Fixward's own messages. */
export class LanguageServer implements vscode.Disposable {
  readonly #serverModule: vscode.Uri;
  readonly #storageFolder: vscode.Uri | undefined;
  readonly #log: vscode.LogOutputChannel;
  readonly #restarts = createRestartPolicy(() => performance.now());
  readonly #findings = new vscode.EventEmitter<FindingsParams>();
  readonly #status = new vscode.EventEmitter<StatusParams>();
  readonly #migrations = new vscode.EventEmitter<void>();
  readonly #learnOffers = new vscode.EventEmitter<LearnOffer>();
  readonly #serviceEvents = new vscode.EventEmitter<ServiceRelayEvent>();
  readonly #stateChanges = new vscode.EventEmitter<ServerState>();
  #client: Promise<LanguageClient> | undefined;
  #state: ServerState = 'stopped';
  #isDisposed = false;
  #tokens = 0;

  readonly onFindings = this.#findings.event;
  readonly onStatus = this.#status.event;
  readonly onMigrationsChanged = this.#migrations.event;
  readonly onLearnOffer = this.#learnOffers.event;
  readonly onServiceEvent = this.#serviceEvents.event;
  readonly onState = this.#stateChanges.event;

  /** @param storageFolder of this workspace; undefined where no folder is open */
  constructor(serverModule: vscode.Uri, storageFolder: vscode.Uri | undefined, log: vscode.LogOutputChannel) {
    this.#serverModule = serverModule;
    this.#storageFolder = storageFolder;
    this.#log = log;
  }

  get state(): ServerState {
    return this.#state;
  }

  /** Returns at once and starts when the editor is done activating; whether that worked shows in `onState`. */
  start(): void {
    this.#become('starting');
    setImmediate(() => {
      if (!this.#isDisposed) void this.#startNow();
    });
  }

  async restart(): Promise<void> {
    this.#restarts.reset();
    try {
      await this.stop();
    } catch (error) {
      // It may have died already; starting anew is what was asked for.
      this.#log.warn('the language server did not stop in order', asError(error));
    }
    await this.#startNow();
  }

  /** Ends the server's process; safe to call when none runs. */
  async stop(): Promise<void> {
    const client = await this.#client;
    if (client?.needsStop()) await client.stop();
  }

  /** Sends one of Fixward's requests. Rejects when the server is down, refuses, or the token is cancelled. */
  async request<Result>(method: string, params: object, token?: vscode.CancellationToken): Promise<Result> {
    const client = await this.#load();
    // An absent token would be sent as a second parameter, in the place of the server's own.
    return token
      ? client.sendRequest<Result>(method, params, token)
      : client.sendRequest<Result>(method, params);
  }

  /** Sends a request whose parameters are secret: nothing is traced while it is under way. */
  async requestUntraced<Result>(
    method: string,
    params: object,
    token: vscode.CancellationToken,
  ): Promise<Result> {
    const client = await this.#load();
    const { untraced } = await import('./createClient.ts');
    return untraced(client, () => client.sendRequest<Result>(method, params, token));
  }

  /** Sends a request that reports progress while it runs. */
  async requestWithProgress<Result>(
    method: string,
    params: object,
    token: vscode.CancellationToken,
    onProgress: (progress: WorkProgress) => void,
  ): Promise<Result> {
    this.#tokens += 1;
    const workDoneToken = `fixward-${this.#tokens}`;
    const { onWorkProgress } = await import('./createClient.ts');
    const listening = onWorkProgress(await this.#load(), workDoneToken, ({ percentage, message }) =>
      onProgress({
        ...(percentage !== undefined && { percentage }),
        ...(message !== undefined && { message }),
      }),
    );
    try {
      return await this.request<Result>(method, { ...params, workDoneToken }, token);
    } finally {
      listening.dispose();
    }
  }

  /** A workspace edit as the server writes it, as the editor applies it. */
  async toEditorEdit(edit: WireEdit | null): Promise<vscode.WorkspaceEdit | undefined> {
    return (await this.#load()).protocol2CodeConverter.asWorkspaceEdit(edit);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#findings.dispose();
    this.#status.dispose();
    this.#migrations.dispose();
    this.#learnOffers.dispose();
    this.#serviceEvents.dispose();
    this.#stateChanges.dispose();
    this.#client
      ?.then((client) => client.dispose())
      .catch((error: unknown) => this.#log.debug('while disposing the client', asError(error)));
  }

  async #startNow(): Promise<void> {
    try {
      const client = await this.#load();
      await client.start();
    } catch (error) {
      this.#log.error('the language server did not start', asError(error));
      this.#become('failed');
    }
  }

  #load(): Promise<LanguageClient> {
    this.#client ??= this.#create();
    return this.#client;
  }

  async #create(): Promise<LanguageClient> {
    const { clientStateOf, createClient } = await import('./createClient.ts');
    const client = createClient(this.#serverModule.fsPath, {
      log: this.#log,
      storageFolder: this.#storageFolder?.fsPath,
      onServerEnded: () => this.#serverEnded(),
      onStartFailed: (error) => this.#log.error('the language server refused to start', asError(error)),
    });
    client.onNotification(METHODS.findings, (params: FindingsParams) => this.#findings.fire(params));
    client.onNotification(METHODS.status, (params: StatusParams) => this.#status.fire(params));
    client.onNotification(METHODS.migrationsChanged, () => this.#migrations.fire());
    client.onNotification('fixward/learn/offer', (offer: LearnOffer) => this.#learnOffers.fire(offer));
    client.onNotification(METHODS.serviceEvent, (event: ServiceRelayEvent) =>
      this.#serviceEvents.fire(event),
    );
    client.onDidChangeState((change) => {
      const state = clientStateOf(change);
      // A server that failed stays shown as failed until it is started again.
      if (state !== 'stopped' || this.#state !== 'failed') this.#become(state);
    });
    return client;
  }

  #serverEnded(): boolean {
    const again = this.#restarts.crashed();
    this.#log.error(
      again
        ? 'the language server ended on its own; starting it again'
        : 'the language server keeps ending on its own; it stays down until "Fixward: Restart Server"',
    );
    if (!again) this.#become('failed');
    return again;
  }

  #become(state: ServerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#stateChanges.fire(state);
  }
}

function asError(error: unknown): Error | string {
  return error instanceof Error ? error : String(error);
}
