import type { ShadowService } from '../engines/shadow/shadowService.ts';
import type { ServiceClient } from '../store/client/serviceClient.ts';

/** What a command needs of the process it runs in; tests and the bundle's entry give their own. */
export interface CliHost {
  readonly workingFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where a packaged build keeps its parsers. */
  readonly engineLocations: { readonly nativeDirectory?: string; readonly wasmPath?: string };
  readonly version: string;
  /** URL of the program, which checking threads start as well. */
  readonly programModule: string;
  /** Results, and nothing else. */
  write(text: string): void;
  /** Notes and complaints. */
  log(line: string): void;
  readStdin(): Promise<Uint8Array>;
  /** Standard input line by line, as it comes; a conversation needs it, where the host can. */
  readLines?(): AsyncIterable<string>;
  now(): number;
  /** A throw-away Postgres; its process starts with the first call. */
  connectShadow(): ShadowService;
  /** The service with the store; it is started with the first request. */
  connectService(): ServiceClient;
  /** Nobody types the protocol of other agents. */
  readonly isTerminal: boolean;
  /** Serves one agent over standard input and output until it goes. */
  serveMcp(options: { readonly trusted: boolean }): Promise<void>;
}

/** Exit codes, the same for every command. */
export const EXIT = { done: 0, findings: 1, badInput: 2, internal: 3 } as const;

/** Something the user can mend: printed as its one line, without a stack. */
export class UsageError extends Error {}
