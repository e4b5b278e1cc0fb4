import type { StoreCallParams } from '../../protocol/service.ts';
import type { StoreTransport } from '../store.ts';
import { parseEnvelope } from '../storeEnvelope.ts';
import type { ServiceClient } from './serviceClient.ts';

/** The store's functions over a connection to the service, which stays open when the transport is closed. */
export function serviceTransport(client: Pick<ServiceClient, 'request'>): StoreTransport {
  return {
    kind: 'service',
    call: async (name, request, { requestId, signal } = {}) => {
      const params: StoreCallParams = { name, request, ...(requestId !== undefined && { requestId }) };
      const answer = await client.request('store/call', params, {
        ...(requestId !== undefined && { requestId }),
        ...(signal && { signal }),
      });
      return parseEnvelope(answer, name);
    },
    close: async () => {},
  };
}
