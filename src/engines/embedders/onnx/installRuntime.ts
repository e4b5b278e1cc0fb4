import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { unpackTar } from 'modern-tar/fs';
import { errorMessage } from '../../../core/errorMessage.ts';
import { downloadTarball } from './downloadTarball.ts';
import { isNeededFile, RUNTIME_PACKAGES, RUNTIME_PLATFORMS, type RuntimePackage } from './runtimePackages.ts';

export interface InstallRuntimeOptions {
  /** What becomes the runtime's folder; replaced as a whole, and only when everything is in place. */
  readonly folder: string;
  /** Of the package registry, ending with a slash. */
  readonly registry: string;
  readonly platform?: string;
  readonly arch?: string;
  readonly packages?: readonly RuntimePackage[];
  readonly signal?: AbortSignal;
  /** Bytes of the download so far; the total is 0 where the registry does not say. */
  readonly onProgress?: (done: number, total: number) => void;
}

export type InstallRuntimeOutcome =
  | { readonly ok: true; readonly folder: string }
  | {
      readonly ok: false;
      readonly reason: 'platform' | 'offline' | 'refused' | 'checksum' | 'disk' | 'cancelled';
      /** One line that a user can act on. */
      readonly message: string;
    };

/**
 * Downloads the runtime for local models from the package registry. Only call it when the user agreed. Nothing of a
 * package is unpacked before its checksum was found right, and none of its scripts is run.
 */
export async function installRuntime(options: InstallRuntimeOptions): Promise<InstallRuntimeOutcome> {
  const { folder, platform = process.platform, arch = process.arch, packages = RUNTIME_PACKAGES } = options;
  if (!RUNTIME_PLATFORMS.has(`${platform}-${arch}`)) {
    const message = `There is no runtime for local models on ${platform}-${arch}; use Ollama or the built-in search.`;
    return { ok: false, reason: 'platform', message };
  }
  let staging: string | undefined;
  try {
    await mkdir(dirname(folder), { recursive: true });
    staging = await mkdtemp(`${folder}-`);
    const made = await fill(staging, packages, { ...options, platform, arch });
    if (!made.ok) return made;
    await replaceFolder(staging, folder);
    return { ok: true, folder };
  } catch (error) {
    if (options.signal?.aborted === true) {
      return {
        ok: false,
        reason: 'cancelled',
        message: 'The download was cancelled; nothing was installed.',
      };
    }
    return {
      ok: false,
      reason: 'disk',
      message: `The runtime could not be unpacked: ${errorMessage(error)}`,
    };
  } finally {
    if (staging !== undefined) await rm(staging, { recursive: true, force: true });
  }
}

async function fill(
  staging: string,
  packages: readonly RuntimePackage[],
  {
    registry,
    signal,
    onProgress,
    platform,
    arch,
  }: InstallRuntimeOptions & { platform: string; arch: string },
): Promise<InstallRuntimeOutcome> {
  let before = 0;
  for (const wanted of packages) {
    const tarball = join(staging, 'package.tgz');
    let size = 0;
    const downloaded = await downloadTarball(
      wanted,
      registry,
      tarball,
      (done, total) => {
        size = done;
        onProgress?.(before + done, before + total);
      },
      signal,
    );
    if (!downloaded.ok) return downloaded;
    before += size;
    const target = join(staging, 'node_modules', wanted.name);
    await pipeline(
      createReadStream(tarball),
      createGunzip(),
      unpackTar(target, {
        strip: 1,
        filter: ({ name, type }) => type === 'file' && isNeededFile(name, platform, arch),
      }),
      { ...(signal && { signal }) },
    );
    await rm(tarball);
  }
  const versions = Object.fromEntries(packages.map(({ name, version }) => [name, version]));
  await writeFile(
    join(staging, 'package.json'),
    `${JSON.stringify({ private: true, dependencies: versions })}\n`,
  );
  return { ok: true, folder: staging };
}

/** The old folder goes only when the new one stands. */
async function replaceFolder(staging: string, folder: string): Promise<void> {
  const old = `${folder}.old`;
  await rm(old, { recursive: true, force: true });
  if (existsSync(folder)) await rename(folder, old);
  await rename(staging, folder);
  await rm(old, { recursive: true, force: true }).catch(() => undefined);
}
