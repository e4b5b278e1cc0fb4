import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { MODULE_BANNER } from '../../scripts/lib/moduleBanner.mjs';
import { OWNER_ENTRY_POINTS, SERVICE_ENTRY_POINTS } from '../../scripts/lib/serviceBundles.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface BuiltService {
  /** The program to start. */
  readonly program: string;
  readonly metafile: Metafile;
  remove(): Promise<void>;
}

/** Bundles the service's programs into a folder; the embedded Postgres comes from node_modules, its SQL from the sources. */
export async function bundleService(folder: string): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: { ...SERVICE_ENTRY_POINTS, ...OWNER_ENTRY_POINTS },
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
    // Found from the repository, in which the folder stands.
    external: ['onnxruntime-node'],
  });
  return metafile;
}

/** The service's programs in a folder of their own. */
export async function buildService(): Promise<BuiltService> {
  const builds = process.env.FIXWARD_TEST_BUILDS ?? join(root, '.tsbuild');
  const folder = join(builds, `service-under-test-${process.pid}-${Date.now()}`);
  await mkdir(folder, { recursive: true });
  const metafile = await bundleService(folder);
  return {
    program: join(folder, 'service.mjs'),
    metafile,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
