import * as vscode from 'vscode';
import {
  LanguageClient,
  State,
  TransportKind,
  type WorkspaceEdit as WireEdit,
  WorkDoneProgress,
} from 'vscode-languageclient/node';
import type { FindingsParams, StatusParams } from '../../protocol/lsp.ts';
import { createClientOptions } from './clientOptions.ts';
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
  readonly #client: LanguageClient;
  readonly #log: vscode.LogOutputChannel;
  readonly #projectFiles = vscode.workspace.createFileSystemWatcher('**/.fixward/**');
  readonly #restarts = createRestartPolicy(() => performance.now());
  readonly #findings = new vscode.EventEmitter<FindingsParams>();
  readonly #status = new vscode.EventEmitter<StatusParams>();
  readonly #stateChanges = new vscode.EventEmitter<ServerState>();
  #state: ServerState = 'stopped';
  #tokens = 0;

  readonly onFindings = this.#findings.event;
  readonly onStatus = this.#status.event;
  readonly onState = this.#stateChanges.event;

  constructor(serverModule: vscode.Uri, log: vscode.LogOutputChannel) {
    this.#log = log;
    const run = { module: serverModule.fsPath, transport: TransportKind.ipc };
    this.#client = new LanguageClient(
      'fixward',
      'Fixward',
      { run, debug: { ...run, options: { execArgv: ['--nolazy', '--inspect=6019'] } } },
      createClientOptions({
        log,
        projectFiles: this.#projectFiles,
        onServerEnded: () => this.#serverEnded(),
        onStartFailed: (error) => log.error('the language server refused to start', error),
      }),
    );
    this.#client.onNotification(METHODS.findings, (params: FindingsParams) => this.#findings.fire(params));
    this.#client.onNotification(METHODS.status, (params: StatusParams) => this.#status.fire(params));
    this.#client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) this.#become('running');
      else if (newState === State.Starting) this.#become('starting');
      else if (this.#state !== 'failed') this.#become('stopped');
    });
  }

  get state(): ServerState {
    return this.#state;
  }

  /** Returns at once; whether the server came up shows in `onState`. */
  start(): void {
    this.#client.start().catch((error: unknown) => this.#fail(error));
  }

  async restart(): Promise<void> {
    this.#restarts.reset();
    try {
      if (this.#client.needsStop()) await this.#client.stop();
      await this.#client.start();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Ends the server's process; safe to call when none runs. */
  async stop(): Promise<void> {
    if (this.#client.needsStop()) await this.#client.stop();
  }

  /** Sends one of Fixward's requests. Rejects when the server is down, refuses, or the token is cancelled. */
  async request<Result>(
    method: string,
    params: object,
    token: vscode.CancellationToken = neverCancelled,
  ): Promise<Result> {
    return this.#client.sendRequest<Result>(method, params, token);
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
    const listening = this.#client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
      if (value.kind === 'end') return;
      onProgress({
        ...(value.percentage !== undefined && { percentage: value.percentage }),
        ...(value.message !== undefined && { message: value.message }),
      });
    });
    try {
      return await this.request<Result>(method, { ...params, workDoneToken }, token);
    } finally {
      listening.dispose();
    }
  }

  /** A workspace edit as the server writes it, as the editor applies it. */
  async toEditorEdit(edit: WireEdit | null): Promise<vscode.WorkspaceEdit | undefined> {
    return this.#client.protocol2CodeConverter.asWorkspaceEdit(edit);
  }

  dispose(): void {
    this.#projectFiles.dispose();
    this.#findings.dispose();
    this.#status.dispose();
    this.#stateChanges.dispose();
    this.#client.dispose().catch((error: unknown) => this.#log.debug('while disposing the client', error));
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

  #fail(error: unknown): void {
    this.#log.error('the language server did not start', error instanceof Error ? error : String(error));
    this.#become('failed');
  }

  #become(state: ServerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#stateChanges.fire(state);
  }
}

/** A token for requests that nobody can cancel. */
const neverCancelled: vscode.CancellationToken = new vscode.CancellationTokenSource().token;
