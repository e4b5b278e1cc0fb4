import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

const compress = promisify(brotliCompress);

/** Higher levels take ten times as long for a tenth less. */
const QUALITY = 9;

/**
 * Copies a large file compressed, as `target` with `.br` behind it: an extension's package has a size to keep, and
 * its archive format knows deflate alone.
 * @param {string} source
 * @param {string} target
 */
export async function copyPacked(source, target) {
  const content = await readFile(source);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  await writeFile(`${target}.br`, await compress(content, { params }));
}
