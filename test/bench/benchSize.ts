import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { heading } from './figures.ts';

/** What a user downloads. */
export async function benchSize(root: string): Promise<void> {
  heading('Sizes (bundles as they are in dist/; build with --production for the shipped ones)');
  for (const name of ['extension.js', 'server.mjs', 'cli.mjs', 'libpg-query.wasm', 'native/ast-grep.node']) {
    const path = join(root, 'dist', name);
    if (!existsSync(path)) continue;
    const bytes = readFileSync(path);
    console.log(
      `  ${name.padEnd(44)} ${kilobytes(bytes.length)}   gzip ${kilobytes(gzipSync(bytes).length)}`,
    );
  }
  for (const folder of ['.', 'dist']) {
    for (const name of readdirSync(join(root, folder)).filter((file) => file.endsWith('.vsix'))) {
      console.log(`  ${name.padEnd(44)} ${kilobytes(statSync(join(root, folder, name)).size)}`);
    }
  }
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1024)} KB`.padStart(9);
}
