import { Worker } from 'node:worker_threads';

/**
 * A statement that never ends keeps the process from noticing that its parent is gone, so a thread of its own looks.
 * Its few lines travel as text: a file beside the bundle would have to be found first.
 */
const WATCH = `
  const parent = process.ppid;
  const isGone = () => {
    if (process.ppid !== parent) return true;
    try { process.kill(parent, 0); return false; } catch (error) { return error.code === 'ESRCH'; }
  };
  setInterval(() => { if (isGone()) process.kill(process.pid, 'SIGKILL'); }, 500);
`;

/** Ends this process soon after its parent, whatever it is doing. */
export function endWithParent(): void {
  new Worker(WATCH, { eval: true }).unref();
  process.on('disconnect', () => process.exit(0));
}
