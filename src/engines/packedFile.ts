import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

/** Packages keep the largest files compressed beyond what their own archive can. */
const PACKED_SUFFIX = '.br';

const unpack = promisify(brotliDecompress);

/** Whether a file is there, as it is or packed under the same name with `.br` behind it. */
export function hasPackedFile(path: string): boolean {
  return existsSync(path) || existsSync(path + PACKED_SUFFIX);
}

/** Content of a file that may be packed; rejects as reading does when it is there in neither form. */
export async function readPackedFile(path: string): Promise<Buffer<ArrayBuffer>> {
  if (!existsSync(path) && existsSync(path + PACKED_SUFFIX)) {
    return unpack(await readFile(path + PACKED_SUFFIX));
  }
  return readFile(path);
}
