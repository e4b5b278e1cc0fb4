import type { Migration } from '../../core/migrations/migration.ts';
import type { Certificate } from '../../core/proof/certificate.ts';
import type { ReplayReport, ReplayRequest } from '../../core/replay/replayReport.ts';

/** Where migrations are proven: the embedded Postgres, or a temporary cluster of a local installation. */
export type EngineChoice =
  | { readonly kind: 'embedded' }
  /** Folder with `initdb` and `postgres`: `/usr/lib/postgresql/15/bin`. */
  | { readonly kind: 'local'; readonly binFolder: string };

export interface ProveRequest {
  /** The whole history in order: those before a proven one make its starting schema. */
  readonly migrations: readonly Migration[];
  /** Names of the migrations to prove; all when absent. */
  readonly only?: readonly string[];
  /** SQL that stands before the first migration, as `--schema` gives it. */
  readonly baseSchema?: { readonly path: string; readonly text: string };
  readonly platform: 'supabase' | 'postgres';
  readonly engine: EngineChoice;
  /** Write and prove a down migration where there is none. */
  readonly proposeDown: boolean;
}

export interface ShadowProgress {
  readonly done: number;
  readonly total: number;
  /** What is being done: `Proving 20240131_add_state`. */
  readonly message: string;
}

export interface ShadowCallOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ShadowProgress) => void;
  /** Each certificate as soon as it is there. */
  readonly onCertificate?: (certificate: Certificate) => void;
}

/** Why a call to the shadow ended without a result; `message` is one line for the user. */
export class ShadowError extends Error {
  readonly reason: 'cancelled' | 'timeout' | 'memory' | 'crashed' | 'unavailable';

  constructor(reason: ShadowError['reason'], message: string) {
    super(message);
    this.name = 'ShadowError';
    this.reason = reason;
  }
}

/** A throw-away Postgres in a process of its own. It takes no address of a database and opens no connection. */
export interface ShadowService {
  /** Certificates in the order of the history. Rejects with `ShadowError`. */
  prove(request: ProveRequest, options?: ShadowCallOptions): Promise<readonly Certificate[]>;
  /** Builds the final schema and runs rules over it. Rejects with `ShadowError`. */
  replay(request: ReplayRequest, options?: ShadowCallOptions): Promise<ReplayReport>;
  /** Lets go of the process; a shared one goes on for others and ends when idle. */
  dispose(): Promise<void>;
}
