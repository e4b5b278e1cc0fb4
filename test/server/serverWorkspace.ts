import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { buildProgram } from '../support/buildServer.ts';
import { type BuiltShadow, buildShadow } from '../support/buildShadow.ts';
import { type ServerOptions, startTestServer, type TestServer } from '../support/languageServer.ts';

export const WHOLE_DOCUMENT = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
export const EVAL = 'const a = eval(request.body);\n';
export const YAML_LOAD = 'import yaml\n\nsettings = yaml.load(stream)\n';

interface ServerWorkspace {
  /** Path of the server's program. */
  program(): string;
  /** The workspace folder of the running test. */
  folder(): string;
  uriOf(path: string): string;
  /** Starts a server in a new folder that holds the given files; it ends with the test. */
  start(options?: Partial<ServerOptions>, files?: Readonly<Record<string, string>>): Promise<TestServer>;
  /** Leaves ending the server to the test. */
  release(): void;
}

/**
 * A built server for all tests of one file, and a fresh workspace for each.
 *
 * @param withShadow the programs of the throw-away database stand beside the server, as in the package
 */
export function useServerWorkspace({ withShadow = false } = {}): ServerWorkspace {
  let program = '';
  let folder = '';
  let server: TestServer | undefined;
  let shadow: BuiltShadow | undefined;
  beforeAll(async () => {
    program = await buildProgram('src/server/main.ts', 'server');
    if (!withShadow) return;
    shadow = await buildShadow();
    const beside = join(dirname(shadow.program), 'server.mjs');
    await rename(program, beside);
    program = beside;
  });
  afterAll(async () => {
    await rm(program, { force: true });
    await shadow?.remove();
  });
  afterEach(async () => {
    await server?.stop();
    server = undefined;
    if (folder !== '') await rm(folder, { recursive: true, force: true });
  });
  return {
    program: () => program,
    folder: () => folder,
    uriOf: (path) => pathToFileURL(join(folder, path)).href,
    start: async (options = {}, files = {}) => {
      folder = await mkdtemp(join(tmpdir(), 'fixward-workspace-'));
      for (const [path, text] of Object.entries(files)) {
        await mkdir(join(folder, path, '..'), { recursive: true });
        await writeFile(join(folder, path), text);
      }
      server = await startTestServer({ program, folder, ...options });
      return server;
    },
    release: () => {
      server = undefined;
    },
  };
}

export function codes(diagnostics: readonly { readonly code?: unknown }[]): readonly unknown[] {
  return diagnostics.map(({ code }) => code);
}
