// Bundles every program of Fixward into dist/, copies what bundles need beside them, and fails when a bundle
// outgrows its budget.  Usage: node esbuild.config.mjs [--watch] [--production] [--platform linux-x64 [--parser FILE]]
import { cp, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { context } from 'esbuild';
import { copyPacked } from './scripts/lib/copyPacked.mjs';
import { MODULE_BANNER } from './scripts/lib/moduleBanner.mjs';
import { packLibrary } from './scripts/lib/packLibrary.mjs';
import { copyPolicyAssets } from './scripts/lib/policyAssets.mjs';
import { PREBUILDS } from './scripts/lib/prebuilds.mjs';
import { OWNER_ENTRY_POINTS, SERVICE_ENTRY_POINTS } from './scripts/lib/serviceBundles.mjs';
import { SHADOW_ENTRY_POINTS, separateShadowPrograms } from './scripts/lib/shadowBundles.mjs';
import { PANEL_BUDGET_KB, panelGzipKb, webviewBundle } from './scripts/lib/webviewBundle.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const watch = argv.includes('--watch');
const production = argv.includes('--production');
const platform = argument('--platform') ?? `${process.platform}-${process.arch}`;

/**
 * Largest size in kilobytes, minified, of what each program loads when it starts. A growth past it is a decision, not an
 * accident. Server and command line carry the full text of every rule: its reasons, remedies and examples are what users
 * read.
 */
const BUDGETS_KB = {
  // A third of it is the language client; the views of findings, migrations, the library and consultations, the chat, and
  // sign-in are the rest.
  'extension.js': 700,
  'server.mjs': 1900,
  'cli.mjs': 1900,
  // The embedded Postgres' own glue, the grammar's, and the catalogs' readers.
  'shadow.mjs': 1200,
  'shadow-listen.mjs': 320,
  // The protocol's own library is nearly all of it.
  'mcp.mjs': 900,
  // Half of it is what scoring looks at: rules, the grammar's glue and the readers of catalogs.
  'service.mjs': 2500,
  // The agent's library; loaded when the first question comes.
  'consultant.mjs': 2600,
  // The embedded Postgres' own glue.
  'service-owner.mjs': 600,
};

/** Validation messages are ours, in English; the library's other languages would be a third of each bundle. */
const withoutLocales = {
  name: 'without-locales',
  setup(building) {
    building.onLoad({ filter: /node_modules[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: 'export {};',
    }));
  },
};

const GRAMMARS = ['python', 'go', 'java', 'rust', 'ruby', 'php', 'csharp', 'kotlin', 'yaml', 'json', 'bash'];

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  absWorkingDir: root,
  plugins: [withoutLocales],
};

const programs = [
  {
    ...common,
    entryPoints: { extension: 'src/extension/extension.ts' },
    outdir: 'dist',
    format: 'cjs',
    external: ['vscode'],
  },
  // Half of what these programs are, they are together: rules, parsers' glue, readers of catalogs. It stands once, in
  // parts beside them, since code looks for files beside the module it stands in.
  {
    ...common,
    entryPoints: {
      server: 'src/server/main.ts',
      cli: 'src/cli/main.ts',
      mcp: 'src/mcp/main.ts',
      ...SERVICE_ENTRY_POINTS,
    },
    outdir: 'dist',
    splitting: true,
    chunkNames: 'part-[hash]',
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    banner: { js: MODULE_BANNER },
  },
  {
    ...common,
    entryPoints: SHADOW_ENTRY_POINTS,
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    banner: { js: MODULE_BANNER },
    plugins: [...common.plugins, separateShadowPrograms],
  },
  {
    ...common,
    entryPoints: OWNER_ENTRY_POINTS,
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    banner: { js: MODULE_BANNER },
  },
  webviewBundle({ root, outdir: 'dist/webview', minify: production }),
];

await rm(join(root, 'dist'), { recursive: true, force: true });
await copyNative();
await copyShadowAssets();
await copyPolicyAssets(join(root, 'dist'), production);
// What the service installs into the embedded store, and `fixward store` into others.
await cp(join(root, 'sql'), join(root, 'dist', 'sql'), { recursive: true });
// Pages that editors without a page view of their own open from a diagnostic's link.
await cp(join(root, 'docs', 'rules'), join(root, 'dist', 'rules'), { recursive: true });
await writeFile(join(root, 'dist', 'library.json'), await packLibrary(join(root, 'media', 'library')));

