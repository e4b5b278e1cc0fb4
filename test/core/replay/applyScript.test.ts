import { beforeEach, describe, expect, it } from 'vitest';
import type { SqlParser } from '../../../src/core/ports.ts';
import { type AppliedScript, applyScript } from '../../../src/core/replay/applyScript.ts';
import { loadLibpgQuery } from '../../../src/engines/libpgQuery.ts';
import { scriptOf } from '../../support/replayShadow.ts';
import { testShadow } from '../../support/shadowDatabase.ts';

const shadow = testShadow();
let parser: SqlParser;
beforeEach(async () => {
  parser ??= await loadLibpgQuery();
  await shadow.database.run('drop schema public cascade; create schema public');
});

async function apply(text: string, inTransaction = true): Promise<AppliedScript> {
  return applyScript(shadow.database, scriptOf('m/1.sql', text, inTransaction), {
    parser,
    platform: 'postgres',
  });
}

async function tables(): Promise<readonly unknown[]> {
  const rows = await shadow.database.query(
    "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1",
  );
  return rows.map(({ relname }) => relname);
}

describe('a script', () => {
  it.each([[true], [false]])('loses only the statement that fails; in a transaction: %s', async (wraps) => {
    const text =
      'create table a (id int);\ncreate table a (id int);\r\ncreate table "żółw 🐢" (id int);\nselect 1/0;';
    const { failures, statementCount } = await apply(text, wraps);
    expect(statementCount).toBe(4);
    expect(failures.map(({ start, end }) => text.slice(start, end))).toEqual([
      'create table a (id int);',
      'select 1/0;',
    ]);
    expect(failures[0]).toMatchObject({ path: 'm/1.sql', start: 25, message: 'relation "a" already exists' });
    expect(await tables()).toEqual(['a', 'żółw 🐢']);
  });

  it('loses only what does not parse', async () => {
    const { failures } = await apply(
      'create table a (id int);\ncreate tabel b (id int);\ncreate table c (id int);',
    );
    expect(failures).toHaveLength(1);
    expect(await tables()).toEqual(['a', 'c']);
  });

  it('runs by itself what no transaction can hold', async () => {
    const { failures, notes } = await apply(
      'create table a (id int); create index concurrently a_id on a (id); create table b (id int);',
    );
    expect(failures).toEqual([]);
    expect(notes).toEqual([
      'm/1.sql:1: create index concurrently a_id on a (id) cannot run in a transaction; it was run by itself.',
    ]);
    expect(await tables()).toEqual(['a', 'b']);
  });

  it.each([[true], [false]])("keeps its own transactions' meaning; in a transaction: %s", async (wraps) => {
    const { failures } = await apply(
      'begin; create table a (id int); commit; begin; create table b (id int); rollback; create table c (id int);',
      wraps,
    );
    expect(failures).toEqual([]);
    expect(await tables()).toEqual(['a', 'c']);
  });

  it('may set how isolated its transaction is', async () => {
    const { failures, notes } = await apply(
      'set transaction isolation level serializable; create table a (id int); set session characteristics as transaction read write;',
    );
    expect([failures, notes]).toEqual([[], []]);
    expect(await tables()).toEqual(['a']);
  });

  it('may use savepoints of its own', async () => {
    const { failures } = await apply(
      'create table a (id int); savepoint s; create table b (id int); rollback to s; create table c (id int);',
    );
    expect(failures).toEqual([]);
    expect(await tables()).toEqual(['a', 'c']);
  });

  it('reports what fails only when it is committed', async () => {
    const { failures } = await apply(
      `create table a (id int primary key);
       create table b (a int references a deferrable initially deferred);
       insert into b values (1);`,
    );
    expect(failures.map(({ message }) => message)).toEqual([
      'insert or update on table "b" violates foreign key constraint "b_a_fkey"',
    ]);
  });

  it('passes over what reaches beyond the database, and says so', async () => {
    const { failures, notes } = await apply(
      [
        '\\restrict abc',
        "copy (select 1) to program 'cat > /tmp/x';",
        "copy t from '/etc/passwd';",
        'create table t (id int, name text);',
        'copy t (id, name) from stdin;',
        '1\tdrop table t;',
        '\\.',
        'create database other;',
        "alter system set work_mem = '1GB';",
        "create subscription s connection 'host=example.org' publication p;",
        'create table {{ .Name }} (id int);',
        'create table kept (id int);',
      ].join('\n'),
      false,
    );
    expect(failures).toEqual([]);
    expect(notes).toEqual([
      'm/1.sql: commands of psql were passed over: \\restrict.',
      expect.stringContaining('m/1.sql:2: copy (select 1) to program'),
      expect.stringContaining('it reads or writes a file of the server'),
      'm/1.sql:5: copy t (id, name) from stdin was passed over: its rows are data, not schema.',
      'm/1.sql:8: create database other was passed over: the shadow has one database.',
      expect.stringContaining('it changes the server'),
      expect.stringContaining('it connects to another server'),
      expect.stringContaining('it holds a placeholder'),
    ]);
    expect(await tables()).toEqual(['kept', 't']);
  });

  it.each([[true], [false]])('gets the roles it takes for granted; in a transaction: %s', async (wraps) => {
    const role = `app_${wraps}`;
    const { failures, notes } = await apply(
      `create table a (id int); grant select on a to ${role}; alter table a owner to ${role};`,
      wraps,
    );
    expect(failures).toEqual([]);
    expect(notes).toEqual([`Role ${role} is named but never created: it was made for the replay.`]);
    await shadow.database.run(`drop owned by ${role}; drop role ${role}`);
  });

  it('gets a stand-in for an extension the database lacks', async () => {
    const { failures, notes } = await apply(
      `create extension if not exists pg_cron;
       comment on extension pg_cron is 'jobs';
       select cron.schedule('nightly', '0 3 * * *', 'select 1');
       do $$ begin create extension if not exists "never-heard-of"; end $$;
       drop extension pg_cron; drop extension "never-heard-of";`,
    );
    expect(failures).toEqual([]);
    expect(notes).toEqual([
      'Extension pg_cron is not in the shadow: a stand-in without behaviour takes its place.',
      'Extension never-heard-of is not in the shadow: a stand-in without behaviour takes its place.',
    ]);
  });

  it.each([
    ['create table a (id uuid default uuid_generate_v4())', 'uuid-ossp'],
    ['create table a (name citext)', 'citext'],
    ['create table a (at geometry(Point, 4326))', 'postgis'],
    ["select cron.schedule('0 3 * * *', 'select 1')", 'pg_cron'],
    ['create table a (name text); create index on a using gin (name gin_trgm_ops)', 'pg_trgm'],
  ])('gets the extension that another place created: %s', async (text, name) => {
    const { failures, notes } = await apply(`${text};`);
    expect(failures).toEqual([]);
    expect(notes).toEqual([expect.stringContaining(`Extension ${name} is used but never created`)]);
    await shadow.database.run(`drop extension "${name}" cascade`);
  });

  it('fails where nothing can be added', async () => {
    const { failures } = await apply('create table a (id no_such_type); select no_such_function(1);');
    expect(failures.map(({ message }) => message)).toEqual([
      'type "no_such_type" does not exist',
      'function no_such_function(integer) does not exist',
    ]);
  });

  it('leaves settings and roles of its own behind', async () => {
    await apply("set search_path = ''; create role clerk; set role clerk;");
    const [row] = await shadow.database.query(
      "select current_user::text as who, current_setting('search_path') as path",
    );
    expect(row).toEqual({ who: 'postgres', path: '"$user", public' });
    await shadow.database.run('drop role clerk');
  });

  it('runs only its part of a file that holds both directions', async () => {
    const text = '-- up\ncreate table a (id int);\n-- down\ndrop table a;\n';
    const script = {
      path: 'm/1.sql',
      text,
      span: { start: 6, end: text.indexOf('-- down') },
      inTransaction: true,
    };
    const applied = await applyScript(shadow.database, script, { parser, platform: 'postgres' });
    expect(applied).toMatchObject({ failures: [], statementCount: 1 });
    expect(await tables()).toEqual(['a']);
  });

  it.each(['', '   \n', '-- nothing\n', ';;;', '\uFEFF'])('may be empty: %j', async (text) => {
    expect(await apply(text)).toEqual({ failures: [], notes: [], statementCount: 0 });
  });
});
