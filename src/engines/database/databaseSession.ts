import { Socket } from 'node:net';
import { Client, type ClientConfig, type QueryArrayConfig } from 'pg';

/** A cell as the server writes it. */
export type RawRow = readonly (string | null)[];

export interface RawResult {
  readonly columns: readonly { readonly name: string; readonly typeOid: number }[];
  readonly rows: readonly RawRow[];
  /** `INSERT`, `CREATE TABLE`; empty when the server names none. */
  readonly command: string;
  /** Rows it returned or changed, where it counts them. */
  readonly rowCount: number | undefined;
}

const CONNECT_TIMEOUT_MS = 10_000;

/** After this a server that was asked to give a query up is left alone. */
const CANCEL_TIMEOUT_MS = 3_000;

/**
 * One connection that runs one statement a message, so that no text can smuggle in a second one, and that can be cut at
 * any moment.
 */
export class DatabaseSession {
  readonly #client: Client;
  readonly #config: ClientConfig;
  readonly #socket: Socket;
  #receivedBytesMax = Number.POSITIVE_INFINITY;
  #overflowed = false;

  private constructor(client: Client, config: ClientConfig, socket: Socket) {
    this.#client = client;
    this.#config = config;
    this.#socket = socket;
    socket.on('data', () => {
      if (socket.bytesRead <= this.#receivedBytesMax || this.#overflowed) return;
      this.#overflowed = true;
      this.cut();
    });
  }

  /** Rejects with the driver's error; `connectionProblem` puts it into words. */
  static async open(address: string, signal?: AbortSignal): Promise<DatabaseSession> {
    const socket = new Socket();
    const config: ClientConfig = {
      connectionString: address,
      application_name: 'fixward',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      // Values stay as the server writes them: no number loses digits.
      types: { getTypeParser: () => (value: string) => value },
    };
    const client = new Client({ ...config, stream: () => socket });
    // A connection that breaks is told by the statement that meets it; unheard, it would end the program.
    client.on('error', () => {});
    const stop = () => socket.destroy();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      await client.connect();
      return new DatabaseSession(client, config, socket);
    } catch (error) {
      socket.destroy();
      throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** More was sent than the limit; the connection is gone. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  /** Cuts the connection once this much more has come in: a single value may be a gigabyte. */
  limitReceived(bytes: number): void {
    this.#receivedBytesMax = this.#socket.bytesRead + bytes;
  }

  /** Runs exactly one statement; the server itself refuses a second one. */
  async run(text: string, values: readonly (string | number | readonly string[])[] = []): Promise<RawResult> {
    // `queryMode` is the driver's, and unknown to its types: it keeps to one statement even without values.
    const query: QueryArrayConfig & { readonly queryMode: 'extended' } = {
      text,
      values: [...values],
      rowMode: 'array',
      queryMode: 'extended',
    };
    const result = await this.#client.query<(string | null)[]>(query);
    return {
      columns: (result.fields ?? []).map(({ name, dataTypeID }) => ({ name, typeOid: dataTypeID })),
      rows: result.rows,
      command: result.command ?? '',
      rowCount: result.rowCount ?? undefined,
    };
  }

  /** Asks the server from a second connection to give up what this one runs. Never rejects. */
  async cancel(processId: number): Promise<void> {
    const other = new Client({ ...this.#config, connectionTimeoutMillis: CANCEL_TIMEOUT_MS });
    other.on('error', () => {});
    const late = setTimeout(() => void other.end().catch(() => {}), CANCEL_TIMEOUT_MS);
    try {
      await other.connect();
      await other.query('SELECT pg_catalog.pg_cancel_backend($1::int)', [processId]);
    } catch {
      // Whoever waits cuts the connection after a moment.
    } finally {
      clearTimeout(late);
      await other.end().catch(() => {});
    }
  }

  /** Ends the connection without a word; the server rolls back what was open. */
  cut(): void {
    this.#socket.destroy();
  }

  /** Rolls back and ends the connection, which nobody uses after this. Never rejects. */
  async rollBackAndClose(): Promise<void> {
    const late = setTimeout(() => this.cut(), CANCEL_TIMEOUT_MS);
    try {
      if (!this.#socket.destroyed) await this.#client.query('ROLLBACK');
      await this.#client.end();
    } catch {
      this.cut();
    } finally {
      clearTimeout(late);
    }
  }
}
