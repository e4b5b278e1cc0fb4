import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { gitEnvironment, SAFE_CONFIGURATION } from './gitProgram.ts';

/** Where git runs, and which. */
export interface GitPlace {
  /** Absolute. */
  readonly program: string;
  /** Absolute folder inside a working tree. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Git answered with an error: its own first line says which. */
export class GitError extends Error {}

/** What git complains with is one line or a usage page; nobody reads more than this. */
const COMPLAINT_LENGTH_MAX = 2_000;

/** Starts git without a shell and with nothing of the repository's choosing. */
export function startGit(place: GitPlace, args: readonly string[]): ChildProcessWithoutNullStreams {
  const child = spawn(place.program, [...SAFE_CONFIGURATION, ...args], {
    cwd: place.folder,
    env: gitEnvironment(place.environment),
    shell: false,
    windowsHide: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // A process that ends early takes its input's pipe with it; its exit tells why.
  child.stdin.on('error', () => undefined);
  return child;
}

/** Git's output piece by piece, no faster than it is read. Leaving the loop ends the process. */
export async function* streamGit(place: GitPlace, args: readonly string[]): AsyncGenerator<Buffer> {
  const child = startGit(place, args);
  child.stdin.end();
  const ended = endOf(child);
  // Whoever leaves early does not hear of the end it caused.
  ended.catch(() => undefined);
  try {
    for await (const chunk of child.stdout) yield chunk;
    await ended;
  } finally {
    if (child.exitCode === null) child.kill('SIGKILL');
  }
}

/** The whole output of a command that says little; undefined where git fails. */
export async function readGit(
  place: GitPlace,
  args: readonly string[],
  bytesMax: number,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of streamGit(place, args)) {
      length += chunk.length;
      if (length > bytesMax) return undefined;
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
  return Buffer.concat(chunks);
}

/** Settles when the process has ended: rejects where it failed. */
function endOf(child: ChildProcessWithoutNullStreams): Promise<void> {
  let complaint = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => {
    if (complaint.length < COMPLAINT_LENGTH_MAX) complaint += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new GitError(`git cannot be run: ${error.message}`)));
    child.on('close', (code) => {
      if (code === 0) return resolve();
      const line = complaint.split('\n', 1)[0]?.replace(/^(?:fatal|error): /u, '') ?? '';
      reject(new GitError(line === '' ? `git ended with code ${String(code)}` : line));
    });
  });
}
