import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { RuntimePackage } from './runtimePackages.ts';

/** No tarball of the list is larger; whatever sends more is not the package. */
const TARBALL_BYTES_MAX = 400 * 1024 * 1024;

export type DownloadOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'offline' | 'refused' | 'checksum'; readonly message: string };

/** Fetches one package's tarball to a file, and takes it only when its checksum is the pinned one. */
export async function downloadTarball(
  { name, version, integrity }: RuntimePackage,
  registry: string,
  file: string,
  onBytes: (done: number, total: number) => void,
  signal: AbortSignal | undefined,
): Promise<DownloadOutcome> {
  const { host } = new URL(registry);
  const url = `${registry}${name}/-/${name}-${version}.tgz`;
  let response: Response;
  try {
    response = await fetch(url, { ...(signal && { signal }) });
  } catch {
    signal?.throwIfAborted();
    return {
      ok: false,
      reason: 'offline',
      message: `${host} cannot be reached; ${name} was not downloaded.`,
    };
  }
  if (!response.ok || response.body === null) {
    const message = `${host} answered with status ${response.status} when asked for ${name} ${version}.`;
    return { ok: false, reason: 'refused', message };
  }
  const total = Number(response.headers.get('content-length') ?? 0);
  const hash = createHash('sha512');
  let done = 0;
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      done += chunk.length;
      hash.update(chunk);
      onBytes(done, total);
      if (done > TARBALL_BYTES_MAX) next(new Error('more bytes than the package has'));
      else next(undefined, chunk);
    },
  });
  try {
    await pipeline(Readable.fromWeb(response.body), counting, createWriteStream(file), {
      ...(signal && { signal }),
    });
  } catch {
    signal?.throwIfAborted();
    return { ok: false, reason: 'offline', message: `The download of ${name} from ${host} broke off.` };
  }
  const actual = `sha512-${hash.digest('base64')}`;
  if (actual === integrity) return { ok: true };
  return {
    ok: false,
    reason: 'checksum',
    message: `What ${host} sent as ${name} ${version} is not that package (its checksum differs); nothing was installed.`,
  };
}