let failed = false;
for (const program of programs) {
  const building = await context(program);
  if (watch) {
    await building.watch();
    continue;
  }
  const { metafile } = await building.rebuild();
  await building.dispose();
  for (const path of Object.keys(metafile.outputs)) {
    const name = path.slice('dist/'.length);
    const budgetKb = BUDGETS_KB[name];
    if (budgetKb === undefined) continue;
    const sizeKb = Math.round(loadedBytes(metafile.outputs, path) / 1024);
    const over = production && sizeKb > budgetKb;
    failed ||= over;
    console.log(
      `${name}: ${sizeKb} KB${production ? ` of ${budgetKb} KB` : ''}${over ? ' — OVER BUDGET' : ''}`,
    );
  }
}
if (production) failed ||= await panelOverBudget();
if (failed) {
  console.error(
    'A bundle is over its budget: find what grew with `npx esbuild --analyze`, or raise the budget in esbuild.config.mjs and say why.',
  );
  exit(1);
}

/**
 * What starting a program reads: itself and the parts it imports, without those it asks for later.
 * @param {import('esbuild').Metafile['outputs']} outputs
 * @param {string} entry
 */
function loadedBytes(outputs, entry) {
  const loaded = new Set([entry]);
  for (const path of loaded) {
    for (const imported of outputs[path]?.imports ?? []) {
      if (imported.kind === 'import-statement' && outputs[imported.path]) loaded.add(imported.path);
    }
  }
  return [...loaded].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);
}

/** The panel is weighed as it is first read: compressed, with the parts that its script cannot begin without. */
async function panelOverBudget() {
  const sizeKb = await panelGzipKb(join(root, 'dist', 'webview'));
  const over = sizeKb > PANEL_BUDGET_KB;
  console.log(
    `webview, first read: ${sizeKb} KB of ${PANEL_BUDGET_KB} KB, compressed${over ? ' — OVER BUDGET' : ''}`,
  );
  return over;
}

/** Native parsers, grammars and the Postgres parser's WebAssembly stand beside the bundles, not inside them. */
async function copyNative() {
  const prebuild = PREBUILDS[platform];
  if (!prebuild) {
    throw new Error(`no native parsers for ${platform}; known: ${Object.keys(PREBUILDS).join(', ')}`);
  }
  const native = join(root, 'dist', 'native');
  await mkdir(join(native, 'languages'), { recursive: true });
  const binding =
    argument('--parser') ??
    join(packageFolder(`@ast-grep/napi-${prebuild.napi}`), `ast-grep-napi.${prebuild.napi}.node`);
  await cp(binding, join(native, 'ast-grep.node'));
  for (const grammar of GRAMMARS) {
    const parser = join(
      packageFolder(`@ast-grep/lang-${grammar}`),
      'prebuilds',
      `prebuild-${prebuild.grammar}`,
      'parser.so',
    );
    await stat(parser);
    await cp(parser, join(native, 'languages', `${grammar}.so`));
  }
  await cp(
    join(packageFolder('libpg-query'), 'wasm', 'libpg-query.wasm'),
    join(root, 'dist', 'libpg-query.wasm'),
  );
}

/** The embedded Postgres: its programs, its file tree and its extensions. */
async function copyShadowAssets() {
  const target = join(root, 'dist', 'shadow-assets');
  await mkdir(target, { recursive: true });
  for (const name of ['@electric-sql/pglite', '@electric-sql/pglite-pgvector']) {
    const folder = join(packageFolder(name), 'dist');
    for (const file of await readdir(folder)) {
      if (!/^(?:pglite\.wasm|initdb\.wasm|pglite\.data|[\w-]+\.tar\.gz)$/u.test(file)) continue;
      // These need another process or the machine's files; the shadow does not load them.
      if (/^(?:auto_explain|passwordcheck|file_fdw|pg_overexplain)\./u.test(file)) continue;
      const copy = production && !file.endsWith('.tar.gz') ? copyPacked : cp;
      await copy(join(folder, file), join(target, file));
    }
  }
}

function packageFolder(name) {
  const folder = require.resolve.paths(name)?.map((path) => join(path, name)) ?? [];
  const found = folder.find((path) => {
    try {
      require(join(path, 'package.json'));
      return true;
    } catch {
      return false;
    }
  });
  if (!found) {
    throw new Error(`${name} is not installed; run npm install`);
  }
  return found;
}

function argument(name) {
  const index = argv.indexOf(name);
  return index < 0 ? undefined : argv[index + 1];
}
