import type { ShadowDatabase } from '../proof/shadowDatabase.ts';
import { flagIn, textIn } from '../schema/schemaRow.ts';

/** What the figures of a server in use are worth. */
export interface StatisticsAge {
  /** `15.4`. */
  readonly serverVersion: string;
  readonly database: string;
  /** When counting began, ISO 8601; undefined when the counters were never reset. */
  readonly countedSince: string | undefined;
  readonly startedAt: string;
  /** Hours since counting began, or since the server started. */
  readonly hours: number;
  /** Reads on the other servers are not counted here. */
  readonly isReplica: boolean;
  /** Servers that follow this one and read for themselves. */
  readonly replicaCount: number;
}

const QUERY = `SELECT pg_catalog.current_setting('server_version') AS version,
  pg_catalog.current_database()::pg_catalog.text AS database,
  pg_catalog.to_char(s.stats_reset AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since,
  pg_catalog.to_char(pg_catalog.pg_postmaster_start_time() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS started,
  (EXTRACT(epoch FROM pg_catalog.now() - coalesce(s.stats_reset, pg_catalog.pg_postmaster_start_time())) / 3600)::pg_catalog.float8 AS hours,
  pg_catalog.pg_is_in_recovery() AS replica,
  (SELECT count(*) FROM pg_catalog.pg_stat_replication)::pg_catalog.int4 AS replicas
FROM pg_catalog.pg_stat_database AS s WHERE s.datname = pg_catalog.current_database()`;

export async function statisticsAge(database: Pick<ShadowDatabase, 'query'>): Promise<StatisticsAge> {
  const [row = {}] = await database.query(QUERY);
  const since = textIn(row, 'since');
  return {
    serverVersion: /^[\d.]+/u.exec(textIn(row, 'version'))?.[0] ?? 'unknown',
    database: textIn(row, 'database'),
    countedSince: since === '' ? undefined : since,
    startedAt: textIn(row, 'started'),
    hours: Number(row.hours ?? 0),
    isReplica: flagIn(row, 'replica'),
    replicaCount: Number(row.replicas ?? 0),
  };
}

/** A week sees the weekly report; less says little of what is never used. */
const ENOUGH_HOURS = 7 * 24;
const HOURS_PER_DAY = 24;

/** How old the counters are and what that is worth, one sentence each. */
export function statisticsWords(age: StatisticsAge): readonly string[] {
  const length =
    age.hours < HOURS_PER_DAY * 2
      ? `${Math.floor(age.hours)} hours`
      : `${Math.floor(age.hours / HOURS_PER_DAY)} days`;
  const from =
    age.countedSince === undefined
      ? `since the server started at ${age.startedAt}, or longer`
      : `since ${age.countedSince}`;
  return [
    `Use has been counted for ${length}, ${from}.`,
    ...(age.hours < ENOUGH_HOURS
      ? ['That is less than a week: an index that only a weekly or monthly job reads looks unused.']
      : []),
    ...(age.isReplica ? ['This server is a replica: what the primary reads is not counted here.'] : []),
    ...(age.replicaCount > 0
      ? [`${age.replicaCount} replicas follow this server: what they read is not counted here.`]
      : []),
  ];
}
