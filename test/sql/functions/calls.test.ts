import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  openStoreDatabase,
  type StoreDatabase,
  type StoreUser,
  type Tenant,
} from '../../support/storeDatabase.ts';
import { examplePattern } from '../../support/userTransport.ts';

let database: StoreDatabase;
let tenant: Tenant;
let owner: StoreUser;

beforeAll(async () => {
  database = await openStoreDatabase();
  tenant = await database.tenant();
  owner = database.as(tenant.userId);
});
afterAll(() => database.close());

async function call(name: unknown, request: unknown, user = owner): Promise<Record<string, unknown>> {
  const [row] = await user.query<{ answer: Record<string, unknown> }>(
    'select fixward.call($1, $2) as answer',
    [name, JSON.stringify(request)],
  );
  if (row === undefined) throw new Error('no answer');
  return row.answer;
}

const failure = (code: string, field?: string) => ({
  ok: false,
  error: expect.objectContaining({ code, ...(field === undefined ? {} : { field }) }),
});

async function count(table: string): Promise<number> {
  const { rows } = await database.pglite.query<{ n: number }>(
    `select count(*)::int as n from fixward.${table}`,
  );
  return rows[0]?.n ?? -1;
}

describe('the entrance', () => {
  it.each([['pg_sleep'], ['workspace_of'], ['call'], ['save_patterns; drop table x'], [''], [null]])(
    'knows no function %j',
    async (name) => {
      expect(await call(name, {})).toEqual(failure('not_found'));
    },
  );

  it.each([[1], ['text'], [[]], [null], [true]])('refuses a request that is %j', async (request) => {
    expect(await call('list_patterns', request)).toEqual(failure('invalid'));
    expect(await call('save_patterns', request)).toEqual(failure('invalid'));
  });

  it('names the field of an id that is none', async () => {
    expect(await call('list_patterns', { workspace_id: 'mine' })).toEqual(failure('invalid', 'workspace_id'));
    expect(await call('save_patterns', { request_id: 7, patterns: [] })).toEqual(
      failure('invalid', 'request_id'),
    );
  });

  it('names a field that no request has', async () => {
    expect(await call('list_patterns', { filter: {} })).toEqual({
      ok: false,
      error: { code: 'invalid', field: 'filter', message: 'filter: is not a known field.' },
    });
  });

  it('asks whoever is not signed in to sign in', async () => {
    const nobody = database.as(undefined);
    expect(await call('list_patterns', {}, nobody)).toEqual(failure('not_signed_in'));
    expect(await call('save_patterns', { patterns: [] }, nobody)).toEqual(failure('not_signed_in'));
    expect(await call('store_status', {}, nobody)).toEqual(failure('not_signed_in'));
  });

  it('finds no workspace for a user who belongs to none, and none of others', async () => {
    const stranger = database.as(randomUUID());
    expect(await call('list_patterns', {}, stranger)).toEqual(failure('not_found'));
    expect(await call('list_patterns', { workspace_id: tenant.workspaceId }, stranger)).toEqual(
      failure('not_found', 'workspace_id'),
    );
  });

  it('takes the workspace that is named, in capitals as well', async () => {
    const answer = await call('list_patterns', { workspace_id: tenant.workspaceId.toUpperCase() });
    expect(answer).toMatchObject({ ok: true });
  });

  it('says how many items are too many', async () => {
    const events = Array.from({ length: 5001 }, () => ({}));
    expect(await call('record_applications', { events })).toEqual(failure('too_large', 'events'));
  });
});

describe('a request id', () => {
  it('has a function run once, and answered alike each time', async () => {
    const request = { request_id: randomUUID(), patterns: [examplePattern('only-once')] };
    const first = await call('save_patterns', request);
    const before = await count('fix_patterns');
    const second = await call('save_patterns', request);
    expect(second).toEqual(first);
    expect(second).toMatchObject({ data: { results: [{ created: true, version: 1 }] } });
    expect(await count('fix_patterns')).toBe(before);
  });

  it('is of one function', async () => {
    const request_id = randomUUID();
    await call('record_rule_events', { request_id, events: [{ rule_name: 'some-rule', event: 'fired' }] });
    expect(await call('save_patterns', { request_id, patterns: [] })).toEqual(
      failure('invalid', 'request_id'),
    );
  });

  it('of a call that failed may be sent again', async () => {
    const request_id = randomUUID();
    const events = [{ rule_name: 'later', event: 'fired' }];
    expect(await call('record_rule_events', { request_id, events }, database.as(undefined))).toEqual(
      failure('not_signed_in'),
    );
    expect(await call('record_rule_events', { request_id, events })).toMatchObject({ ok: true });
  });

  it('gives no other user the answer', async () => {
    const request_id = randomUUID();
    await call('save_patterns', { request_id, patterns: [examplePattern('mine-alone')] });
    const other = await database.tenant('Other');
    const answer = await call(
      'save_patterns',
      { request_id, patterns: [examplePattern('theirs-alone')] },
      database.as(other.userId),
    );
    expect(JSON.stringify(answer)).not.toContain('mine-alone');
  });

  it('of a call that reads keeps nothing', async () => {
    const before = await count('call_results');
    await call('list_patterns', { request_id: randomUUID() });
    expect(await count('call_results')).toBe(before);
  });
});

describe('cursors', () => {
  it.each([['rubbish'], [''], ['%%%'], ['eyJhIjoxfQ'], ['ü']])('refuses %j', async (cursor) => {
    expect(await call('list_patterns', { cursor })).toEqual(failure('invalid', 'cursor'));
  });

  it('holds for one order alone', async () => {
    await call('save_patterns', { patterns: ['c-1', 'c-2', 'c-3'].map((key) => examplePattern(key)) });
    const page = await call('list_patterns', { order: 'title', limit: 1 });
    const { next_cursor } = page.data as { next_cursor: string };
    expect(await call('list_patterns', { order: 'recent', cursor: next_cursor })).toEqual(
      failure('invalid', 'cursor'),
    );
    expect(await call('list_rules', { cursor: next_cursor })).toEqual(failure('invalid', 'cursor'));
  });
});

describe('the list of functions', () => {
  it('names functions that are there, take one jsonb and give one', async () => {
    const { rows } = await database.pglite.query<{ name: string }>(
      `select f.name from fixward.api_functions f
       where not exists (
         select from pg_proc p where p.pronamespace = 'fixward'::regnamespace and p.proname = f.name
           and pg_get_function_identity_arguments(p.oid) = 'request jsonb' and p.prorettype = 'jsonb'::regtype)`,
    );
    expect(rows).toEqual([]);
  });

  it('is read by users and written by none', async () => {
    expect(await owner.query('select 1 from fixward.api_functions limit 1')).toHaveLength(1);
    for (const table of ['api_functions', 'api_fields', 'api_lists']) {
      await expect(owner.query(`delete from fixward.${table}`)).rejects.toThrow(/permission denied/);
    }
  });
});
