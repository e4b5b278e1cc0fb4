import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PermissionPlaces } from '../../engines/cedar/cedarPermissions.ts';
import { policyPlaces } from '../../engines/cedar/policyPlaces.ts';
import type { EngineLocations } from '../../engines/workspace/engines.ts';

/** The shadow's program beside the service's own; undefined in a build without one. */
export function shadowProgram(): string | undefined {
  return beside('shadow.mjs');
}

/** Where a packaged build keeps its parsers; elsewhere the installed packages are used. */
export function engineLocations(): EngineLocations {
  return { nativeDirectory: beside('native'), wasmPath: beside('libpg-query.wasm') };
}

/** Fixward's policies and the user's own. */
export function permissionPlaces(home: string): PermissionPlaces {
  return policyPlaces(here, home);
}

const here = dirname(fileURLToPath(import.meta.url));

function beside(name: string): string | undefined {
  const path = join(here, name);
  return existsSync(path) ? path : undefined;
}
