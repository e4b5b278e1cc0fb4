import { PlainError } from './plainError.mjs';
import { stopAllProcesses } from './processes.mjs';
import { say } from './say.mjs';

/**
 * Runs a script's body, ends every child process whatever happens, and turns the outcome into an exit code.
 * @param {() => Promise<number>} body returns the exit code
 */
export async function main(body) {
  let exitCode = 3;
  try {
    exitCode = await body();
  } catch (error) {
    if (error instanceof PlainError) {
      say(error.message);
      exitCode = error.exitCode;
    } else {
      say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  } finally {
    await stopAllProcesses();
  }
  // A stray handle of a dependency must not keep a finished run alive.
  process.exit(exitCode);
}
