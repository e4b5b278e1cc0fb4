import type { StoreProcessFigures } from '../protocol/service.ts';
import type { StoreTransport } from '../store/store.ts';

/** What the service's parts get to work with; each part is a function of it that returns its methods. */
export interface ServiceContext {
  /** The embedded store, as the local user; calls wait in line while its process starts or recovers. */
  readonly store: StoreTransport;
  /** How the process stands that has the store open; absent where it is another's. */
  readonly storeProcess?: () => StoreProcessFigures;
  /** Folder of everything Fixward keeps for one user. */
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Of Fixward. */
  readonly version: string;
  /** Aborted when the service ends or hands over; work in the background stops then. */
  readonly ending: AbortSignal;
  /** Called after each write to the store, whoever made it. */
  onWrite(listener: (functionName: string) => void): void;
  /** Tells every client. */
  emit(event: string, params: unknown): void;
  /** One line in the service's log; never a secret. */
  log(line: string): void;
  /** Keeps the service from ending while idle until the promise settles. */
  keepAlive(work: Promise<unknown>): void;
}

/** One request as a method sees it. */
export interface ServiceCall {
  /** Aborted when the client gives up. */
  readonly signal: AbortSignal;
  /** The same when a client sends a request again after a lost connection; what has to happen once goes by it. */
  readonly requestId: string;
}

/**
 * Answers one method. Expected failures are part of the answer; what is thrown reaches the client as its message.
 * Parameters come from another process and are parsed first.
 */
export type ServiceMethod = (params: unknown, call: ServiceCall) => Promise<unknown>;

export type ServiceMethods = Readonly<Record<string, ServiceMethod>>;

/** Asks a method of another part, such as search. */
export type AskPart = (method: string, params: unknown, call: ServiceCall) => Promise<unknown>;
