import { describe, expect, it } from 'vitest';
import { runProcess, startProcess, stopProcess } from '../../scripts/lib/processes.mjs';

const sleeper = 'setInterval(() => {}, 1000)';

describe('child processes of the scripts', () => {
  it('gives back exit code and output', async () => {
    const result = await runProcess(process.execPath, ['-e', 'console.log("größe"); process.exit(7)'], {
      timeoutMs: 20_000,
    });
    expect(result).toEqual({ exitCode: 7, output: 'größe\n', timedOut: false });
  });

  it('ends a command that overruns its time', async () => {
    const result = await runProcess(process.execPath, ['-e', sleeper], { timeoutMs: 50 });
    expect(result).toMatchObject({ exitCode: 124, timedOut: true });
  });

  it('says which command cannot be started', async () => {
    await expect(runProcess('no-such-command', [], { timeoutMs: 1_000 })).rejects.toThrow(/no-such-command/);
  });

  it('ends the children of a stopped process as well', async () => {
    const script = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(sleeper)}],
      { stdio: 'inherit' }).once('spawn', () => console.log('both run')); ${sleeper}`;
    const child = await new Promise<ReturnType<typeof startProcess>>((resolve) => {
      const started = startProcess(process.execPath, ['-e', script], { onOutput: () => resolve(started) });
    });
    // The grandchild holds the same pipe, which closes only when both are gone.
    const closed = new Promise((resolve) => child.once('close', resolve));
    await stopProcess(child);
    await closed;
    expect(child.signalCode).toBe('SIGTERM');
  });
});
