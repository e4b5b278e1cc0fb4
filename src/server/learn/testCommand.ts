import { spawn } from 'node:child_process';
import type { CancellationToken } from 'vscode-languageserver/node';

/** A suite that runs longer is not one to run between batches. */
const RUN_MAX_MS = 15 * 60_000;
/** The end of the output says what failed. */
const OUTPUT_KEPT = 4_000;
const LINES_SHOWN = 12;
/** From the polite signal to the one that cannot be ignored. */
const KILL_AFTER_MS = 3_000;

export type TestVerdict =
  | { readonly passed: true }
  /** `ended`: they did not come to a verdict of their own. */
  | { readonly passed: false; readonly why: string; readonly ended?: true };

/** Runs the user's test command in a folder that he trusts, with his own shell; exit code 0 is a pass. */
export function runTests(command: string, folder: string, token: CancellationToken): Promise<TestVerdict> {
  return new Promise((resolve) => {
    // A group of its own, so that ending it ends what it has started.
    const child = spawn(command, {
      cwd: folder,
      shell: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    let output = '';
    let ended: string | undefined;
    const hear = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-OUTPUT_KEPT);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const end = (why: string): void => {
      ended ??= why;
      kill(child.pid, 'SIGTERM');
      setTimeout(() => kill(child.pid, 'SIGKILL'), KILL_AFTER_MS).unref();
    };
    const timer = setTimeout(
      () => end(`the test command ran longer than ${RUN_MAX_MS / 60_000} minutes`),
      RUN_MAX_MS,
    );
    const listening = token.onCancellationRequested(() => end('cancelled'));
    if (token.isCancellationRequested) end('cancelled');
    const settle = (verdict: TestVerdict): void => {
      clearTimeout(timer);
      listening.dispose();
      resolve(verdict);
    };
    child.once('error', (error) =>
      settle({ passed: false, why: `the test command did not start: ${error.message}`, ended: true }),
    );
    child.once('close', (code) => {
      if (ended !== undefined) settle({ passed: false, why: ended, ended: true });
      else if (code === 0) settle({ passed: true });
      else settle({ passed: false, why: failure(code, output) });
    });
  });
}

function failure(code: number | null, output: string): string {
  const lines = output.trimEnd().split(/\r?\n/u).slice(-LINES_SHOWN).join('\n');
  return `the test command ended with code ${code ?? 'none'}${lines === '' ? '' : `:\n${lines}`}`;
}

function kill(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // It has ended by itself.
  }
}
