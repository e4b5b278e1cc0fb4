import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CEDAR_WASM_NAME } from '../../engines/cedar/cedarModule.ts';
import type { PermissionPlaces } from '../../engines/cedar/cedarPermissions.ts';
import type { EngineLocations } from '../../engines/workspace/engines.ts';

/** The shadow's program beside the service's own; undefined in a build without one. */
export function shadowProgram(): string | undefined {
  return beside('shadow.mjs');
}

/** Where a packaged build keeps its parsers; elsewhere the installed packages are used. */
export function engineLocations(): EngineLocations {
  return { nativeDirectory: beside('native'), wasmPath: beside('libpg-query.wasm') };
}

/** Fixward's policies beside the program, or above it in a development build, and the user's own. */
export function permissionPlaces(home: string): PermissionPlaces {
  const shippedFolder = beside('policies') ?? above(join('media', 'policies')) ?? join(here, 'policies');
  const wasmPath = beside(CEDAR_WASM_NAME) ?? besides(shippedFolder, CEDAR_WASM_NAME);
  return {
    shippedFolder,
    ownFolder: join(home, 'policies'),
    ...(wasmPath !== undefined && { wasmPath }),
  };
}

const here = dirname(fileURLToPath(import.meta.url));

function beside(name: string): string | undefined {
  return besides(here, name);
}

function besides(folder: string, name: string): string | undefined {
  const path = join(folder, name);
  return existsSync(path) ? path : undefined;
}

function above(path: string): string | undefined {
  for (let folder = here; ; folder = dirname(folder)) {
    const candidate = join(folder, path);
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
}
