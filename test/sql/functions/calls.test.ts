import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStoreDatabase, type StoreDatabase, type StoreUser } from '../../support/storeDatabase.ts';

let database: StoreDatabase;
let owner: StoreUser;
let workspaceId: string;

beforeAll(async () => {
  database = await openStoreDatabase();
  const tenant = await database.tenant();
  workspaceId = tenant.workspaceId;
  owner = database.as(tenant.userId);
});
afterAll(() => database.close());

async function call(name: string, request: unknown, user = owner): Promise<Record<string, unknown>> {
  const [row] = await user.query<{ answer: Record<string, unknown> }>('select fixward.call($1, $2) as answer', [
    name,
    JSON.stringify(request),
  ]);
  if (row === undefined) throw new Error('no answer');
  return row.answer;
}

const failure = (code: string, field?: string) => ({
  ok: false,
  error: expect.objectContaining({ code, ...(field === undefined ? {} : { field }) }),
});

describe('the entrance', () => {
  it('knows only the listed functions', async () => {
    expect(await call('pg_sleep', {})).toEqual(failure('not_found'));
    expect(await call('workspace_of', {})).toEqual(failure('not_found'));
    expect(await call('save_patterns; drop table x', {})).toEqual(failure('not_found'));
    expect(await call(null as unknown as string, {})).toEqual(failure('not_found'));
  });

  it.each([[1], ['text'], [[]], [null], [true]])('refuses a request that is %j', async (request) => {
    expect(await call('list_patterns', request)).toEqual(failure('invalid'));
  });

  it('names the field of an id that is none', async () => {
    expect(await call('list_patterns', { workspace_id: 'mine' })).toEqual(failure('invalid', 'workspace_id'));
    expect(await call('list_patterns', { request_id: 7 })).toEqual(failure('invalid', 'request_id'));
  });
});
