import * as vscode from 'vscode';
import type { ServiceRelayEvent, ServiceRelayParams } from '../../protocol/lsp.ts';
import type { LanguageServer } from '../client/languageServer.ts';
import { METHODS } from '../client/methods.ts';
import { ServiceProblem } from './serviceProblem.ts';

/** Asks the service something. Rejects with a `ServiceProblem`. */
export type AskService = (method: string, params: unknown, signal?: AbortSignal) => Promise<unknown>;

/** The service that owns the store, reached through the language server; the first request starts it. */
export class FixwardService implements vscode.Disposable {
  readonly #server: LanguageServer;
  readonly #firstUses = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;
  #used = false;

  /** Something is asked for the first time since the language server started. */
  readonly onFirstUse = this.#firstUses.event;

  constructor(server: LanguageServer) {
    this.#server = server;
    this.#subscription = server.onState((state) => {
      if (state !== 'running') this.#used = false;
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#firstUses.dispose();
  }

  /** Events of the service, from the first request on. */
  get onEvent(): vscode.Event<ServiceRelayEvent> {
    return this.#server.onServiceEvent;
  }

  readonly ask: AskService = (method, params, signal) =>
    this.#send(method, params, signal, (relayed, token) =>
      this.#server.request<unknown>(METHODS.service, relayed, token),
    );

  /** As `ask`, for params that are secret: nothing of them is traced. */
  readonly askUntraced: AskService = (method, params, signal) =>
    this.#send(method, params, signal, (relayed, token) =>
      this.#server.requestUntraced<unknown>(METHODS.service, relayed, token),
    );

  async #send(
    method: string,
    params: unknown,
    signal: AbortSignal | undefined,
    send: (relayed: ServiceRelayParams, token: vscode.CancellationToken) => Promise<unknown>,
  ): Promise<unknown> {
    if (!this.#used) {
      this.#used = true;
      this.#firstUses.fire();
    }
    const source = new vscode.CancellationTokenSource();
    const abort = (): void => source.cancel();
    signal?.addEventListener('abort', abort);
    try {
      if (signal?.aborted) throw cancelled();
      return await send({ method, params }, source.token);
    } catch (error) {
      if (signal?.aborted) throw cancelled();
      throw problemFrom(error);
    } finally {
      signal?.removeEventListener('abort', abort);
      source.dispose();
    }
  }
}

function cancelled(): ServiceProblem {
  return new ServiceProblem({ code: 'cancelled', message: 'cancelled' });
}

/** The relay puts the service's own code into the error's data. */
function problemFrom(error: unknown): ServiceProblem {
  if (error instanceof ServiceProblem) return error;
  const message = error instanceof Error ? error.message : String(error);
  const data = typeof error === 'object' && error !== null && 'data' in error ? error.data : undefined;
  const code =
    typeof data === 'object' && data !== null && 'code' in data && typeof data.code === 'string'
      ? data.code
      : 'unavailable';
  return new ServiceProblem({ code, message }, { cause: error });
}
