/**
 * Messages between the service, which owns the store, and its clients. JSON-RPC over a local socket or named pipe.
 * The extension sends them through its language server, as `fixward/service` with a method and params of this file.
 */

/** Raised when a message changes its meaning; a client of another protocol replaces the service or asks to be updated. */
export const SERVICE_PROTOCOL = 1;

export interface HelloParams {
  readonly protocol: number;
  /** Of Fixward; a newer client asks an older service to hand over. */
  readonly version: string;
  readonly client: 'server' | 'cli' | 'agent';
  /** Read from a file that only the user may read. */
  readonly secret: string;
}

export interface HelloResult {
  readonly protocol: number;
  readonly version: string;
  readonly processId: number;
  /** True: this service is older than the client and has begun to hand over; connect again. */
  readonly handsOver: boolean;
}

/** Sent once, first; whatever else comes before it ends the connection. */
export const HELLO_METHOD = 'hello';

/** How each request but the greeting travels: the parameters of its method, and what makes sending it twice harmless. */
export interface ServiceRequest {
  readonly params: unknown;
  /** UUID; the same when a request is sent again after a lost connection. */
  readonly requestId: string;
}

/** What the data of a failed request says; `hands_over` means: connect again and send it again. */
export interface ServiceFailureData {
  readonly code:
    | 'hands_over'
    | 'unavailable'
    | 'cancelled'
    | 'refused'
    | 'unknown_method'
    | 'invalid'
    | 'not_found'
    | 'internal';
}

/** `store/call`: one store function. */
export interface StoreCallParams {
  readonly name: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly requestId?: string;
}

export interface ServiceError {
  readonly code: string;
  readonly message: string;
  readonly field?: string;
}

export type ServiceAnswer =
  | { readonly ok: true; readonly data: unknown }
  | { readonly ok: false; readonly error: ServiceError };

/** `store/status` */
export interface StoreStatus {
  readonly kind: 'embedded';
  readonly state: 'starting' | 'ready' | 'recovering' | 'failed';
  /** What went wrong and how to mend it; absent when all is well. */
  readonly problem?: string;
  readonly folder: string;
  readonly schemaVersion?: number;
  readonly workspaceId?: string;
  readonly userId?: string;
  readonly patterns?: number;
  readonly diskBytes?: number;
  readonly memoryBytes?: number;
  readonly lastSnapshotAt?: string;
  /** Of the one process that has the store open. */
  readonly process?: StoreProcessFigures;
}

/** What was not measured is absent, as while the process starts. */
export interface StoreProcessFigures {
  /** Resident. */
  readonly memoryBytes?: number;
  /** Of all processors. */
  readonly cpuPercent?: number;
  /** Calls in line, the one at hand included. */
  readonly waiting: number;
}

export interface SearchFilters {
  readonly layers?: readonly number[];
  readonly workflows?: readonly string[];
  readonly file_types?: readonly string[];
  readonly code_types?: readonly string[];
  readonly severities?: readonly string[];
  readonly problem_types?: readonly string[];
  readonly statuses?: readonly string[];
  readonly origins?: readonly string[];
  readonly rule_ids?: readonly string[];
  readonly tags?: readonly string[];
  readonly minimum_confidence?: number;
}

/** `search/patterns` */
export interface SearchParams {
  readonly query: string;
  /** Code that shows the problem; searched beside the words. */
  readonly code?: string;
  readonly filters?: SearchFilters;
  /** Default 10, at most 100. */
  readonly limit?: number;
  /** The store's present workspace when absent. */
  readonly workspaceId?: string;
}

/** Why a result stands where it stands. Ranks count from 1; an absent part did not find the result. */
export interface ScoreParts {
  readonly text?: { readonly rank: number; readonly score: number };
  readonly identifiers?: { readonly rank: number; readonly score: number };
  readonly content?: { readonly rank: number; readonly similarity: number };
  readonly problem?: { readonly rank: number; readonly similarity: number };
  readonly code?: { readonly rank: number; readonly similarity: number };
  /** Reciprocal rank fusion of the parts above. */
  readonly fused: number;
  readonly reranked?: {
    readonly score: number;
    /** By feature, for the feature reranker. */
    readonly features?: Readonly<Record<string, number>>;
  };
}

