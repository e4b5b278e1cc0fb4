import { describe, expect, it } from 'vitest';
import { stubOf } from '../../../src/core/replay/extensions/extensionStubs.ts';
import { preparePlatform } from '../../../src/core/replay/platform/preparePlatform.ts';
import { testShadow } from '../../support/shadowDatabase.ts';

const shadow = testShadow((database) => preparePlatform(database, 'supabase'));

describe('the Supabase platform', () => {
  it('knows nobody when no request is made', async () => {
    const [row] = await shadow.database.query(
      'select auth.uid() as uid, auth.role() as role, auth.email() as email, auth.jwt() as jwt',
    );
    expect(row).toEqual({ uid: null, role: null, email: null, jwt: {} });
  });

  it('knows who asks from the claims of the request', async () => {
    const claims = {
      sub: '11111111-1111-1111-1111-111111111111',
      role: 'authenticated',
      email: 'ą@example.org',
    };
    await shadow.database.query("select set_config('request.jwt.claims', $1, false)", [
      JSON.stringify(claims),
    ]);
    const [row] = await shadow.database.query(
      'select auth.uid()::text as uid, auth.role() as role, auth.email() as email',
    );
    expect(row).toEqual({ uid: claims.sub, role: claims.role, email: claims.email });
    await shadow.database.query("select set_config('request.jwt.claims', '', false)");
  });

  it('lets the roles of the API use what a migration makes in public', async () => {
    await shadow.database.run('create table public.note (id int primary key)');
    const [row] = await shadow.database.query(
      `select has_table_privilege('anon', 'public.note', 'insert') as anon,
        has_table_privilege('authenticated', 'public.note', 'select') as authenticated`,
    );
    expect(row).toEqual({ anon: true, authenticated: true });
  });

  it('takes the parts of a file name in storage', async () => {
    const [row] = await shadow.database.query(
      `select to_jsonb(storage.foldername('a/b/c.tar.png')) as folder, storage.filename('a/b/c.tar.png') as file,
        storage.extension('a/b/c.tar.png') as extension`,
    );
    expect(row).toEqual({ folder: ['a', 'b'], file: 'c.tar.png', extension: 'png' });
  });
});

describe('a stand-in', () => {
  it.each([
    ...[
      'pg_cron',
      'pg_net',
      'http',
      'pgjwt',
      'pgsodium',
      'pgmq',
      'pg_graphql',
      'postgres_fdw',
      'wrappers',
      'dblink',
    ],
    ...[
      'plv8',
      'plpython3u',
      'plperl',
      'plperlu',
      'pltcl',
      'pgstattuple',
      'hypopg',
      'pg_partman',
      'pgtap',
      'xml2',
    ],
    ...['postgis', 'postgis_raster', 'postgis_topology', 'timescaledb', 'nobody_knows_this-one'],
  ])('for %s can be created and dropped', async (name) => {
    await shadow.database.installExtension(stubOf(name, undefined));
    await shadow.database.run(`create extension "${name}"`);
    await shadow.database.run(`drop extension "${name}"`);
  });

  it('has the version that a script asks for', async () => {
    await shadow.database.installExtension(stubOf('pg_cron', '1.6'));
    await shadow.database.run(`create extension pg_cron version '1.6'; drop extension pg_cron`);
  });

  it('for postgis holds rows in indexed columns of geometry', async () => {
    await shadow.database.installExtension(stubOf('postgis', undefined));
    await shadow.database.run(`
      create extension postgis with schema extensions;
      set search_path = public, extensions;
      create table place (id int primary key, at geometry(Point, 4326), area geography(Polygon));
      create index on place using gist (at);
      insert into place values (1, 'POINT(1 2)', 'POLYGON((0 0))'), (2, st_makepoint(1, 2)::geometry, null);
      select * from place where at && st_point(1, 2) and st_dwithin(at, st_point(0, 0), 5);
      create view near as select id, st_distance(at, st_point(0, 0)) as far from place;
    `);
    const [row] = await shadow.database.query(
      `select format_type(atttypid, atttypmod) as type from pg_attribute
        where attrelid = 'place'::regclass and attname = 'at'`,
    );
    expect(row).toEqual({ type: 'geometry' });
    await shadow.database.run('drop extension postgis cascade');
  });

  it('for pgmq and pg_cron keeps queues and jobs', async () => {
    await shadow.database.installExtension(stubOf('pgmq', undefined));
    await shadow.database.installExtension(stubOf('pg_cron', undefined));
    await shadow.database.run(`
      create extension pgmq; create extension pg_cron;
      select pgmq.create('mail'); select cron.schedule('nightly', '0 3 * * *', 'select 1');
    `);
    const [row] = await shadow.database.query(
      `select to_regclass('pgmq.q_mail') is not null as queue, (select jobname from cron.job) as job`,
    );
    expect(row).toEqual({ queue: true, job: 'nightly' });
  });

  it('for timescaledb leaves a hypertable a plain table', async () => {
    await shadow.database.installExtension(stubOf('timescaledb', undefined));
    await shadow.database.run(`
      create extension timescaledb;
      create table reading (at timestamptz not null, value float8);
      select create_hypertable('reading', 'at');
      select create_hypertable('reading', 'at', chunk_time_interval => interval '1 day', if_not_exists => true);
      select add_retention_policy('reading', interval '30 days');
      select time_bucket('1 hour', at) from reading;
    `);
    expect(await shadow.database.query('select value from reading')).toEqual([]);
  });
});
