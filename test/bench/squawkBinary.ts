import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The native program of squawk-cli, without the script that npm starts it through. */
export function squawkBinary(root: string): string | undefined {
  const name = process.platform === 'win32' ? 'squawk.exe' : 'squawk';
  const path = join(root, 'node_modules', '@squawk-cli', `${process.platform}-${process.arch}`, 'bin', name);
  return existsSync(path) ? path : undefined;
}
