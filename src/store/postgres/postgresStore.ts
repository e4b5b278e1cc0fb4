import { randomUUID } from 'node:crypto';
import { Client, type ClientConfig, escapeLiteral, Pool, type PoolClient } from 'pg';
import type { SqlRow, SqlSession } from '../migrations/sqlSession.ts';
import { storableJson } from '../storableJson.ts';
import type { StoreAnswer, StoreCallOptions, StoreTransport } from '../store.ts';
import { parseEnvelope } from '../storeEnvelope.ts';
import { type PostgresAddress, postgresAddress } from './postgresAddress.ts';
import { type PostgresError, postgresError } from './postgresErrors.ts';

export interface PostgresStoreOptions {
  /** `postgresql://…`; its `sslmode` decides about encryption. */
  readonly url: string;
  /** Whose rows are asked for; only believed of a login role that the store lists as a gateway, such as its installer. */
  readonly userId?: string;
  readonly connectionsMax?: number;
  readonly statementTimeoutMs?: number;
}

const CONNECTIONS_MAX = 5;
const CONNECT_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 60_000;
/** A transaction of ours is open for as long as its function runs; longer means that this program is gone. */
const IDLE_TIMEOUT_MS = 30_000;
const TRIES_MAX = 2;

/** The store in any PostgreSQL 15 or later with pgvector. Connects at the first call. */
export function openPostgresStore(options: PostgresStoreOptions): StoreTransport {
  return new PostgresStore(options);
}

class PostgresStore implements StoreTransport {
  readonly kind = 'postgres';
  readonly #address: PostgresAddress;
  readonly #pool: Pool;
  /** What goes before each call. */
  readonly #opening: string;

  constructor({ url, userId, connectionsMax, statementTimeoutMs }: PostgresStoreOptions) {
    this.#address = postgresAddress(url);
    this.#pool = new Pool({ ...clientConfig(url), max: connectionsMax ?? CONNECTIONS_MAX });
    // A connection that breaks while nobody uses it is replaced; unheard, it would end the program.
    this.#pool.on('error', () => {});
    this.#pool.on('connect', (client) => client.on('error', () => {}));
    const claims = userId === undefined ? '' : JSON.stringify({ sub: userId, role: 'authenticated' });
    this.#opening = openingOf(claims, statementTimeoutMs ?? STATEMENT_TIMEOUT_MS);
  }

  async call(
    name: string,
    request: Readonly<Record<string, unknown>>,
    { requestId = randomUUID(), signal }: StoreCallOptions = {},
  ): Promise<StoreAnswer> {
    for (let tries = 1; ; tries++) {
      signal?.throwIfAborted();
      let answer: unknown;
      try {
        answer = await this.#try(name, { ...request, request_id: requestId }, signal);
      } catch (thrown) {
        if (signal?.aborted === true) throw signal.reason;
        const error = postgresError(thrown, this.#address);
        // By its request id it happens once, even if only the answer was lost.
        if (error.kind !== 'unreachable' || tries >= TRIES_MAX) return failed(error);
        continue;
      }
      return parseEnvelope(answer, name);
    }
  }

  async close(): Promise<void> {
    if (!this.#pool.ended) await this.#pool.end();
  }

  async #try(
    name: string,
    request: Readonly<Record<string, unknown>>,
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    const client = await this.#pool.connect();
    const cancel = (): void => void this.#cancel(client);
    signal?.addEventListener('abort', cancel, { once: true });
    let broken: Error | undefined;
    try {
      await client.query(this.#opening);
      const { rows } = await client.query<{ answer: unknown }>('select fixward.call($1, $2) as answer', [
        name,
        storableJson(request),
      ]);
      await client.query('commit');
      return rows[0]?.answer;
    } catch (thrown) {
      await client.query('rollback').catch((error: unknown) => {
        broken = error instanceof Error ? error : new Error(String(error));
      });
      throw thrown;
    } finally {
      signal?.removeEventListener('abort', cancel);
      client.release(broken);
    }
  }

  /** Asks the server to stop what the connection is doing. */
  async #cancel(client: PoolClient): Promise<void> {
    const pid = 'processID' in client && typeof client.processID === 'number' ? client.processID : undefined;
    if (pid === undefined) return;
    await this.#pool.query('select pg_catalog.pg_cancel_backend($1)', [pid]).catch(() => undefined);
  }
}

/** Begins a transaction as a user: several statements sent as one, for each that waits for its answer costs a way there and back. */
function openingOf(claims: string, timeoutMs: number): string {
  const settings = [
    ['statement_timeout', String(timeoutMs)],
    ['request.jwt.claims', claims],
    ['idle_in_transaction_session_timeout', String(IDLE_TIMEOUT_MS)],
  ] as const;
  const set = settings.map(([name, value]) => `set_config('${name}', ${escapeLiteral(value)}, true)`);
  // Row level security does not hold for the owner of the tables, whom this may be.
  return `begin; select ${set.join(', ')}; set local role authenticated`;
}

function failed(error: PostgresError): StoreAnswer {
  const isBusy = error.code === '57014' || error.code?.startsWith('53') === true;
  if (error.kind !== 'failed' || isBusy) {
    return { ok: false, error: { code: 'unavailable', message: sentence(error.message) } };
  }
  const hasNoRole = error.code === '22023' && /role "authenticated" does not exist/u.test(error.message);
  if (error.code === '42883' || error.code === '3F000' || hasNoRole) {
    const message = 'The store is not installed there; run: fixward store migrate --url …';
    return { ok: false, error: { code: 'unavailable', message } };
  }
  if (error.code === '42501' && /set role "authenticated"/u.test(error.message)) {
    const message =
      'This login may not use the store; the owner of the database lets it in: grant authenticated to …, and a row in fixward.login_identities.';
    return { ok: false, error: { code: 'forbidden', message } };
  }
  if (error.code === '42501')
    return { ok: false, error: { code: 'forbidden', message: sentence(error.message) } };
  return { ok: false, error: { code: 'internal', message: sentence(error.message) } };
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}${message.endsWith('.') ? '' : '.'}`;
}

export interface PostgresSession extends SqlSession {
  close(): Promise<void>;
}

/**
 * One session as the login role itself, to install the store with.
 *
 * @throws PostgresError
 */
export async function openPostgresSession(url: string): Promise<PostgresSession> {
  const address = postgresAddress(url);
  const client = new Client(clientConfig(url));
  // The statement at hand tells of a lost connection; without one nobody needs to know.
  client.on('error', () => {});
  const told = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work;
    } catch (thrown) {
      throw postgresError(thrown, address);
    }
  };
  await told(client.connect());
  return {
    exec: async (sql) => {
      await told(client.query(sql));
    },
    query: async (sql, parameters = []) => (await told(client.query<SqlRow>(sql, [...parameters]))).rows,
    close: () => client.end().catch(() => undefined),
  };
}

function clientConfig(url: string): ClientConfig {
  return {
    connectionString: url,
    application_name: 'fixward',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  };
}
