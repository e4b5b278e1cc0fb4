import { Client } from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ParseScript } from '../../../src/core/ports.ts';
import { runReadOnly } from '../../../src/engines/database/readOnlyQuery.ts';
import { loadLibpgQuery } from '../../../src/engines/libpgQuery.ts';
import { ENDLESS, READS, REFUSED } from '../../core/policy/sql/sqlCases.ts';
import { installedPostgres, temporaryPostgres } from '../../support/temporaryPostgres.ts';

const binFolder = installedPostgres();

/** What the cases speak of, so that they fail by a guard and not for want of a table. */
const SCHEMA = `
  CREATE TABLE a (id serial PRIMARY KEY, b int, name text);
  INSERT INTO a (b, name) SELECT n, 'x' FROM generate_series(1, 10) n;
  CREATE TABLE b (id int, b int);
  CREATE TABLE c (d int);
  INSERT INTO c VALUES (0);
  CREATE MATERIALIZED VIEW mv AS SELECT 1 AS x;
  CREATE FUNCTION write_it() RETURNS int LANGUAGE sql AS 'DELETE FROM a; SELECT 1';
  CREATE PROCEDURE f() LANGUAGE sql AS 'DELETE FROM a';
  CREATE FUNCTION reads() RETURNS SETOF a LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT * FROM a';
  CREATE ROLE reader LOGIN;
  GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader;
`;

/** Everything a statement of the cases could have changed. */
const STATE = `
  SELECT (SELECT json_agg(t ORDER BY id) FROM a t), (SELECT count(*) FROM b), (SELECT json_agg(t) FROM c t),
    (SELECT last_value FROM a_id_seq), (SELECT is_called FROM a_id_seq),
    (SELECT json_agg(json_build_array(oid, relname, relkind, relacl, reloptions) ORDER BY oid) FROM pg_class WHERE oid >= 16384),
    (SELECT count(*) FROM pg_proc), (SELECT json_agg(json_build_array(rolname, rolsuper, rolconfig)) FROM pg_roles),
    (SELECT count(*) FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp'), (SELECT count(*) FROM pg_description),
    (SELECT json_agg(s) FROM pg_db_role_setting s), (SELECT count(*) FROM pg_largeobject_metadata),
    (SELECT count(*) FROM pg_prepared_xacts), (SELECT count(*) FROM pg_replication_slots),
    (SELECT count(*) FROM pg_extension), (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'),
    (SELECT count(*) FROM pg_stat_activity WHERE application_name = 'fixward')`;

describe.skipIf(binFolder === undefined)('hostile SQL on a real server', () => {
  const server = temporaryPostgres(binFolder ?? '');
  let parse: ParseScript;
  let owner: Client;

  beforeAll(async () => {
    parse = (await loadLibpgQuery()).parseScript;
    owner = new Client({ connectionString: server.address() });
    owner.on('error', () => {});
    await owner.connect();
    await owner.query(SCHEMA);
    return async () => owner.end();
  });

  async function state(): Promise<unknown> {
    return (await owner.query({ text: STATE, rowMode: 'array' })).rows;
  }

  it('would see what changes', async () => {
    const before = await state();
    for (const sql of [
      "COMMENT ON TABLE b IS 'x'",
      'SELECT lo_create(0)',
      'SELECT pg_advisory_lock(1)',
      'GRANT SELECT ON b TO PUBLIC',
    ]) {
      await owner.query('BEGIN');
      await owner.query(sql);
      expect(await state(), sql).not.toEqual(before);
      await owner.query('ROLLBACK');
      await owner.query('SELECT pg_advisory_unlock_all()');
    }
    expect(await state()).toEqual(before);
  });

  const refused = REFUSED.filter(([, , decision]) => decision === 'deny').map(([sql]) => sql);

  it.each([
    ['as it is judged', 'reader'],
    ['as it is judged', 'owner'],
  ])('changes nothing %s, run by %s', async (_, user) => {
    const before = await state();
    for (const sql of refused) {
      const outcome = await runReadOnly({ address: server.address('postgres', user), sql, parse });
      expect([outcome.ok, !outcome.ok && outcome.code], sql).toEqual([false, 'refused']);
    }
    expect(await state()).toEqual(before);
  });

  // Were the judge deceived, the role, the transaction and the protocol are still there.
  it.each([
    ['as a query', 'SelectStmt'],
    ['as it stands', 'VariableShowStmt'],
  ])(
    'changes nothing when the judge is deceived and it runs %s as a role that can only read',
    async (_, kind) => {
      const deceived: ParseScript = (sql) => ({ statements: [{ tree: { [kind]: {} }, text: sql }] });
      const before = await state();
      for (const sql of refused) {
        await runReadOnly({
          address: server.address('postgres', 'reader'),
          sql,
          parse: (text) => (text.includes('\0') ? parse(text) : deceived(text)),
          limits: { statementTimeoutMs: 150, wallMs: 2_000 },
        });
      }
      expect(await state()).toEqual(before);
    },
  );

  it('runs plain reads of the cases that need no table of their own', async () => {
    const known =
      /\bfrom\s+(?:orders|customers|events|docs|chunks|staff|t\b|kůň|group|"group"|pg_stat_statements)/iu;
    const free = READS.filter(
      (sql) =>
        !known.test(sql) &&
        !/order_status|TABLE orders|'(?:orders|v)'::regclass|'f'::regproc|has_table/u.test(sql),
    );
    for (const sql of free) {
      const outcome = await runReadOnly({ address: server.address('postgres', 'reader'), sql, parse });
      // Newer Postgres has what this server may lack; nothing is refused.
      expect(outcome.ok || outcome.code === 'failed', `${sql}: ${JSON.stringify(outcome)}`).toBe(true);
    }
    expect(free.length).toBeGreaterThan(20);
  });

  it('ends what would never end', async () => {
    for (const sql of ENDLESS) {
      const outcome = await runReadOnly({
        address: server.address('postgres', 'reader'),
        sql,
        parse,
        limits: { statementTimeoutMs: 150, rowsMax: 10 },
      });
      expect(outcome.ok || ['timeout', 'failed'].includes(outcome.code), sql).toBe(true);
    }
  });
});
