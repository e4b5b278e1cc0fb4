import { type Extension, PGlite } from '@electric-sql/pglite';
import { errorMessage } from '../../core/errorMessage.ts';
import type { SqlParameter, SqlRow, SqlSession } from '../migrations/sqlSession.ts';
import { storableJson } from '../storableJson.ts';
import type { StoreAnswer } from '../store.ts';
import { parseEnvelope } from '../storeEnvelope.ts';
import type { EmbeddedAssets } from './embeddedAssets.ts';

export interface EmbeddedCall {
  readonly name: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly userId: string;
  readonly requestId?: string;
  /** Refuses whatever would write: there is no room for it. */
  readonly readOnly?: boolean;
}

/** A database in a folder. The one process that opens it owns it: a second one would corrupt it without a word. */
export interface EmbeddedDatabase {
  /** As the installer, for migrations and upkeep. */
  readonly session: SqlSession;
  /** One store function in one transaction, as a user. */
  call(call: EmbeddedCall): Promise<StoreAnswer>;
  /** Runs `work` while nothing else does. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** The store needs these; the others would cost time at each start. */
const EXTENSIONS = ['vector', 'pg_trgm'] as const;

/** Write-ahead segments of 1 MB instead of 16: the folder and its snapshots are half as large. */
const INITDB_ARGUMENTS = ['--wal-segsize=1'];

const USER_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

export interface OpenEmbeddedOptions {
  /** Made when it is not there. */
  readonly folder: string;
  readonly assets: EmbeddedAssets;
}

/** Why a folder did not open, with what the engine said: `FATAL` and `PANIC` are its own words for a folder it cannot use. */
export class EmbeddedOpenError extends Error {
  readonly said: readonly string[];

  constructor(message: string, said: readonly string[]) {
    super(message);
    this.said = said;
  }
}

const SAID_LINES_MAX = 20;

/**
 * @throws EmbeddedOpenError; the engine is in no state to be used again in this process then
 */
export async function openEmbeddedDatabase({
  folder,
  assets,
}: OpenEmbeddedOptions): Promise<EmbeddedDatabase> {
  const extensions: Record<string, Extension> = {};
  for (const name of EXTENSIONS) {
    const bundlePath = assets.extensions.get(name);
    if (bundlePath === undefined)
      throw new Error(`the embedded Postgres lacks ${name}; install Fixward again`);
    extensions[name] = { name, setup: async () => ({ bundlePath }) };
  }
  const said: string[] = [];
  const pglite = new PGlite({
    dataDir: folder,
    pgliteWasmModule: assets.pgliteWasm,
    initdbWasmModule: assets.initdbWasm,
    fsBundle: assets.fileTree,
    extensions,
    initDbStartParams: INITDB_ARGUMENTS,
    onStderr: (line) => {
      said.push(line);
      if (said.length > SAID_LINES_MAX) said.shift();
      return true;
    },
  });
  try {
    await pglite.waitReady;
  } catch (error) {
    throw new EmbeddedOpenError(errorMessage(error), [...said]);
  }
  return new Embedded(pglite);
}

class Embedded implements EmbeddedDatabase {
  readonly #pglite: PGlite;
  readonly session: SqlSession;

  constructor(pglite: PGlite) {
    this.#pglite = pglite;
    this.session = {
      exec: async (sql) => {
        await pglite.exec(sql);
      },
      query: async (sql: string, parameters: readonly SqlParameter[] = []) =>
        (await pglite.query<SqlRow>(sql, [...parameters])).rows,
    };
  }

  async call({ name, request, userId, requestId, readOnly }: EmbeddedCall): Promise<StoreAnswer> {
    // The text below holds it: parameters and several statements do not go together.
    if (!USER_ID.test(userId)) throw new Error(`not a user: ${userId}`);
    const sent = storableJson(requestId === undefined ? request : { ...request, request_id: requestId });
    const rows = await this.#pglite.transaction(async (transaction) => {
      await transaction.exec(
        `${readOnly === true ? 'set transaction read only; ' : ''}set local role authenticated;
         select pg_catalog.set_config('request.jwt.claims', '{"sub":"${userId}","role":"authenticated"}', true)`,
      );
      const result = await transaction.query<{ answer: unknown }>('select fixward.call($1, $2) as answer', [
        name,
        sent,
      ]);
      return result.rows;
    });
    return parseEnvelope(rows[0]?.answer, name);
  }

  exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#pglite.runExclusive(work);
  }

  close(): Promise<void> {
    return this.#pglite.close();
  }
}