export interface SearchHit {
  readonly kind: 'pattern' | 'document';
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly severity?: string;
  readonly problem_type?: string;
  readonly code_type?: string;
  readonly layers: readonly number[];
  readonly status?: string;
  readonly origin?: string;
  readonly rule_ids: readonly string[];
  /** The words that matched best, plain text. */
  readonly excerpt: string;
  readonly applied_count: number;
  readonly successes: number;
  readonly failures: number;
  readonly score: number;
  readonly parts: ScoreParts;
}

export interface SearchResult {
  readonly hits: readonly SearchHit[];
  readonly embedder: string;
  readonly reranker: string;
  /** One line for each thing that was not as configured: a provider that failed, rows not embedded yet. */
  readonly notes: readonly string[];
  readonly milliseconds: number;
}

/** `library/match`: which patterns mend these findings, best first. */
export interface MatchParams {
  readonly findings: readonly {
    readonly ruleId: string;
    readonly message: string;
    readonly language?: string;
    readonly layer?: number;
    readonly workflows?: readonly string[];
    readonly path?: string;
    readonly code?: string;
  }[];
  /** Default 3. */
  readonly limit?: number;
  readonly mode?: 'sound' | 'seed';
  /** The user's setting for fixes that nobody asked for; without it no advice is `auto`. */
  readonly autoApply?: boolean;
  /** What trying the fixes on a copy said; without `clean` no advice is `auto`. */
  readonly verification?: 'clean' | 'finding_stays' | 'new_findings' | 'parses_worse';
  readonly workspaceId?: string;
}

export interface PatternMatch {
  readonly patternId: string;
  readonly key: string;
  readonly title: string;
  readonly ruleIds: readonly string[];
  /** 0–1; `method` says how it was made. */
  readonly confidence: number;
  readonly method: 'log-odds' | 'seed';
  /** Lower end of the 90 % interval of success; absent when never tried. */
  readonly successLower?: number;
  readonly successes: number;
  readonly failures: number;
  readonly applied: number;
  /** What the score allows: apply by itself, adapt and ask, or start fresh and offer to learn. */
  readonly advice: 'auto' | 'ask' | 'fresh';
  readonly similarity: number;
  /** Keys of patterns that conflict with this one and were applied to the same file. */
  readonly conflicts: readonly string[];
}

export interface MatchResult {
  /** One list a finding, in the order asked. */
  readonly matches: readonly (readonly PatternMatch[])[];
}

/** `embedder/status` and the answer of `embedder/use`. */
export interface EmbedderStatus {
  readonly id: string;
  readonly version: string;
  readonly kind: 'lexical' | 'semantic';
  readonly reranker: string;
  /** The provider that was asked for; differs from `id` while it fails. */
  readonly wanted: string;
  readonly problem?: string;
  readonly embedded: number;
  readonly waiting: number;
}

/** `embedder/use`: which provider embeds from now on; patterns are embedded anew in the background. */
export interface EmbedderSettings {
  readonly provider: 'lexical' | 'openai' | 'ollama' | 'onnx';
  readonly baseUrl?: string;
  readonly model?: string;
  readonly dimensions?: number;
  /** Kept in memory alone. */
  readonly apiKey?: string;
  /** Folder with `model.onnx` and `tokenizer.json`. */
  readonly modelFolder?: string;
  readonly rerankerFolder?: string;
}

/** `sync/configure`; the session's tokens stay in memory, the editor keeps them in its secret storage. */
export interface SyncSettings {
  readonly url: string;
  /** A publishable (anon) key; a secret or service-role key is refused. */
  readonly publishableKey: string;
  readonly workspaceId?: string;
}

export interface SyncSession {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** `sync/status` and the event `sync/changed`. */
export interface SyncStatus {
  readonly state: 'off' | 'signed-out' | 'idle' | 'syncing' | 'offline' | 'blocked';
  readonly waiting: number;
  readonly rejected: number;
  readonly lastPushAt?: string;
  readonly lastPullAt?: string;
  readonly problem?: string;
  readonly user?: string;
  readonly workspaceId?: string;
}

/** An entry of `sync/deadLetters`: a write that the server refused; kept until retried or discarded by the user. */
export interface DeadLetter {
  readonly id: string;
  readonly table: string;
  readonly rowId: string;
  readonly reason: string;
  readonly attempts: number;
  readonly at: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Event `store/changed`: tables with new rows, for views that show them. */
export interface StoreChanged {
  readonly tables: readonly string[];
}

/** Event `service/progress`: long work in the background. */
export interface ServiceProgress {
  readonly task: 'embedding' | 'indexing' | 'import' | 'snapshot' | 'migration' | 'sync';
  readonly done: number;
  readonly total: number;
}
