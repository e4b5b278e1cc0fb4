import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readPackedFile } from '../packedFile.ts';

export type CedarModule = typeof import('@cedar-policy/cedar-wasm/web');

/** The engine's file as the package names it; a build keeps it beside its policies, a packaged one compressed. */
export const CEDAR_WASM_NAME = 'cedar_wasm_bg.wasm';

let opened: Promise<CedarModule> | undefined;

/** Cedar's engine, about 60 ms with the first call of a process; rejects when its file cannot be read or run. */
export function openCedar(wasmPath?: string): Promise<CedarModule> {
  opened ??= open(wasmPath ?? installedPath()).catch((error: unknown) => {
    // The next call tries again: the file may have come back.
    opened = undefined;
    throw error;
  });
  return opened;
}

async function open(path: string): Promise<CedarModule> {
  const [cedar, bytes] = await Promise.all([import('@cedar-policy/cedar-wasm/web'), readPackedFile(path)]);
  cedar.initSync({ module: bytes });
  return cedar;
}

/** The package lets `require` find its part for Node alone; the part for bundlers and browsers stands beside it. */
function installedPath(): string {
  const forNode = createRequire(import.meta.url).resolve('@cedar-policy/cedar-wasm/nodejs');
  return join(dirname(forNode), '..', 'web', CEDAR_WASM_NAME);
}
