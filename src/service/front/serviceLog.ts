import { appendFileSync, renameSync, statSync } from 'node:fs';

const LOG_BYTES_MAX = 1024 * 1024;

/** Appends lines to the service's log; the log before is kept once. */
export function serviceLog(path: string): (line: string) => void {
  return (line) => {
    try {
      const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      if (size > LOG_BYTES_MAX) renameSync(path, `${path}.1`);
      const flat = line.trim().replaceAll(/\s*\n\s*/gu, ' | ');
      appendFileSync(path, `${new Date().toISOString()} ${process.pid} ${flat}\n`, { mode: 0o600 });
    } catch {
      // A full disk is told of in the store's status.
    }
  };
}
