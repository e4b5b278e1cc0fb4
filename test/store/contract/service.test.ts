import type { StoreStatus } from '../../../src/protocol/service.ts';
import { buildService } from '../../support/buildService.ts';
import { serviceHome } from '../../support/serviceHome.ts';
import { storeContract } from './storeContract.ts';

storeContract('the store over the service’s socket', async () => {
  const service = await buildService();
  const home = await serviceHome(service.program);
  const client = home.connect();
  // SAFETY: the service answers with its status, which names the user once the store is open.
  await client.transport.call('list_workspaces', {});
  const { userId } = (await client.request('store/status', {})) as StoreStatus;
  return {
    users: 'one',
    side: 'local',
    // The same user, by another window.
    user: () => Promise.resolve({ id: userId ?? '', transport: home.connect().transport }),
    async close() {
      await home.remove();
      await service.remove();
    },
  };
});
