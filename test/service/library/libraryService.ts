import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { libraryMethods } from '../../../src/service/library/libraryMethods.ts';
import type { AskPart, ServiceContext } from '../../../src/service/serviceContext.ts';
import type { StoreTransport } from '../../../src/store/store.ts';
import { openStoreDatabase, type StoreDatabase, type StoreUser } from '../../support/storeDatabase.ts';

export interface LibraryService {
  /** Asks a method as the owner of the test's own workspace. */
  ask<Answer>(method: string, params?: unknown): Promise<Answer>;
  /** Calls a function of the store as that owner. */
  data(name: string, request?: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  /** The same as a member who may not review. */
  asMember<Answer>(method: string, params?: unknown): Promise<Answer>;
  /** A folder that the test may fill; gone when the tests end. */
  folder(): string;
}

/** The library's methods over a real store; each test has a workspace and a home of its own. */
export function useLibraryService(
  options: { readonly search?: AskPart; readonly environment?: Readonly<Record<string, string>> } = {},
): LibraryService {
  let database: StoreDatabase;
  let folder = '';
  let home = '';
  let owner: StoreUser;
  let member: StoreUser;
  beforeAll(async () => {
    database = await openStoreDatabase();
    folder = await mkdtemp(join(tmpdir(), 'fixward-library-'));
  }, 120_000);
  beforeEach(async () => {
    const tenant = await database.tenant(`Library ${randomUUID()}`);
    owner = database.as(tenant.userId);
    member = database.as(await database.user(tenant, 'member'));
    home = join(folder, randomUUID());
  });
  afterAll(async () => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });
  const askAs = async <Answer>(user: StoreUser, method: string, params: unknown): Promise<Answer> => {
    const methods = libraryMethods(contextOf(user, home, options.environment ?? {}), options.search);
    const answer = methods[method];
    if (!answer) throw new Error(`no method is called ${method}`);
    // SAFETY: the test names the answer it looks at.
    return (await answer(params, {
      signal: new AbortController().signal,
      requestId: randomUUID(),
    })) as Answer;
  };
  return {
    ask: (method, params = {}) => askAs(owner, method, params),
    asMember: (method, params = {}) => askAs(member, method, params),
    data: (name, request) => owner.data(name, request),
    folder: () => home,
  };
}

function contextOf(
  user: StoreUser,
  home: string,
  environment: Readonly<Record<string, string>>,
): ServiceContext {
  const store: StoreTransport = {
    kind: 'embedded',
    call: (name, request) => user.call(name, request),
    close: async () => undefined,
  };
  return {
    store,
    home,
    environment,
    version: '0.0.0',
    ending: new AbortController().signal,
    onWrite: () => undefined,
    emit: () => undefined,
    log: () => undefined,
    keepAlive: () => undefined,
  };
}
