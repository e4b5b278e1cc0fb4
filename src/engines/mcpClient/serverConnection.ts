import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  type CallToolResult,
  CallToolResultSchema,
  McpError,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js';
import { errorMessage } from '../../core/errorMessage.ts';
import { ServerFailure } from './serverFailure.ts';

/** How another server is reached. */
export type ServerTransport =
  | {
      readonly kind: 'stdio';
      readonly command: string;
      readonly args: readonly string[];
      readonly environment?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'http'; readonly url: string; readonly headers?: Readonly<Record<string, string>> };

export interface ServerDescription {
  readonly name: string;
  readonly transport: ServerTransport;
}

export interface ServerLimits {
  readonly connectTimeoutMs: number;
  readonly callTimeoutMs: number;
  /** A server that could not be reached is not tried again before. */
  readonly retryAfterMs: number;
}

export const SERVER_LIMITS: ServerLimits = {
  // A server started by `npx` may have to be fetched first.
  connectTimeoutMs: 30_000,
  callTimeoutMs: 60_000,
  retryAfterMs: 10_000,
};

export type ServerState = 'off' | 'connecting' | 'ready' | 'degraded' | 'failed';

/** Tools that are listed over several pages end somewhere. */
const PAGES_MAX = 20;

/** One other server: reached when it is first needed, and again after it was lost. */
export class ServerConnection {
  readonly #description: ServerDescription;
  readonly #limits: ServerLimits;
  readonly #onState: () => void;
  #connecting: Promise<Client> | undefined;
  #tools: readonly Tool[] = [];
  #state: ServerState = 'off';
  #problem: string | undefined;
  #failedAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(description: ServerDescription, limits: ServerLimits, onState: () => void) {
    this.#description = description;
    this.#limits = limits;
    this.#onState = onState;
  }

  get name(): string {
    return this.#description.name;
  }

  get state(): ServerState {
    return this.#state;
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  /** What it offered when it was last reached. */
  get known(): readonly Tool[] {
    return this.#tools;
  }

  /** @throws ServerFailure */
  async tools(signal?: AbortSignal): Promise<readonly Tool[]> {
    await this.#client(signal);
    return this.#tools;
  }

  /** Calls a tool; a connection that was lost meanwhile is made again once. @throws ServerFailure */
  async call(
    tool: string,
    input: Readonly<Record<string, unknown>>,
    signal?: AbortSignal,
  ): Promise<CallToolResult> {
    for (let attempt = 1; ; attempt++) {
      const client = await this.#client(signal);
      try {
        const options = { timeout: this.#limits.callTimeoutMs, ...(signal && { signal }) };
        const result = await client.callTool(
          { name: tool, arguments: { ...input } },
          CallToolResultSchema,
          options,
        );
        this.#become('ready');
        // SAFETY: parsed with the schema that is given above.
        return result as CallToolResult;
      } catch (error) {
        if (signal?.aborted) throw new ServerFailure('cancelled', 'cancelled');
        const isLost = client.transport === undefined;
        if (isLost && attempt === 1) continue;
        const problem = this.#plain(error);
        if (error instanceof McpError && !isLost) throw new ServerFailure('refused', problem);
        this.#become('degraded', problem);
        throw new ServerFailure('unreachable', `${this.name}: ${problem}`);
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const client = await this.#connecting?.catch(() => undefined);
    this.#become('off');
    await client?.close().catch(() => {});
  }

  async #client(signal?: AbortSignal): Promise<Client> {
    if (this.#closed) throw new ServerFailure('unreachable', `${this.name} is not configured any more.`);
    if (!this.#connecting) {
      const waitMs = this.#failedAt + this.#limits.retryAfterMs - performance.now();
      if (waitMs > 0) {
        throw new ServerFailure(
          'unreachable',
          `${this.name}: ${this.#problem ?? 'cannot be reached'}; it is tried again in ${Math.ceil(waitMs / 1000)} s`,
        );
      }
      this.#connecting = this.#connect();
    }
    const connecting = this.#connecting;
    if (!signal) return connecting;
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const aborted = (): void => reject(new ServerFailure('cancelled', 'cancelled'));
      signal.addEventListener('abort', aborted, { once: true });
      connecting.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted));
    });
  }

  async #connect(): Promise<Client> {
    this.#become('connecting');
    const client = new Client({ name: 'fixward', version: '1' }, { capabilities: {} });
    client.onclose = (): void => {
      this.#connecting = undefined;
      if (this.#state === 'ready')
        this.#become('degraded', 'the connection was lost; the next use connects again');
    };
    const timeout = { timeout: this.#limits.connectTimeoutMs };
    try {
      await client.connect(transportOf(this.#description.transport), timeout);
      this.#tools = await allTools(client, timeout);
      this.#failedAt = Number.NEGATIVE_INFINITY;
      this.#become('ready');
      return client;
    } catch (error) {
      this.#connecting = undefined;
      await client.close().catch(() => {});
      this.#failedAt = performance.now();
      const problem = this.#plain(error);
      this.#become('failed', problem);
      throw new ServerFailure('unreachable', `${this.name}: ${problem}`);
    }
  }

  #become(state: ServerState, problem?: string): void {
    if (state === this.#state && problem === this.#problem) return;
    this.#state = state;
    this.#problem = problem;
    this.#onState();
  }

  /** Errors of processes and requests may repeat what they were given. */
  #plain(error: unknown): string {
    const line = errorMessage(error).split(/[\r\n]/u, 1)[0] ?? '';
    const { transport } = this.#description;
    const given = transport.kind === 'stdio' ? transport.environment : transport.headers;
    const secrets = Object.values(given ?? {}).filter((value) => value.length >= SECRET_LENGTH_MIN);
    return secrets.reduce((text, secret) => text.replaceAll(secret, '***'), line);
  }
}

/** Shorter values are words such as `true`, which every message may hold. */
const SECRET_LENGTH_MIN = 6;

async function allTools(client: Client, options: { readonly timeout: number }): Promise<readonly Tool[]> {
  const tools: Tool[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const listed = await client.listTools(cursor === undefined ? {} : { cursor }, options);
    tools.push(...listed.tools);
    cursor = listed.nextCursor;
    if (cursor === undefined) break;
  }
  return tools;
}

function transportOf(transport: ServerTransport): Transport {
  if (transport.kind === 'http') {
    const options = { requestInit: { headers: { ...transport.headers } } };
    return new StreamableHTTPClientTransport(new URL(transport.url), options) as Transport;
  }
  return new StdioClientTransport({
    command: transport.command,
    args: [...transport.args],
    // What a program needs to run, and what it was given; nothing else of ours.
    env: { ...getDefaultEnvironment(), ...transport.environment },
    stderr: 'ignore',
  });
}
