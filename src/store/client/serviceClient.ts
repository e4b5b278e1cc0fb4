import type { StoreTransport } from '../store.ts';

export interface ConnectStoreOptions {
  /** Folder of everything Fixward keeps for one user. */
  readonly home: string;
  /** Of Fixward. */
  readonly version: string;
  /** The service's program, started when nobody listens. */
  readonly program: string;
  readonly client: 'server' | 'cli' | 'agent';
  /** Of this process; decides what the service sees when it is started. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface ServiceRequestOptions {
  readonly signal?: AbortSignal;
  /** Made up when absent; the same id is run once, however often it is sent. */
  readonly requestId?: string;
}

/** A connection to the service that outlives the service's restarts: what was not answered is sent again. */
export interface ServiceClient {
  /** @throws ServiceFailure */
  request(method: string, params: unknown, options?: ServiceRequestOptions): Promise<unknown>;
  /** Events of the service until the returned function is called. */
  onEvent(listener: (event: string, params: unknown) => void): () => void;
  /** The store's functions over this connection. */
  readonly transport: StoreTransport;
  close(): Promise<void>;
}

export type ServiceFailureCode =
  /** Nothing could be reached or started. */
  | 'unavailable'
  | 'cancelled'
  /** The service is of a newer Fixward whose messages this one does not know. */
  | 'update_needed'
  | 'refused'
  | 'unknown_method'
  | 'invalid'
  | 'not_found'
  | 'internal';

/** Why a request has no answer; the message is one line for the user. */
export class ServiceFailure extends Error {
  readonly code: ServiceFailureCode;

  constructor(code: ServiceFailureCode, message: string) {
    super(message);
    this.code = code;
  }
}
