import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hasPackedFile } from '../packedFile.ts';
import { CEDAR_WASM_NAME } from './cedarModule.ts';
import type { PermissionPlaces } from './cedarPermissions.ts';
import { SCHEMA_NAME } from './policyFiles.ts';

/** Where the policies stand: beside a bundle, or in the sources above it. */
const FOLDERS = ['policies', join('media', 'policies')];

/**
 * Where a program finds its policies and the user's own. Where there are none it names the place they should be in, so
 * that opening them says what is missing.
 *
 * @param programFolder folder of the running bundle
 * @param home the data folder
 */
export function policyPlaces(programFolder: string, home: string): PermissionPlaces {
  const shippedFolder = findUpwards(programFolder) ?? join(programFolder, 'policies');
  const wasmPath = join(shippedFolder, CEDAR_WASM_NAME);
  return {
    shippedFolder,
    ownFolder: join(home, 'policies'),
    ...(hasPackedFile(wasmPath) && { wasmPath }),
  };
}

function findUpwards(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = FOLDERS.map((name) => join(folder, name)).find((path) =>
      existsSync(join(path, SCHEMA_NAME)),
    );
    if (found !== undefined) return found;
    if (dirname(folder) === folder) return undefined;
  }
}
