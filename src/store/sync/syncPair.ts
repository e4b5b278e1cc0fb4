import type { StoreTransport } from '../store.ts';

/** The two stores that one workspace is kept in step between. */
export interface SyncPair {
  readonly local: StoreTransport;
  readonly shared: StoreTransport;
  readonly workspaceId: string;
}
