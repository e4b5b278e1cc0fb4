import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPgliteAssets } from '../../../src/engines/shadow/pgliteAssets.ts';
import { openEmbeddedDatabase } from '../../../src/store/embedded/embeddedDatabase.ts';
import { installStore } from '../../../src/store/migrations/installStore.ts';
import { findSqlFolder } from '../../../src/store/migrations/sqlFolder.ts';
import { storeContract } from './storeContract.ts';

storeContract('the store in process', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fixward-contract-'));
  const database = await openEmbeddedDatabase({
    folder: join(folder, 'store'),
    assets: await loadPgliteAssets(),
  });
  await installStore(database.session, findSqlFolder(import.meta.url));
  await database.session.query('select fixward.mark_local_store()');
  return {
    users: 'many',
    side: 'local',
    user: () => {
      const id = randomUUID();
      return Promise.resolve({
        id,
        transport: {
          kind: 'embedded',
          call: (name, request, { requestId } = {}) =>
            database.call({ name, request, userId: id, ...(requestId !== undefined && { requestId }) }),
          close: () => Promise.resolve(),
        },
      });
    },
    async close() {
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
});
