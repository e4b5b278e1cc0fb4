import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

type Json = Readonly<Record<string, unknown>>;

export interface LspDiagnostics {
  readonly count: number;
  /** Bytes of the message that carried them. */
  readonly bytes: number;
}

/**
 * A bare client of the Language Server Protocol over stdio, the same for every server measured: it reads frames and
 * waits, so that what is timed is the server. Diagnostics are pulled where the server offers it, else awaited.
 */
export class LspClient {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #pending = new Map<number, (message: Json) => void>();
  #pushed: ((message: Json, bytes: number) => void) | undefined;
  #nextId = 1;
  #chunks: Buffer[] = [];
  #buffered = 0;
  #wanted: number | undefined;
  #pulls = false;
  #lastBytes = 0;

  constructor(program: string, args: readonly string[], environment: NodeJS.ProcessEnv) {
    this.#child = spawn(program, [...args], { env: environment });
    this.#child.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#child.stderr.resume();
    // A server that has already gone cannot be told to go.
    this.#child.stdin.on('error', () => {});
  }

  get pulls(): boolean {
    return this.#pulls;
  }

  async initialize(rootUri: string | null, preferPull: boolean): Promise<void> {
    const result = await this.request('initialize', {
      processId: process.pid,
      rootUri,
      capabilities: {
        general: { positionEncodings: ['utf-16'] },
        textDocument: { publishDiagnostics: { versionSupport: true }, ...(preferPull && { diagnostic: {} }) },
      },
    });
    const capabilities = (result.result as Json | undefined)?.capabilities as Json | undefined;
    this.#pulls = preferPull && capabilities?.diagnosticProvider !== undefined;
    this.notify('initialized', {});
  }

  request(method: string, params: unknown): Promise<Json> {
    const id = this.#nextId++;
    this.#send({ jsonrpc: '2.0', id, method, params });
    return new Promise((resolve) => this.#pending.set(id, resolve));
  }

  notify(method: string, params: unknown): void {
    this.#send({ jsonrpc: '2.0', method, params });
  }

  /** Sends what changes a document and resolves when its diagnostics are here. */
  async diagnosticsAfter(uri: string, send: () => void): Promise<LspDiagnostics> {
    if (this.#pulls) {
      send();
      const { result } = await this.request('textDocument/diagnostic', { textDocument: { uri } });
      return { count: lengthOf((result as Json | undefined)?.items), bytes: this.#lastBytes };
    }
    return new Promise((resolve) => {
      this.#pushed = (message, bytes) => {
        const params = message.params as Json | undefined;
        if (params?.uri !== uri) return;
        this.#pushed = undefined;
        resolve({ count: lengthOf(params.diagnostics), bytes });
      };
      send();
    });
  }

  async stop(): Promise<void> {
    await Promise.race([this.request('shutdown', null), new Promise((resolve) => setTimeout(resolve, 1000))]);
    this.notify('exit', undefined);
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, 1000))]);
    this.#child.kill();
  }

  #send(message: unknown): void {
    const body = Buffer.from(JSON.stringify(message), 'utf8');
    this.#child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.#child.stdin.write(body);
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    // Joining is left until a whole message is there: diagnostics of large files come in many chunks.
    while (this.#wanted === undefined || this.#buffered >= this.#wanted) {
      const all = this.#chunks.length === 1 ? (this.#chunks[0] ?? chunk) : Buffer.concat(this.#chunks);
      const headerEnd = all.indexOf('\r\n\r\n');
      this.#chunks = [all];
      if (headerEnd < 0) return;
      const length = Number(/content-length: *(\d+)/iu.exec(all.toString('latin1', 0, headerEnd))?.[1]);
      const end = headerEnd + 4 + length;
      this.#wanted = end;
      if (all.length < end) return;
      this.#receive(all.subarray(headerEnd + 4, end));
      const rest = all.subarray(end);
      this.#chunks = rest.length > 0 ? [rest] : [];
      this.#buffered = rest.length;
      this.#wanted = undefined;
      if (rest.length === 0) return;
    }
  }

  #receive(body: Buffer): void {
    this.#lastBytes = body.length;
    // SAFETY: a server that sends anything but an object fails the measurement at the next property.
    const message = JSON.parse(body.toString('utf8')) as Json;
    if (typeof message.method === 'string') {
      if (message.id !== undefined) this.#send({ jsonrpc: '2.0', id: message.id, result: null });
      else if (message.method === 'textDocument/publishDiagnostics') this.#pushed?.(message, body.length);
    } else if (typeof message.id === 'number') {
      this.#pending.get(message.id)?.(message);
      this.#pending.delete(message.id);
    }
  }
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}
