import { type ConnectStoreOptions, type ServiceClient, ServiceFailure } from './serviceClient.ts';

/** Nothing is started or connected before the first request. */
export function connectStore(_options: ConnectStoreOptions): ServiceClient {
  throw new ServiceFailure('unavailable', 'The service is not built yet.');
}
