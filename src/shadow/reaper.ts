import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLUSTER_PREFIX } from '../engines/shadow/local/localCluster.ts';

const OWNER_FILE = 'owner.pid';

/** Waits for the end of its input, which comes however its parent ends, and clears up. */
const REAPER = `
  const { readdirSync, readFileSync, rmSync } = require('node:fs');
  const folder = process.argv[1];
  process.stdin.resume();
  process.stdin.on('end', () => {
    for (const name of readdirSync(folder)) {
      try { process.kill(Number.parseInt(readFileSync(folder + '/' + name + '/postmaster.pid', 'utf8'), 10), 'SIGQUIT'); } catch {}
    }
    setTimeout(() => { rmSync(folder, { recursive: true, force: true, maxRetries: 10 }); }, 300);
  });
`;

/** Stops the servers below a folder and deletes it when this process ends, whatever ends it. */
export function removeWithThisProcess(folder: string): void {
  writeFileSync(join(folder, OWNER_FILE), String(process.pid));
  const child = spawn(process.execPath, ['-e', REAPER, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.unref();
}

/** Folders of processes that ended together with their reaper, as at a power cut. */
export function sweepLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(CLUSTER_PREFIX)) continue;
    const folder = join(tmpdir(), name);
    try {
      const owner = Number.parseInt(readFileSync(join(folder, OWNER_FILE), 'utf8'), 10);
      if (!isAlive(owner)) rmSync(folder, { recursive: true, force: true });
    } catch {
      // Just being made, or someone else's.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
