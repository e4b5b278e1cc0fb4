import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleShadow } from './buildShadow.ts';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliRunOptions {
  readonly cwd: string;
  readonly stdin?: string | Uint8Array;
  readonly home?: string;
}

let built: Promise<string> | undefined;

/**
 * The command line as one module, built from the sources at hand so that no stale bundle is tested. FIXWARD_CLI names
 * a finished bundle to test instead.
 */
function cliModule(): Promise<string> {
  built ??= (async () => {
    const given = process.env.FIXWARD_CLI;
    if (given !== undefined) return given;
    const builds = process.env.FIXWARD_TEST_BUILDS ?? join(repository, '.tsbuild');
    const outfile = join(builds, `cli-under-test-${process.pid}`, 'cli.mjs');
    await build({
      entryPoints: [join(repository, 'src/cli/main.ts')],
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      packages: 'external',
      outfile,
      logLevel: 'error',
    });
    await bundleShadow(dirname(outfile));
    return outfile;
  })();
  return built;
}

/** Runs the command line as a process of its own, with a data folder that touches nobody's real one. */
export async function runCli(
  args: readonly string[],
  { cwd, stdin, home }: CliRunOptions,
): Promise<CliResult> {
  const module = await cliModule();
  const child = spawn(process.execPath, [module, ...args], {
    cwd,
    env: { ...process.env, FIXWARD_HOME: home ?? join(cwd, '..', 'home'), NO_COLOR: '1' },
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  // A command that does not read its input may be gone before all of it is written.
  child.stdin.on('error', () => {});
  child.stdin.end(stdin ?? '');
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return {
    code,
    stdout: Buffer.concat(stdout).toString('utf8'),
    stderr: Buffer.concat(stderr).toString('utf8'),
  };
}

/** Path of the module for tests that need the process itself. */
export function cliPath(): Promise<string> {
  return cliModule();
}

/** A folder of its own with these files; parents are made as needed. */
export async function workspaceWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  // One level down, so that the data folder stands beside the workspace and not in it.
  const folder = join(await mkdtemp(join(tmpdir(), 'fixward-cli-')), 'workspace');
  await mkdir(folder);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}
