import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { unpackTar } from 'modern-tar/fs';
import { errorMessage } from '../../../core/errorMessage.ts';
import { downloadTarball } from '../../../engines/embedders/onnx/downloadTarball.ts';

export interface SqliteDatabase {
  rows(sql: string): readonly Readonly<Record<string, unknown>>[];
  close(): void;
}

/** Opens a SQLite file for reading; `problem` is one line that a user can act on. */
export type OpenSqlite = (
  path: string,
) => Promise<{ readonly database: SqliteDatabase } | { readonly problem: string }>;

export interface SqliteReaderOptions {
  /** Where the reader is kept once it was fetched. */
  readonly folder: string;
  /** Of the package registry, ending with a slash. */
  readonly registry: () => Promise<string>;
  readonly onFetch: (message: string) => void;
  /** Whether Node's own reader is looked for; a test says no. */
  readonly builtIn?: boolean;
}

/** Fetched when a SQLite file is read by a Node without a reader of its own: the extension has no room for it. */
const READER = {
  name: 'sql.js',
  version: '1.16.0',
  integrity:
    'sha512-q/JOZuJfmVh8Zf8Eo+cMJvtxAWeWBqTfJ6AQYGXZmcaLGHMwhA2niH3fQYHrBtPeOss1ttzHec07K5+rHaMRMw==',
} as const;
const NEEDED_FILES: ReadonlySet<string> = new Set([
  'dist/sql-wasm.js',
  'dist/sql-wasm.wasm',
  'package.json',
  'LICENSE',
]);

/** Node's own reader where there is one, else one from the package registry, which is fetched once and checked. */
export function sqliteOpener({ folder, registry, onFetch, builtIn = true }: SqliteReaderOptions): OpenSqlite {
  return async (path) => {
    try {
      const native = builtIn ? openNative(path) : undefined;
      if (native !== undefined) return { database: native };
      const place = join(folder, `${READER.name}-${READER.version}`);
      if (!existsSync(join(place, 'dist', 'sql-wasm.wasm'))) {
        const problem = await fetchReader(place, await registry(), onFetch);
        if (problem !== undefined)
          return {
            problem: `${problem} SQLite files are read by Node 22.13 or later without it; the JSON backup can be imported as it is.`,
          };
      }
      return { database: await openPortable(path, place) };
    } catch (error) {
      return { problem: `${path} cannot be read as a SQLite database: ${errorMessage(error)}` };
    }
  };
}

async function fetchReader(
  place: string,
  registry: string,
  onFetch: (message: string) => void,
): Promise<string | undefined> {
  onFetch(`Fetching ${READER.name} ${READER.version} from ${new URL(registry).host} to read SQLite files …`);
  await mkdir(dirname(place), { recursive: true });
  const staging = await mkdtemp(`${place}-`);
  try {
    const tarball = join(staging, 'package.tgz');
    const fetched = await downloadTarball(READER, registry, tarball, () => undefined, undefined);
    if (!fetched.ok) return fetched.message;
    const unpacked = join(staging, 'package');
    await pipeline(
      createReadStream(tarball),
      createGunzip(),
      unpackTar(unpacked, {
        strip: 1,
        filter: ({ name, type }) => type === 'file' && NEEDED_FILES.has(name),
      }),
    );
    await rm(place, { recursive: true, force: true });
    await rename(unpacked, place);
    return undefined;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

interface NativeModule {
  readonly DatabaseSync: new (
    path: string,
    options: { readonly readOnly: boolean },
  ) => {
    prepare(sql: string): { all(): Record<string, unknown>[] };
    close(): void;
  };
}

function openNative(path: string): SqliteDatabase | undefined {
  // SAFETY: a module of Node that its types of this version do not have; absent before 22.13.
  const native = process.getBuiltinModule?.('node:sqlite') as unknown as NativeModule | undefined;
  if (native === undefined) return undefined;
  const database = new native.DatabaseSync(path, { readOnly: true });
  return { rows: (sql) => database.prepare(sql).all(), close: () => database.close() };
}

interface PortableModule {
  readonly Database: new (
    content: Uint8Array,
  ) => {
    prepare(sql: string): { step(): boolean; getAsObject(): Record<string, unknown>; free(): boolean };
    close(): void;
  };
}

async function openPortable(path: string, place: string): Promise<SqliteDatabase> {
  // SAFETY: the package was pinned to the byte; this is what its version gives.
  const initialize = createRequire(import.meta.url)(join(place, 'dist', 'sql-wasm.js')) as (options: {
    readonly locateFile: (name: string) => string;
  }) => Promise<PortableModule>;
  const { Database } = await initialize({ locateFile: (name) => join(place, 'dist', name) });
  const database = new Database(await readFile(path));
  return {
    rows(sql) {
      const statement = database.prepare(sql);
      const rows: Record<string, unknown>[] = [];
      while (statement.step()) rows.push(statement.getAsObject());
      statement.free();
      return rows;
    },
    close: () => database.close(),
  };
}
