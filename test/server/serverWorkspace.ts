import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { buildProgram } from '../support/buildServer.ts';
import { buildService } from '../support/buildService.ts';
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
 * @param library the packed starter library that stands beside the server
 * @param withService the service's programs stand beside it too
 */
export function useServerWorkspace({
  withShadow = false,
  withService = false,
  library,
}: {
  readonly withShadow?: boolean;
  readonly withService?: boolean;
  readonly library?: object;
} = {}): ServerWorkspace {
  let program = '';
  let folder = '';
  let server: TestServer | undefined;
  let programs: Pick<BuiltShadow, 'program' | 'remove'> | undefined;
  beforeAll(async () => {
    program = await buildProgram('src/server/main.ts', 'server');
    if (!withShadow && !withService && !library) return;
    programs = await (withShadow ? buildShadow() : withService ? buildService() : emptyFolder());
    const folderOfPrograms = dirname(programs.program);
    const beside = join(folderOfPrograms, 'server.mjs');
    await rename(program, beside);
    program = beside;
    if (library) await writeFile(join(folderOfPrograms, 'library.json'), JSON.stringify(library));
  });
  afterAll(async () => {
    await rm(program, { force: true });
    await programs?.remove();
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

/** A folder for the server alone, inside the repository so that it finds its parsers. */
async function emptyFolder(): Promise<Pick<BuiltShadow, 'program' | 'remove'>> {
  const folder = fileURLToPath(new URL(`../../.tsbuild/server-under-test-${process.pid}`, import.meta.url));
  await mkdir(folder, { recursive: true });
  return { program: join(folder, 'server.mjs'), remove: () => rm(folder, { recursive: true, force: true }) };
}

export function codes(diagnostics: readonly { readonly code?: unknown }[]): readonly unknown[] {
  return diagnostics.map(({ code }) => code);
}
