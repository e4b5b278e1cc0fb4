import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hasPackedFile, readPackedFile } from '../packedFile.ts';

/** What the embedded Postgres reads from disk: programs, its file tree, and archives of extensions. */
export interface PgliteAssets {
  readonly pgliteWasm: WebAssembly.Module;
  readonly initdbWasm: WebAssembly.Module;
  readonly fileTree: Blob;
  /** Archive of each extension by name. */
  readonly extensions: ReadonlyMap<string, URL>;
}

const ARCHIVE_SUFFIX = '.tar.gz';

/** Ships as an archive but needs another process, shared memory of several backends or the machine's files. */
const NOT_LOADED: ReadonlySet<string> = new Set([
  'auto_explain',
  'passwordcheck',
  'file_fdw',
  'pg_overexplain',
]);

const loaded = new Map<string, Promise<PgliteAssets>>();

/**
 * Reads and compiles the embedded Postgres once per process.
 *
 * @param folder where a bundle keeps the files; without it the installed packages are used
 */
export function loadPgliteAssets(folder?: string): Promise<PgliteAssets> {
  const key = folder ?? '';
  const known = loaded.get(key);
  if (known !== undefined) return known;
  const reading = readAssets(folder === undefined ? installedFolders() : [folder]);
  loaded.set(key, reading);
  return reading;
}

async function readAssets(folders: readonly string[]): Promise<PgliteAssets> {
  const [pgliteWasm, initdbWasm, fileTree] = await Promise.all([
    compile(folders, 'pglite.wasm'),
    compile(folders, 'initdb.wasm'),
    read(folders, 'pglite.data'),
  ]);
  const extensions = new Map<string, URL>();
  for (const folder of folders) {
    for (const file of readdirSync(folder)) {
      const name = file.slice(0, -ARCHIVE_SUFFIX.length);
      if (!file.endsWith(ARCHIVE_SUFFIX) || NOT_LOADED.has(name)) continue;
      extensions.set(name, pathToFileURL(join(folder, file)));
    }
  }
  return { pgliteWasm, initdbWasm, fileTree: new Blob([fileTree]), extensions };
}

async function compile(folders: readonly string[], name: string): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await read(folders, name));
}

async function read(folders: readonly string[], name: string): Promise<Buffer<ArrayBuffer>> {
  for (const folder of folders) {
    const path = join(folder, name);
    if (hasPackedFile(path)) return readPackedFile(path);
  }
  throw new Error(`the embedded Postgres lacks ${name}; install Fixward again`);
}

function installedFolders(): readonly string[] {
  const require = createRequire(import.meta.url);
  return ['@electric-sql/pglite', '@electric-sql/pglite-pgvector'].map((name) =>
    dirname(require.resolve(name)),
  );
}
