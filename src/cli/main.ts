#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { isMainThread } from 'node:worker_threads';
import { ShadowSupervisor } from '../engines/shadow/shadowSupervisor.ts';
import { fixwardHome } from '../engines/workspace/projectRoot.ts';
import { connectStore } from '../store/client/connectStore.ts';
import { type CliHost, EXIT } from './cliHost.ts';
import { runCommandLine } from './commandLine.ts';
import { linesOf } from './linesOf.ts';

// V8 compiles the SQL parser's WebAssembly fast first and well later. A command that runs for a second ends before the
// second compilation pays: without it a check takes about a sixth less time.
setFlagsFromString('--liftoff-only');
// The same holds for the program itself: V8's optimizing compiler takes as long on another core as the check does on
// its own, for functions that run a moment longer. Asked for at a third of the pace, it takes a third of the time, and
// the check as long as before. Code that runs for many seconds is optimized all the same.
setFlagsFromString('--interrupt-budget=400000');

const here = dirname(fileURLToPath(import.meta.url));

// A reader that has seen enough, such as `head`, is no mistake; nothing more can be said to it.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? (process.exitCode ?? EXIT.done) : EXIT.internal);
  });
}

const host: CliHost = {
  workingFolder: process.cwd(),
  environment: process.env,
  engineLocations: {
    ...beside('native', (path) => ({ nativeDirectory: path })),
    ...beside('libpg-query.wasm', (path) => ({ wasmPath: path })),
  },
  version: ownVersion(),
  programModule: import.meta.url,
  write: (text) => {
    process.stdout.write(text);
  },
  log: (line) => {
    process.stderr.write(`${line}\n`);
  },
  readStdin: async () => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk);
    return Buffer.concat(chunks);
  },
  readLines: () => linesOf(process.stdin),
  now: () => performance.now(),
  connectShadow: () => new ShadowSupervisor({ program: join(here, 'shadow.mjs'), environment: process.env }),
  connectService: () =>
    connectStore({
      home: fixwardHome(process.env),
      version: host.version,
      program: join(here, 'service.mjs'),
      client: 'cli',
      environment: process.env,
    }),
  isTerminal: process.stdin.isTTY === true,
  serveMcp: async (options) => {
    // A program of its own: its protocol library is half as large as all the rest of the command line.
    const program = new URL('./mcp.mjs', import.meta.url).href;
    // SAFETY: the build puts this very module under that name.
    const { serveMcp } = (await import(program)) as typeof import('../mcp/main.ts');
    await serveMcp(options);
  },
};

try {
  if (isMainThread) process.exitCode = await runCommandLine(host, process.argv.slice(2));
  else await (await import('./checkThreads.ts')).runAsThread();
} catch (error) {
  // The thread that waits for this one tells it.
  if (!isMainThread) throw error;
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  host.log(`fixward: internal error: ${trace}`);
  process.exitCode = EXIT.internal;
}

/** A packaged build keeps its parsers beside the bundle; elsewhere the installed packages are used. */
function beside<Part extends object>(name: string, part: (path: string) => Part): Part | undefined {
  const path = join(here, name);
  return existsSync(path) ? part(path) : undefined;
}

/** The version stands in the package file, above the bundle and above the source alike. */
function ownVersion(): string {
  for (let folder = here; ; folder = dirname(folder)) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      if (isManifest(manifest)) return manifest.version;
    } catch {
      // No package file here; the next folder up may have it.
    }
    if (dirname(folder) === folder) return 'unknown';
  }
}

function isManifest(value: unknown): value is { readonly name: 'fixward'; readonly version: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    value.name === 'fixward' &&
    'version' in value &&
    typeof value.version === 'string'
  );
}
