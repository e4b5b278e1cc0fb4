import { gzipSync } from 'node:zlib';

/** Largest size of the panel's script in kilobytes, minified and compressed: it is read before anything shows. */
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
 * Kilobytes of a text as it travels compressed.
 * @param {Uint8Array} bytes
 */
export function gzipKb(bytes) {
  return Math.round(gzipSync(bytes).length / 1024);
}
