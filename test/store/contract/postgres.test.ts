import { randomUUID } from 'node:crypto';
import { describe, it } from 'vitest';
import { openPostgresStore } from '../../../src/store/postgres/postgresStore.ts';
import type { StoreTransport } from '../../../src/store/store.ts';
import { nativePostgres } from '../../support/nativePostgres.ts';
import { openNativeStore } from '../../support/nativeStore.ts';
import { temporaryPostgres } from '../../support/temporaryPostgres.ts';
import { storeContract } from './storeContract.ts';

const native = nativePostgres();

if ('missing' in native) {
  describe('the store in a real PostgreSQL', () => {
    it.skip(`is left out: ${native.missing}`, () => {});
  });
} else {
  const server = temporaryPostgres(native.binFolder);
  storeContract('the store in a real PostgreSQL', async () => {
    const installer = await openNativeStore(server, 'contract');
    const transports: StoreTransport[] = [];
    return {
      users: 'many',
      side: 'shared',
      user: () => {
        const id = randomUUID();
        const url = `postgresql://owner@localhost/contract?host=${encodeURIComponent(server.folder)}`;
        const transport = openPostgresStore({ url, userId: id, connectionsMax: 2 });
        transports.push(transport);
        return Promise.resolve({ id, transport });
      },
      async close() {
        for (const transport of transports) await transport.close();
        await installer.close();
      },
    };
  });
}
