import { Client } from 'pg';
import {
  installMigrations,
  type OpenStore,
  openStore,
  readMigrations,
  type SqlSession,
} from './storeDatabase.ts';
import type { TemporaryPostgres } from './temporaryPostgres.ts';

/** One connection; statements without parameters may be several. */
export interface NativeSession extends SqlSession {
  end(): Promise<void>;
}

export async function connectNative(address: string): Promise<NativeSession> {
  const client = new Client({ connectionString: address });
  await client.connect();
  return {
    exec: (sql) => client.query(sql),
    query: async <Row>(sql: string, parameters: unknown[] = []) => {
      const { rows } = await client.query(sql, parameters);
      // SAFETY: the caller names the row that its own statement gives.
      return { rows: rows as Row[] };
    },
    end: () => client.end(),
  };
}

/** A new database of the server with every migration installed, by its superuser. */
export async function openNativeStore(server: TemporaryPostgres, database: string): Promise<OpenStore> {
  const admin = await connectNative(server.address());
  await admin.exec(`create database ${database}`);
  await admin.end();
  const session = await connectNative(server.address(database));
  await installMigrations(session, await readMigrations());
  return openStore(session, () => session.end());
}
