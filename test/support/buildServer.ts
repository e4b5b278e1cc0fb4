import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { MODULE_BANNER } from '../../scripts/lib/moduleBanner.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Bundles one program for tests; parsers come from node_modules. Returns the bundle's path. */
export async function buildProgram(entry: string, name: string): Promise<string> {
  const outfile = join(root, '.tsbuild', 'programs', `${process.pid}-${name}.mjs`);
  await mkdir(join(root, '.tsbuild', 'programs'), { recursive: true });
  await build({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
    banner: { js: MODULE_BANNER },
  });
  return outfile;
}
