import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { vector } from '@electric-sql/pglite-pgvector';
import type { StoreAnswer } from '../../src/store/store.ts';

/** What `as` gives: the store as one signed-in user sees it. */
export interface StoreUser {
  /** Runs `select fixward.<name>($1)` in a transaction of its own. */
  call(name: string, request?: Readonly<Record<string, unknown>>): Promise<StoreAnswer>;
  /** As `call`, but a failure fails the test; the answer's data. */
  data(name: string, request?: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  /** Runs any statement with the user's rights; throws what Postgres says. */
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
}

export interface Tenant {
  readonly organisationId: string;
  readonly workspaceId: string;
  readonly userId: string;
}

export type Role = 'owner' | 'maintainer' | 'member' | 'reader';

/** Statements as whoever installed the store. */
export interface SqlSession {
  /** One or more statements. */
  exec(sql: string): Promise<unknown>;
  query<Row>(sql: string, parameters?: unknown[]): Promise<{ readonly rows: Row[] }>;
}

/** A store with every migration installed. */
export interface OpenStore {
  readonly session: SqlSession;
  /** Signed in as this user; undefined: signed in as nobody, with the rights of every signed-in user. */
  as(userId: string | undefined): StoreUser;
  /** An organisation with one workspace, and its owner, written directly. */
  tenant(name?: string): Promise<Tenant>;
  /** A new user with a role in the workspace, written directly. */
  user(tenant: Tenant, role: Role): Promise<string>;
  close(): Promise<void>;
}

/** The store on an embedded Postgres in memory; about 750 MB while open. */
export interface StoreDatabase extends OpenStore {
  readonly pglite: PGlite;
}

export interface MigrationFile {
  readonly name: string;
  readonly sql: string;
}

export const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../sql/migrations', import.meta.url));

/** Every migration, in order: file name and content. */
export async function readMigrations(): Promise<readonly MigrationFile[]> {
  const names = (await readdir(MIGRATIONS_FOLDER)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => ({ name, sql: await readFile(join(MIGRATIONS_FOLDER, name), 'utf8') })),
  );
}

/** An embedded Postgres in memory with the extensions at hand and nothing installed. */
async function openEmptyDatabase(): Promise<PGlite> {
  const pglite = new PGlite({ extensions: { vector, pg_trgm } });
  await pglite.waitReady;
  return pglite;
}

/** Opens the store for a test file; close it in `afterAll`. The second opening of one content takes half a second. */
export async function openStoreDatabase(): Promise<StoreDatabase> {
  const migrations = await readMigrations();
  const hash = createHash('sha256');
  for (const { name, sql } of migrations) hash.update(`${name}\0${sql}\0`);
  const snapshot = join(tmpdir(), `fixward-store-${hash.digest('hex').slice(0, 16)}.tar`);
  const pglite = existsSync(snapshot)
    ? await openSnapshot(snapshot)
    : await installAndKeep(migrations, snapshot);
  return { pglite, ...openStore(pglite, () => pglite.close()) };
}

async function openSnapshot(file: string): Promise<PGlite> {
  const loadDataDir = new Blob([new Uint8Array(await readFile(file))]);
  const pglite = new PGlite({ loadDataDir, extensions: { vector, pg_trgm } });
  await pglite.waitReady;
  return pglite;
}

/** Runs the migrations, naming the one that fails. */
export async function installMigrations(
  session: SqlSession,
  migrations: readonly MigrationFile[],
): Promise<void> {
  for (const { name, sql } of migrations) {
    await session.exec(sql).catch((error: unknown) => {
      throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    });
  }
}

async function installAndKeep(migrations: readonly MigrationFile[], snapshot: string): Promise<PGlite> {
  const pglite = await openEmptyDatabase();
  await installMigrations(pglite, migrations);
  const dump = await pglite.dumpDataDir('none');
  // Another test file may write the same snapshot now, and nobody may read half of one.
  const part = await mkdtemp(join(tmpdir(), 'fixward-store-part-'));
  await writeFile(join(part, 'dump'), new Uint8Array(await dump.arrayBuffer()));
  await rename(join(part, 'dump'), snapshot);
  await rm(part, { recursive: true, force: true });
  return pglite;
}

/** The helpers over any engine: each call of `as` is a transaction of its own on the one session. */
export function openStore(session: SqlSession, close: () => Promise<void>): OpenStore {
  const turn = inTurn();
  const insertMembership = async (organisationId: string, userId: string, role: Role): Promise<void> => {
    await session.query(
      'insert into fixward.memberships (organisation_id, user_id, role, created_by) values ($1, $2, $3, $2)',
      [organisationId, userId, role],
    );
  };
  return {
    session,
    as: (userId) => storeUser(session, turn, userId),
    async tenant(name = 'Example') {
      const [organisationId, workspaceId, userId] = [randomUUID(), randomUUID(), randomUUID()];
      await session.query('insert into fixward.organisations (id, name, created_by) values ($1, $2, $3)', [
        organisationId,
        name,
        userId,
      ]);
      await session.query(
        'insert into fixward.workspaces (id, organisation_id, name, created_by) values ($1, $2, $3, $4)',
        [workspaceId, organisationId, name, userId],
      );
      await insertMembership(organisationId, userId, 'owner');
      return { organisationId, workspaceId, userId };
    },
    async user(tenant, role) {
      const userId = randomUUID();
      await insertMembership(tenant.organisationId, userId, role);
      return userId;
    },
    close,
  };
}

/** Runs one piece of work after another: users share the session, and a transaction is one user's. */
type InTurn = <Result>(work: () => Promise<Result>) => Promise<Result>;

function inTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const run = last.then(work);
    last = run.catch(() => undefined);
    return run;
  };
}

function storeUser(session: SqlSession, turn: InTurn, userId: string | undefined): StoreUser {
  const query = <Row>(sql: string, parameters: readonly unknown[] = []): Promise<readonly Row[]> =>
    turn(() => asUser<Row>(session, userId, sql, parameters));
  const call: StoreUser['call'] = async (name, request = {}) => {
    const [row] = await query<{ answer: StoreAnswer }>(`select fixward."${name}"($1::jsonb) as answer`, [
      JSON.stringify(request),
    ]);
    if (row === undefined) throw new Error(`${name} gave no answer`);
    return row.answer;
  };
  return {
    query,
    call,
    async data(name, request) {
      const answer = await call(name, request);
      if (!answer.ok) throw new Error(`${name}: ${answer.error.code}: ${answer.error.message}`);
      // SAFETY: every function of the interface answers with an object; a test that reads a field checks it.
      return answer.data as Readonly<Record<string, unknown>>;
    },
  };
}

async function asUser<Row>(
  session: SqlSession,
  userId: string | undefined,
  sql: string,
  parameters: readonly unknown[],
): Promise<readonly Row[]> {
  await session.exec('begin');
  try {
    const claims = userId === undefined ? '' : JSON.stringify({ sub: userId, role: 'authenticated' });
    await session.query(`select set_config('request.jwt.claims', $1, true)`, [claims]);
    await session.exec('set local role authenticated');
    const { rows } = await session.query<Row>(sql, [...parameters]);
    await session.exec('commit');
    return rows;
  } catch (error) {
    await session.exec('rollback');
    throw error;
  }
}
