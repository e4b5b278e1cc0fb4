import { type Extension, PGlite } from '@electric-sql/pglite';
import type { ShadowDatabase, ShadowRow } from '../../core/proof/shadowDatabase.ts';
import type { ExtensionStub, ReplayDatabase } from '../../core/replay/replayDatabase.ts';
import { loadPgliteAssets } from './pgliteAssets.ts';
import { RESULT_PARSERS } from './resultValues.ts';
import { splitSql } from './splitSql.ts';
import { toShadowSqlError } from './sqlErrors.ts';

/** The whole of a database at one moment, to open again as often as wanted. */
export interface DatabaseSnapshot {
  readonly data: Blob;
  readonly sizeBytes: number;
}

export interface PgliteOptions {
  /** Where a bundle keeps the engine's files; the installed packages when absent. */
  readonly assetsFolder?: string;
  /** Starts from here instead of an empty database. */
  readonly snapshot?: DatabaseSnapshot;
  /** Awaited before each statement, while which nothing else in the process runs; what it throws ends the call. */
  readonly beforeStatement?: () => Promise<void> | undefined;
}

/** A throw-away database inside this process; about 300 MB while open. */
export interface PgliteDatabase extends ReplayDatabase {
  installExtension(stub: ExtensionStub): Promise<void>;
  /** Not inside a transaction. */
  snapshot(): Promise<DatabaseSnapshot>;
  close(): Promise<void>;
}

/** Segments of 1 MB instead of 16, and no databases to copy new ones from: snapshots are 16 MB instead of 40. */
const INITDB_ARGUMENTS = ['--wal-segsize=1'];
const DROP_TEMPLATES = [
  'update pg_catalog.pg_database set datistemplate = false',
  'drop database template1',
  'drop database template0',
  'checkpoint',
];

/** Where the server looks for extensions, in the file tree in memory. */
const EXTENSION_FOLDER = '/pglite/share/postgresql/extension';

export async function openPglite(options: PgliteOptions = {}): Promise<PgliteDatabase> {
  const assets = await loadPgliteAssets(options.assetsFolder);
  const extensions: Record<string, Extension> = {};
  for (const [name, bundlePath] of assets.extensions) {
    extensions[name] = { name, setup: async () => ({ bundlePath }) };
  }
  const pglite = new PGlite({
    pgliteWasmModule: assets.pgliteWasm,
    initdbWasmModule: assets.initdbWasm,
    fsBundle: assets.fileTree,
    extensions,
    parsers: RESULT_PARSERS,
    ...(options.snapshot ? { loadDataDir: options.snapshot.data } : { initDbStartParams: INITDB_ARGUMENTS }),
  });
  await pglite.waitReady;
  if (options.snapshot === undefined) {
    for (const statement of DROP_TEMPLATES) await pglite.exec(statement);
  }
  return new Pglite(pglite, await versionOf(pglite), options.beforeStatement ?? (() => undefined));
}

async function versionOf(pglite: PGlite): Promise<string> {
  const { rows } = await pglite.query<{ server_version: string }>('show server_version');
  return /^[\d.]+/.exec(rows[0]?.server_version ?? '')?.[0] ?? 'unknown';
}

class Pglite implements PgliteDatabase {
  readonly engine: ShadowDatabase['engine'];
  readonly #pglite: PGlite;
  readonly #beforeStatement: () => Promise<void> | undefined;

  constructor(pglite: PGlite, version: string, beforeStatement: () => Promise<void> | undefined) {
    this.#pglite = pglite;
    this.#beforeStatement = beforeStatement;
    this.engine = { name: 'PGlite', version };
  }

  async run(sql: string): Promise<void> {
    // Sent together, statements would share a transaction, which some of them refuse.
    for (const { start, end } of splitSql(sql)) {
      const statement = sql.slice(start, end);
      await this.#watched(statement, start, () => this.#pglite.exec(statement));
    }
  }

  async query(
    sql: string,
    parameters: readonly (string | number | boolean | null)[] = [],
  ): Promise<readonly ShadowRow[]> {
    const { rows } = await this.#watched(sql, 0, () => this.#pglite.query<ShadowRow>(sql, [...parameters]));
    return rows;
  }

  async installExtension({ name, versions, schema, sql }: ExtensionStub): Promise<void> {
    const files = this.#pglite.Module.FS;
    const control = [
      `comment = 'stand-in for ${name.replaceAll("'", '')}'`,
      `default_version = '${versions[0] ?? '1.0'}'`,
      `relocatable = false`,
      ...(schema === undefined ? [] : [`schema = '${schema}'`]),
    ];
    files.writeFile(`${EXTENSION_FOLDER}/${name}.control`, `${control.join('\n')}\n`);
    for (const version of versions) files.writeFile(`${EXTENSION_FOLDER}/${name}--${version}.sql`, sql);
  }

  async snapshot(): Promise<DatabaseSnapshot> {
    const data = await this.#pglite.dumpDataDir('none');
    return { data, sizeBytes: data.size };
  }

  close(): Promise<void> {
    return this.#pglite.close();
  }

  async #watched<Result>(statement: string, base: number, call: () => Promise<Result>): Promise<Result> {
    await this.#beforeStatement();
    try {
      return await call();
    } catch (thrown) {
      throw toShadowSqlError(thrown, statement, base);
    }
  }
}
