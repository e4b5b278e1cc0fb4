import { Client } from 'pg';
import type { ShadowDatabase, ShadowRow } from '../../core/proof/shadowDatabase.ts';
import { connectionProblem, type LiveDatabaseError, readAddress } from './liveErrors.ts';

export interface LiveOptions {
  /** No single question may hold the server up longer. */
  readonly statementTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
}

/** A server in use, which can be asked and never changed. Questions run one after the other. */
export interface LiveDatabase extends Pick<ShadowDatabase, 'engine' | 'query'> {
  close(): Promise<void>;
}

const STATEMENT_TIMEOUT_MS = 15_000;
const CONNECT_TIMEOUT_MS = 10_000;

/** Catalogs are locked only by changes of the schema; to wait for one would make others wait behind. */
const LOCK_TIMEOUT_MS = 1_000;

/** The transaction stays open between questions; a program that died must not keep it. */
const IDLE_TIMEOUT_MS = 60_000;

/**
 * Connects read-only: everything runs in one transaction that may not write and is rolled back. Rejects with
 * `LiveDatabaseError`, whose message holds no password.
 */
export async function openLiveDatabase(address: string, options: LiveOptions = {}): Promise<LiveDatabase> {
  const place = readAddress(address);
  const client = new Client({
    connectionString: address,
    application_name: 'fixward',
    connectionTimeoutMillis: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
  });
  // A connection that breaks is told by the question that meets it; unheard, it would end the program.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SET default_transaction_read_only = on');
    await client.query('BEGIN TRANSACTION READ ONLY');
    // Set for the transaction alone: behind a pooler the session may be another's next.
    await client.query(`SET LOCAL statement_timeout = ${options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS}`);
    await client.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
    await client.query(`SET LOCAL idle_in_transaction_session_timeout = ${IDLE_TIMEOUT_MS}`);
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    const version = /^[\d.]+/u.exec(rows[0]?.server_version ?? '')?.[0] ?? 'unknown';
    return new Live(client, version, (error) => connectionProblem(error, place));
  } catch (error) {
    await client.end().catch(() => {});
    throw connectionProblem(error, place);
  }
}

class Live implements LiveDatabase {
  readonly engine: ShadowDatabase['engine'];
  readonly #client: Client;
  readonly #told: (error: unknown) => LiveDatabaseError;

  constructor(client: Client, version: string, told: (error: unknown) => LiveDatabaseError) {
    this.#client = client;
    this.#told = told;
    this.engine = { name: 'PostgreSQL', version };
  }

  async query(
    sql: string,
    parameters: readonly (string | number | boolean | null)[] = [],
  ): Promise<readonly ShadowRow[]> {
    try {
      await this.#client.query('SAVEPOINT question');
      const { rows } = await this.#client.query<ShadowRow>(sql, [...parameters]);
      await this.#client.query('RELEASE SAVEPOINT question');
      return rows;
    } catch (error) {
      // A question that fails must not end the transaction for those that follow.
      await this.#client.query('ROLLBACK TO SAVEPOINT question').catch(() => {});
      throw this.#told(error);
    }
  }

  async close(): Promise<void> {
    await this.#client.query('ROLLBACK').catch(() => {});
    await this.#client.end().catch(() => {});
  }
}
