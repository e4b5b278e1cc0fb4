import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { repoRoot } from '../lib/paths.mjs';

/**
 * What the documents are written from.
 * @typedef {object} Core
 * @property {readonly import('../../src/core/rules/ruleModel.ts').Rule[]} rules
 * @property {(rule: import('../../src/core/rules/ruleModel.ts').Rule) => string} ruleDocumentation
 * @property {readonly string[]} languages
 * @property {Record<string, unknown>} ruleFileSchema as JSON Schema
 * @property {Record<string, unknown>} patternContentSchema as JSON Schema
 */

const entry = `
  import { z } from 'zod';
  import { patternContentSchema } from './src/core/library/fixPattern.ts';
  import { BUILTIN_RULES } from './src/core/rules/builtin/builtinRules.ts';
  import { LANGUAGES } from './src/core/rules/languages.ts';
  import { ruleDocumentation } from './src/core/rules/ruleDocumentation.ts';
  import { ruleFileSchema } from './src/core/rules/ruleFileSchema.ts';
  export const core = {
    rules: BUILTIN_RULES,
    languages: LANGUAGES,
    ruleDocumentation: (rule) => ruleDocumentation(rule),
    ruleFileSchema: z.toJSONSchema(ruleFileSchema, { target: 'draft-7', io: 'input', unrepresentable: 'any' }),
    patternContentSchema: z.toJSONSchema(patternContentSchema, { target: 'draft-7', io: 'input', unrepresentable: 'any' }),
  };
`;

/**
 * Reads the rules as the programs have them, from source, so that documents never lag behind a build.
 * @returns {Promise<Core>}
 */
export async function loadCore() {
  const folder = mkdtempSync(join(tmpdir(), 'fixward-docs-'));
  try {
    const outfile = join(folder, 'core.mjs');
    await build({
      stdin: { contents: entry, resolveDir: repoRoot, loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      outfile,
      logLevel: 'warning',
    });
    return (await import(pathToFileURL(outfile).href)).core;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
