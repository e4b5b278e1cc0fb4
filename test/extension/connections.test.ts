import { describe, expect, it } from 'vitest';
import { ConnectionStore } from '../../src/extension/connections/connectionStore.ts';
import { connectionProblem, suggestedName } from '../../src/extension/connections/connectionString.ts';

describe('a connection string', () => {
  it.each([
    ['postgresql://reader:secret@db.example.com:5432/orders', undefined],
    ['postgres://localhost/orders', undefined],
    ['  postgresql://localhost/orders\n', undefined],
    ['postgresql:///orders?host=/var/run/postgresql', undefined],
    ['postgresql://reader:s%C3%A9cret%2F1@/orders?host=%2Fvar%2Frun', undefined],
    ['postgresql://reader@/orders', 'no-host'],
    ['', 'empty'],
    ['   ', 'empty'],
    ['mysql://localhost/orders', 'not-postgres'],
    ['db.example.com', 'not-postgres'],
    ['postgresql:///orders', 'no-host'],
    ['postgresql://reader:100%@localhost:99999/x', 'unreadable'],
  ] as const)('%j is judged as %s', (text, problem) => {
    expect(connectionProblem(text)).toBe(problem);
  });

  it('suggests a name without who signs in and how', () => {
    expect(suggestedName('postgresql://reader:hunter2@db.example.com:5432/orders')).toBe(
      'db.example.com/orders',
    );
    expect(suggestedName('postgresql:///caf%C3%A9?host=/tmp')).toBe('local/café');
  });
});

describe('the connection store', () => {
  it('keeps connections in the secret storage alone, by name', async () => {
    const secrets = fakeSecrets();
    const store = new ConnectionStore(secrets);
    const local = { environment: 'local', writable: true } as const;
    await store.add({ name: 'b', url: 'postgresql://one/b', ...local });
    await store.add({ name: 'a', url: 'postgresql://one/a', ...local });
    await store.add({ name: 'b', url: 'postgresql://two/b', ...local });
    expect(await new ConnectionStore(secrets).list()).toEqual([
      { name: 'a', url: 'postgresql://one/a', ...local },
      { name: 'b', url: 'postgresql://two/b', ...local },
    ]);
    await store.remove('a');
    await store.remove('b');
    expect(secrets.stored.size).toBe(0);
  });

  it('passes over what another version has written', async () => {
    const secrets = fakeSecrets();
    secrets.stored.set('fixward.connections', '[{"name":"a"},{"name":"b","url":"postgresql://b"}]');
    expect(await new ConnectionStore(secrets).list()).toMatchObject([{ name: 'b', url: 'postgresql://b' }]);
    secrets.stored.set('fixward.connections', '{');
    expect(await new ConnectionStore(secrets).list()).toEqual([]);
  });

  it('takes a database of which it is not told what it is for to be in production', async () => {
    const secrets = fakeSecrets();
    secrets.stored.set('fixward.connections', '[{"name":"b","url":"postgresql://b","writable":true}]');
    const [read] = await new ConnectionStore(secrets).list();
    expect(read).toMatchObject({ environment: 'production', writable: false });
  });

  it.each(['production', 'constructor', '', 7])('never lets %j be written to', async (environment) => {
    const secrets = fakeSecrets();
    const stored = { name: 'b', url: 'postgresql://b', environment, writable: true };
    secrets.stored.set('fixward.connections', JSON.stringify([stored]));
    expect((await new ConnectionStore(secrets).list())[0]?.writable).toBe(false);
  });
});

function fakeSecrets() {
  const stored = new Map<string, string>();
  return {
    stored,
    get: async (key: string) => stored.get(key),
    keys: async () => [...stored.keys()],
    store: async (key: string, value: string) => {
      stored.set(key, value);
    },
    delete: async (key: string) => {
      stored.delete(key);
    },
    onDidChange: () => ({ dispose: () => undefined }),
  };
}
