import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Whatever tests leave in the system's temporary folder goes with the run. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'fixward-run-'));
  // Servers under test run as another user, who has to reach what stands inside.
  chmodSync(folder, 0o1777);
  process.env.TMPDIR = folder;
  // Programs built for a test stand in the repository, where the installed packages are found from.
  const builds = fileURLToPath(new URL(`../.tsbuild/tests-${process.pid}`, import.meta.url));
  process.env.FIXWARD_TEST_BUILDS = builds;
  return () => {
    for (const made of [folder, builds]) rmSync(made, { recursive: true, force: true, maxRetries: 3 });
  };
}
