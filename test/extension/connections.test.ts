import { describe, expect, it } from 'vitest';
import { ConnectionStore } from '../../src/extension/connections/connectionStore.ts';
import { connectionProblem, suggestedName } from '../../src/extension/connections/connectionString.ts';

describe('a connection string', () => {
  it.each([
    ['postgresql://reader:secret@db.example.com:5432/orders', undefined],
    ['postgres://localhost/orders', undefined],
    ['  postgresql://localhost/orders\n', undefined],
    ['postgresql:///orders?host=/var/run/postgresql', undefined],
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
    await store.add({ name: 'b', url: 'postgresql://one/b' });
    await store.add({ name: 'a', url: 'postgresql://one/a' });
    await store.add({ name: 'b', url: 'postgresql://two/b' });
    expect(await new ConnectionStore(secrets).list()).toEqual([
      { name: 'a', url: 'postgresql://one/a' },
      { name: 'b', url: 'postgresql://two/b' },
    ]);
    await store.remove('a');
    await store.remove('b');
    expect(secrets.stored.size).toBe(0);
  });

  it('passes over what another version has written', async () => {
    const secrets = fakeSecrets();
    secrets.stored.set('fixward.connections', '[{"name":"a"},{"name":"b","url":"postgresql://b"}]');
    expect(await new ConnectionStore(secrets).list()).toEqual([{ name: 'b', url: 'postgresql://b' }]);
    secrets.stored.set('fixward.connections', '{');
    expect(await new ConnectionStore(secrets).list()).toEqual([]);
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
