import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nativePostgres } from '../support/nativePostgres.ts';
import { connectNative, type NativeSession, openNativeStore } from '../support/nativeStore.ts';
import { installMigrations, openStore, readMigrations, type Tenant } from '../support/storeDatabase.ts';
import { temporaryPostgres } from '../support/temporaryPostgres.ts';

const native = nativePostgres();

/** A plain PostgreSQL, where people log in with roles of their own and may send any statement. */
describe.skipIf('missing' in native)('people who log in to a PostgreSQL themselves', () => {
  const server = temporaryPostgres('missing' in native ? '' : native.binFolder);
  const userIds = { ada: randomUUID(), grace: randomUUID() };
  let admin: NativeSession;
  let own: Tenant;
  let other: Tenant;
  let ada: NativeSession;
  let stranger: NativeSession;

  beforeAll(async () => {
    const store = await openNativeStore(server, 'team');
    await store.close();
    admin = await connectNative(server.address('team'));
    const direct = openStore(admin, () => admin.end());
    [own, other] = [await direct.tenant('Ada'), await direct.tenant('Grace')];
    for (const [name, tenant] of [
      ['ada', own],
      ['grace', other],
    ] as const) {
      await admin.exec(`create role ${name} login; grant authenticated to ${name}`);
      await admin.query('insert into fixward.login_identities (role_name, user_id) values ($1, $2)', [
        name,
        userIds[name],
      ]);
      await admin.query(
        `insert into fixward.memberships (organisation_id, user_id, role) values ($1, $2, 'owner')`,
        [tenant.organisationId, userIds[name]],
      );
      await admin.query(
        `insert into fixward.fix_patterns (workspace_id, key, title, problem_type, severity, problem_description, created_by)
         values ($1, 'one', $2, 'Data', 'LOW', 'x', $3)`,
        [tenant.workspaceId, `of ${name}`, userIds[name]],
      );
    }
    await admin.exec('create role stranger login; grant authenticated to stranger');
    ada = await connectNative(server.address('team', 'ada'));
    stranger = await connectNative(server.address('team', 'stranger'));
  });
  afterAll(async () => {
    for (const session of [ada, stranger, admin]) await session.end();
  });

  async function titles(session: NativeSession): Promise<readonly string[]> {
    const { rows } = await session.query<{ title: string }>(
      'select title from fixward.fix_patterns order by 1',
    );
    return rows.map(({ title }) => title);
  }

  it('are who the table of logins says', async () => {
    const { rows } = await ada.query<{ id: string }>('select fixward.current_user_id() as id');
    expect(rows).toEqual([{ id: userIds.ada }]);
    expect(await titles(ada)).toEqual(['of ada']);
  });

  it('see nothing without an entry there', async () => {
    expect(await titles(stranger)).toEqual([]);
    const { rows } = await stranger.query<{ answer: unknown }>(
      `select fixward.call('list_workspaces', '{}') as answer`,
    );
    expect(rows).toMatchObject([{ answer: { ok: false, error: { code: 'not_signed_in' } } }]);
  });

  it.each([
    ['claims', `select set_config('request.jwt.claims', '{"sub": "USER", "role": "service_role"}', false)`],
    ['claims of older kinds', `select set_config('request.jwt.claim.sub', 'USER', false)`],
    ["the flag of the store's own work", `select set_config('fixward.applies_sync', 'on', false)`],
    ['a role', 'set role authenticated'],
    [
      'a path of their own',
      'create temp table memberships (user_id uuid); set search_path = pg_temp, fixward',
    ],
    ['row security switched off', 'set row_security = off'],
  ])('gain nothing by setting %s', async (_what, statement) => {
    for (const session of [ada, stranger]) {
      await session.exec(statement.replace('USER', userIds.grace));
      const seen = await titles(session).catch((error: unknown) => [String(error)]);
      expect(seen.join()).not.toContain('of grace');
      const { rows } = await session
        .query<{ id: string | null }>('select fixward.current_user_id() as id')
        .catch(() => ({ rows: [] }));
      expect(rows.map(({ id }) => id)).not.toContain(userIds.grace);
      await session.exec('reset all; reset role; discard temp');
    }
  });

  it("cannot take the installer's place, nor give themselves a login", async () => {
    for (const statement of [
      'set role owner',
      'set session authorization grace',
      `insert into fixward.login_identities (role_name) values ('stranger')`,
      `insert into fixward.claim_gateways (role_name) values ('stranger')`,
      `update fixward.login_identities set user_id = '${userIds.grace}' where role_name = 'ada'`,
      'create function fixward.mine() returns integer language sql as $$ select 1 $$',
      'create table fixward.mine (id integer)',
      'alter table fixward.fix_patterns no force row level security',
      'drop policy fix_patterns_select on fixward.fix_patterns',
      'select fixward.secure_schema()',
      `select fixward.set_policy('fix_patterns', 'select', 'true')`,
    ]) {
      for (const session of [ada, stranger])
        await expect(session.exec(statement), statement).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('two owners who leave at the same moment do not both go', async () => {
    const organisation = randomUUID();
    await admin.query(`insert into fixward.organisations (id, name, created_by) values ($1, 'Two', $2)`, [
      organisation,
      userIds.ada,
    ]);
    for (const user of Object.values(userIds)) {
      await admin.query(
        `insert into fixward.memberships (organisation_id, user_id, role) values ($1, $2, 'owner')`,
        [organisation, user],
      );
    }
    const grace = await connectNative(server.address('team', 'grace'));
    const leave = `delete from fixward.memberships where organisation_id = '${organisation}' and user_id = fixward.current_user_id()`;
    await ada.exec('begin');
    await ada.exec(leave);
    const second = grace.exec(leave).then(
      () => 'left',
      (error: unknown) => String(error),
    );
    await ada.exec('commit');
    expect(await second).toContain('keeps at least one owner');
    await grace.end();
  });

  it('pass claims through only where a gateway logged in', async () => {
    await admin.exec(`begin; select set_config('request.jwt.claims', '{"sub": "${userIds.grace}"}', true);
      set local role authenticated`);
    expect(await titles(admin)).toEqual(['of grace']);
    await admin.exec('rollback');
  });
});

describe.skipIf('missing' in native)('installing without being a superuser', () => {
  const server = temporaryPostgres('missing' in native ? '' : native.binFolder);

  it("forced row security does not hold the store's own functions", async () => {
    const superuser = await connectNative(server.address());
    await superuser.exec(`create role keeper login createrole; create role anon nologin;
      create role authenticated nologin; grant anon, authenticated to keeper`);
    await superuser.exec('create database kept owner keeper');
    await superuser.end();
    // pgvector may be installed by superusers alone; they do it once, and whoever keeps the store needs no more.
    const helper = await connectNative(server.address('kept'));
    await helper.exec(`create schema extensions; grant usage on schema extensions to public;
      create extension vector schema extensions; create extension pg_trgm schema extensions`);
    await helper.end();
    const keeper = await connectNative(server.address('kept', 'keeper'));
    await installMigrations(keeper, await readMigrations());
    const store = openStore(keeper, () => keeper.end());
    const user = store.as(randomUUID());
    const made = await user.data('create_organisation', { name: 'Kept' });
    const saved = await user.call('save_patterns', {
      patterns: [
        { key: 'one', title: 'One', problem_type: 'Data', severity: 'LOW', problem_description: 'x' },
      ],
    });
    expect(saved).toMatchObject({ ok: true, data: { results: [{ ok: true }] } });
    await user.data('save_patterns', {
      patterns: [
        { key: 'one', title: 'Two', problem_type: 'Data', severity: 'LOW', problem_description: 'x' },
      ],
    });
    const events = [{ pattern_key: 'one', event: 'applied', verification: 'clean' }];
    await user.data('record_applications', { events });
    const [row] = await user.query('select successes, version from fixward.fix_patterns');
    expect(row).toEqual({ successes: 1, version: 2 });
    expect(await user.query('select from fixward.pattern_revisions')).toHaveLength(1);
    expect(await store.as(randomUUID()).query('select from fixward.fix_patterns')).toEqual([]);
    expect(made.organisation_id).toBeDefined();
    await store.close();
  });
});
