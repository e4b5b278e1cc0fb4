import { beforeAll, describe, expect, it } from 'vitest';
import { neverRunReason } from '../../../../src/core/policy/sql/neverRun.ts';
import type { ParseScript } from '../../../../src/core/ports.ts';
import { loadLibpgQuery } from '../../../../src/engines/libpgQuery.ts';

let parse: ParseScript;
beforeAll(async () => {
  parse = (await loadLibpgQuery()).parseScript;
});

function reasonFor(sql: string): string | undefined {
  const parsed = parse(sql);
  if ('error' in parsed) throw new Error(parsed.error.message);
  return neverRunReason(parsed.statements[0]?.tree);
}

describe('what is never run, even when approved', () => {
  it.each([
    'DO $$ BEGIN END $$',
    'CALL f()',
    'COPY a FROM STDIN',
    "COPY a TO PROGRAM 'id'",
    'EXECUTE p',
    'PREPARE p AS SELECT 1',
    "LOAD 'x'",
    'ALTER SYSTEM SET work_mem = 1',
    'CHECKPOINT',
    'LISTEN a',
    'DISCARD ALL',
    'CREATE DATABASE d',
    'DROP DATABASE d',
    "CREATE TABLESPACE t LOCATION '/tmp'",
    "CREATE SUBSCRIPTION s CONNECTION 'host=x' PUBLICATION p",
    'SET ROLE admin',
    'RESET ROLE',
    'SET SESSION AUTHORIZATION admin',
    'SET session_replication_role = replica',
    'SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY',
    'SET standard_conforming_strings = off',
    "CREATE TABLE a AS SELECT pg_read_file('/etc/passwd')",
    "INSERT INTO a SELECT * FROM dblink('host=x', 'SELECT 1') AS t(b int)",
    "UPDATE a SET b = ('/etc/passwd'::text).pg_read_file WHERE true",
    'SELECT pg_terminate_backend(1)',
    "CREATE VIEW v AS SELECT pg_ls_dir('.')",
    "ALTER TABLE a ADD COLUMN b text DEFAULT pg_read_file('x')",
    `CREATE TABLE a AS SELECT ${'lower('.repeat(600)}pg_read_file('x')${')'.repeat(600)}`,
  ])('%s', (sql) => {
    expect(reasonFor(sql)).toMatch(/\S/u);
  });

  it.each([
    'CREATE TABLE a (id bigint GENERATED ALWAYS AS IDENTITY, made timestamptz DEFAULT now())',
    'CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$',
    'DROP TABLE a',
    "SET lock_timeout = '2s'",
    "SELECT set_config('search_path', '', false)",
    "SELECT setval('a_id_seq', (SELECT max(id) FROM a))",
    'UPDATE a SET b = my_function(c) WHERE d',
    'GRANT SELECT ON a TO reader',
    'CREATE ROLE reader',
    'LOCK TABLE a',
    "NOTIFY pgrst, 'reload schema'",
    'REFRESH MATERIALIZED VIEW CONCURRENTLY v',
    'VACUUM ANALYZE a',
  ])('leaves %s to the approval', (sql) => {
    expect(reasonFor(sql)).toBeUndefined();
  });
});
