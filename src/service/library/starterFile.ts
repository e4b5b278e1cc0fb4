import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { NO_LIBRARY, parseShippedLibrary, type ShippedLibrary } from '../../core/library/shippedLibrary.ts';

/** The packed starter library beside the program; another file where the environment names one. */
export async function readStarterFile(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ShippedLibrary> {
  const path = environment.FIXWARD_LIBRARY_FILE ?? fileURLToPath(new URL('./library.json', import.meta.url));
  return existsSync(path) ? parseShippedLibrary(await readFile(path, 'utf8')) : NO_LIBRARY;
}
