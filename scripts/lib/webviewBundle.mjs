import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Largest size in kilobytes of what of the panel is read before anything shows, minified and compressed. */
export const PANEL_BUDGET_KB = 100;

/**
 * How the panel's page is bundled.
 * @param {{ root: string, outdir: string, minify: boolean, playground?: boolean }} options
 * @returns {import('esbuild').BuildOptions & { metafile: true }}
 */
export function webviewBundle({ root, outdir, minify, playground = false }) {
  return {
    entryPoints: {
      panel: 'webview/styles/page.css',
      ...(playground
        ? { playground: 'webview/playground/main.ts', themes: 'webview/playground/themes.css' }
        : { main: 'webview/main.ts' }),
    },
    outdir,
    bundle: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    minify,
    sourcemap: minify ? false : 'linked',
    legalComments: 'none',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
    // What only some conversations need is read when it is needed; the page's nonce goes along with such an import.
    splitting: true,
    chunkNames: 'parts/[name]-[hash]',
    metafile: true,
    logLevel: 'warning',
    absWorkingDir: root,
    define: { 'process.env.NODE_ENV': '"production"' },
  };
}

/**
 * Kilobytes, as they travel compressed, of the panel's script and of every part that it cannot begin without.
 * @param {string} folder of the built panel
 */
export async function panelGzipKb(folder) {
  const waiting = ['main.js'];
  const read = new Set();
  let bytes = 0;
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (read.has(path)) continue;
    read.add(path);
    const text = await readFile(join(folder, path));
    bytes += gzipSync(text).length;
    // What is imported only once it is needed stands between parentheses.
    for (const [, part] of text
      .toString()
      .matchAll(/(?:from|import) ?"(?:\.\/)+(?:parts\/)?([^"/]+\.js)"/gu)) {
      waiting.push(join('parts', String(part)));
    }
  }
  return Math.round(bytes / 1024);
}
