import { Client } from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { isAllowedFunction } from '../../../src/core/policy/sql/allowedFunctions.ts';
import { isAllowedOperator } from '../../../src/core/policy/sql/allowedOperators.ts';
import { attributeRefusal, refusalOf } from '../../../src/core/policy/sql/refusedFunctions.ts';
import { installedPostgres, temporaryPostgres } from '../../support/temporaryPostgres.ts';

const binFolder = installedPostgres();

/** Functions that Postgres calls volatile and a read may call all the same: they tell, and change nothing. */
const TELL_ONLY =
  `clock_timestamp gen_random_uuid random timeofday pg_blocking_pids pg_collation_actual_version
  pg_current_wal_flush_lsn pg_current_wal_insert_lsn pg_current_wal_lsn pg_database_size pg_indexes_size
  pg_is_in_recovery pg_is_wal_replay_paused pg_jit_available pg_last_wal_receive_lsn pg_last_wal_replay_lsn
  pg_last_xact_replay_timestamp pg_lock_status pg_notification_queue_usage pg_partition_ancestors pg_partition_tree
  pg_relation_size pg_safe_snapshot_blocking_pids pg_sequence_last_value pg_table_size pg_tablespace_size
  pg_total_relation_size pg_xact_commit_timestamp pg_xact_status txid_status`.split(/\s+/u);

describe.skipIf(binFolder === undefined)("the server's own functions", () => {
  const server = temporaryPostgres(binFolder ?? '');
  let ask: (sql: string) => Promise<readonly string[]>;

  beforeAll(async () => {
    const client = new Client({ connectionString: server.address() });
    client.on('error', () => {});
    await client.connect();
    ask = async (sql) => (await client.query<{ name: string }>(sql)).rows.map(({ name }) => name);
    return async () => client.end();
  });

  const SYSTEM = "FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace";

  it('are allowed in a read only when they change nothing', async () => {
    const volatile = await ask(`SELECT DISTINCT proname AS name ${SYSTEM} AND provolatile = 'v' ORDER BY 1`);
    expect(volatile.length).toBeGreaterThan(100);
    expect(volatile.filter((name) => isAllowedFunction(name)).sort()).toEqual([...TELL_ONLY].sort());
  });

  it('cannot be called as a column or a field when they cannot be called by name', async () => {
    const callable = await ask(`SELECT DISTINCT proname AS name ${SYSTEM} AND provolatile = 'v'
      AND (pronargs >= 1 OR provariadic <> 0) AND pronargs - pronargdefaults <= 1
      AND NOT 'internal'::regtype = ANY (proargtypes) AND prorettype <> 'trigger'::regtype`);
    const open = callable.filter((name) => !isAllowedFunction(name) && attributeRefusal(name) === undefined);
    expect(open).toEqual([]);
  });

  it('are refused with a reason of their own', async () => {
    const names = await ask(
      `SELECT DISTINCT proname AS name ${SYSTEM} AND provolatile = 'v' AND proname LIKE 'pg\\_%'`,
    );
    const unexplained = names.filter(
      (name) => !isAllowedFunction(name) && refusalOf(name).kind === 'user-function',
    );
    expect(unexplained).toEqual([]);
  });

  it('and every operator of the server may be used', async () => {
    const operators = await ask('SELECT DISTINCT oprname AS name FROM pg_operator');
    expect(operators.filter((name) => !isAllowedOperator(name))).toEqual([]);
  });
});
