import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { MODULE_BANNER } from './moduleBanner.mjs';
import { repoRoot } from './paths.mjs';
import { PlainError } from './plainError.mjs';

const ENTRY = `
  export { fieldsOf } from './src/core/library/writePatternFile.ts';
  export { parsePatternFile } from './src/core/library/parsePatternFile.ts';
  export { shippedRelationSchema } from './src/core/library/shippedLibrary.ts';
  export { parse } from 'yaml';
`;

/**
 * The starter library as one JSON text: every pattern file and `relations.yaml` of the folder, read as the programs read
 * a user's own. Throws when anything in them is wrong.
 *
 * @param {string} folder
 */
export async function packLibrary(folder) {
  const core = await loadReaders();
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.yaml')).sort();
  /** @type {string[]} */
  const problems = [];
  const patterns = new Map();
  for (const name of names.filter((one) => one !== 'relations.yaml')) {
    const path = relative(repoRoot, join(folder, name));
    const read = core.parsePatternFile(path, await readFile(join(folder, name), 'utf8'));
    for (const { line, message } of read.problems) problems.push(`${path}:${line + 1}: ${message}`);
    for (const { content } of read.patterns) {
      if (patterns.has(content.key))
        problems.push(`${path}: key "${content.key}" stands in another file too`);
      patterns.set(content.key, core.fieldsOf(content));
    }
  }
  const relations = [];
  if (names.includes('relations.yaml')) {
    const written = core.parse(await readFile(join(folder, 'relations.yaml'), 'utf8'));
    for (const [index, entry] of (Array.isArray(written) ? written : (written?.relations ?? [])).entries()) {
      const read = core.shippedRelationSchema.safeParse(entry);
      const unknown = read.success
        ? [read.data.from, read.data.to].find((key) => !patterns.has(key))
        : undefined;
      if (!read.success)
        problems.push(`relations.yaml: entry ${index + 1}: ${read.error.issues[0]?.message}`);
      else if (unknown !== undefined) problems.push(`relations.yaml: no pattern is called "${unknown}"`);
      else relations.push(read.data);
    }
  }
  if (problems.length > 0) throw new PlainError(`the starter library has mistakes:\n${problems.join('\n')}`);
  return JSON.stringify({ version: 1, patterns: [...patterns.values()], relations });
}

/** @returns {Promise<any>} */
async function loadReaders() {
  const folder = await mkdtemp(join(tmpdir(), 'fixward-library-'));
  try {
    const outfile = join(folder, 'readers.mjs');
    await build({
      stdin: { contents: ENTRY, resolveDir: repoRoot, loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      // The YAML reader asks for a module of Node in its own way.
      banner: { js: MODULE_BANNER },
      outfile,
      logLevel: 'warning',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
