import type { PGliteOptions } from '@electric-sql/pglite';

/** The embedded Postgres' own files, read and compiled by whoever opens the store. */
export interface EmbeddedAssets {
  readonly pgliteWasm: NonNullable<PGliteOptions['pgliteWasmModule']>;
  readonly initdbWasm: NonNullable<PGliteOptions['initdbWasmModule']>;
  readonly fileTree: Blob;
  /** Archive of each extension by name. */
  readonly extensions: ReadonlyMap<string, URL>;
}
