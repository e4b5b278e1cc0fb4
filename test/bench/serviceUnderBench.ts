import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildService } from '../support/buildService.ts';

/** The bundle in dist/, or one made for this run where there is none yet. */
export async function serviceUnderBench(
  root: string,
): Promise<{ readonly program: string; remove(): Promise<void> }> {
  const program = join(root, 'dist', 'service.mjs');
  return existsSync(program) ? { program, remove: async () => {} } : buildService();
}
