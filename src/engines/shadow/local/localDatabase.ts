import { Client, type ClientConfig, types } from 'pg';
import type { ShadowDatabase, ShadowRow } from '../../../core/proof/shadowDatabase.ts';
import { RESULT_PARSERS } from '../resultValues.ts';
import { splitSql } from '../splitSql.ts';
import { DatabaseLost, toShadowSqlError } from '../sqlErrors.ts';
import { type ClusterHome, OWNER, type RunningCluster, SUPERUSER } from './localCluster.ts';

/** A copy of a server's data folder. */
export interface ClusterSnapshot {
  readonly data: string;
  readonly sizeBytes: number;
  /** Deletes the copy. */
  dispose(): void;
}

/** Sees to it that a supervisor hears of statements that do not end. */
export interface StatementWatch {
  readonly beforeStatement: () => Promise<void> | undefined;
  readonly whileRunning: <Result>(call: () => Promise<Result>) => Promise<Result>;
}

export interface LocalDatabase extends ShadowDatabase {
  snapshot(): Promise<ClusterSnapshot>;
  close(): Promise<void>;
}

/** Disk is plentiful beside memory: a copy counts little on the shelf of snapshots. */
const SNAPSHOT_BYTES = 1024 * 1024;

/** Rights of whoever runs migrations on a managed server: much, but neither files nor programs of the machine. */
const CREATE_OWNER = `
  create role ${OWNER} login createdb createrole bypassrls replication;
  grant pg_monitor, pg_signal_backend to ${OWNER};
  alter database postgres owner to ${OWNER};
  alter schema public owner to ${OWNER};
`;

/** A server of its own in a temporary folder, from a snapshot or with an empty database. */
export async function openLocal(
  home: ClusterHome,
  watch: StatementWatch,
  options: {
    readonly snapshot?: ClusterSnapshot;
    /** Run as superuser on an empty database, after its owner was made. */
    readonly prepare?: (database: ShadowDatabase) => Promise<void>;
  } = {},
): Promise<LocalDatabase> {
  const { snapshot, prepare } = options;
  const data = snapshot === undefined ? await home.create() : await home.copy(snapshot.data);
  const cluster = await home.start(data);
  if (snapshot === undefined) {
    const administrator = await connect(cluster, SUPERUSER);
    await administrator.query(CREATE_OWNER);
    await prepare?.(new Local(home, cluster, administrator, await versionOf(administrator), watch));
    await administrator.end();
  }
  const client = await connect(cluster, OWNER);
  return new Local(home, cluster, client, await versionOf(client), watch);
}

async function connect({ sockets }: RunningCluster, user: string): Promise<Client> {
  const config: ClientConfig = {
    host: sockets,
    port: 5432,
    user,
    database: 'postgres',
    ssl: false,
    types: {
      getTypeParser: (oid, format) => RESULT_PARSERS[Number(oid)] ?? types.getTypeParser(Number(oid), format),
    },
  };
  const client = new Client(config);
  // The call at hand tells of a lost connection; without a call nobody needs to know.
  client.on('error', () => {});
  await client.connect();
  return client;
}

async function versionOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ server_version: string }>('show server_version');
  return /^[\d.]+/u.exec(rows[0]?.server_version ?? '')?.[0] ?? 'unknown';
}

class Local implements LocalDatabase {
  readonly engine: ShadowDatabase['engine'];
  readonly #home: ClusterHome;
  readonly #cluster: RunningCluster;
  readonly #client: Client;
  readonly #watch: StatementWatch;

  constructor(
    home: ClusterHome,
    cluster: RunningCluster,
    client: Client,
    version: string,
    watch: StatementWatch,
  ) {
    this.#home = home;
    this.#cluster = cluster;
    this.#client = client;
    this.#watch = watch;
    this.engine = { name: 'PostgreSQL', version };
  }

  async run(sql: string): Promise<void> {
    for (const { start, end } of splitSql(sql)) {
      const statement = sql.slice(start, end);
      await this.#watched(statement, start, () => this.#client.query(statement));
    }
  }

  async query(
    sql: string,
    parameters: readonly (string | number | boolean | null)[] = [],
  ): Promise<readonly ShadowRow[]> {
    const { rows } = await this.#watched(sql, 0, () => this.#client.query<ShadowRow>(sql, [...parameters]));
    return rows;
  }

  async snapshot(): Promise<ClusterSnapshot> {
    const administrator = await connect(this.#cluster, SUPERUSER);
    await administrator.query('checkpoint');
    await administrator.end();
    const data = await this.#home.copy(this.#cluster.data);
    return { data, sizeBytes: SNAPSHOT_BYTES, dispose: () => this.#home.remove(data) };
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => {});
    await this.#cluster.stop();
    this.#home.remove(this.#cluster.data);
    this.#home.remove(this.#cluster.sockets);
  }

  async #watched<Result>(statement: string, base: number, call: () => Promise<Result>): Promise<Result> {
    await this.#watch.beforeStatement();
    try {
      return await this.#watch.whileRunning(call);
    } catch (thrown) {
      const error = toShadowSqlError(thrown, statement, base);
      if (error instanceof DatabaseLost) await this.#cluster.stop();
      throw error;
    }
  }
}
