import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout these scripts belong to, wherever they are called from. */
export const repoRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Everything downloaded or created for running an editor; ignored by git, safe to delete. */
export const editorCache = join(repoRoot, '.vscode-test');

/** Logs, screenshots and counts of the last test run; ignored by git, safe to delete. */
export const testResults = join(repoRoot, 'test-results');

/** The sample workspace as it is in the repository; copied before anything opens it. */
export const sampleSource = join(repoRoot, 'samples', 'orders');
