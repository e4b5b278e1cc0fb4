import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { MODULE_BANNER } from '../../scripts/lib/moduleBanner.mjs';
import { SHADOW_ENTRY_POINTS, separateShadowPrograms } from '../../scripts/lib/shadowBundles.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface BuiltShadow {
  /** The program to start. */
  readonly program: string;
  readonly metafile: Metafile;
  remove(): Promise<void>;
}

/** Bundles the shadow's programs into a folder; the embedded Postgres comes from node_modules. */
export async function bundleShadow(folder: string): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: SHADOW_ENTRY_POINTS,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    metafile: true,
    banner: { js: MODULE_BANNER },
    plugins: [separateShadowPrograms],
  });
  return metafile;
}

/** The shadow's programs in a folder of their own. */
export async function buildShadow(): Promise<BuiltShadow> {
  const folder = join(root, '.tsbuild', `shadow-under-test-${process.pid}-${Date.now()}`);
  await mkdir(folder, { recursive: true });
  const metafile = await bundleShadow(folder);
  return {
    program: join(folder, 'shadow.mjs'),
    metafile,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
