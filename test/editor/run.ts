import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

/** Starting the language server on a loaded machine is the slowest thing a test waits for. */
const testTimeoutMs = 30_000;

/**
 * The entry that VS Code calls, on the desktop and in the server alike: runs every suite beside it, writes what
 * happens to report.txt and the counts to results.json as it happens, so that a hang loses neither. Rejects when a test failed, which becomes the
 * editor's exit code.
 */
export async function run(): Promise<void> {
  const folder = join(__dirname, 'suite');
  const mocha = new Mocha({
    ui: 'bdd',
    reporter: SilentReporter,
    timeout: testTimeoutMs,
    forbidOnly: process.env.CI === 'true',
  });
  // Narrows the suite while working on one test; CI runs all of it.
  if (process.env.FIXWARD_TEST_NAME) mocha.grep(process.env.FIXWARD_TEST_NAME);
  const files = readdirSync(folder).filter((name) => name.endsWith('.test.js'));
  // What activation leaves alone can only be seen before anything else has been asked for.
  const first = (name: string): number => (name === 'activation.test.js' ? 0 : 1);
  for (const name of files.sort((a, b) => first(a) - first(b) || (a < b ? -1 : 1))) {
    mocha.addFile(join(folder, name));
  }
  const counts = { passed: 0, failed: 0, skipped: 0 };
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on('test end', () => writeFileSync(join(__dirname, 'results.json'), JSON.stringify(counts)));
    runner.on('pass', (test) => {
      counts.passed += 1;
      report(`ok      ${test.fullTitle()} (${test.duration ?? 0} ms)`);
    });
    runner.on('fail', (test, error: Error) => {
      counts.failed += 1;
      report(`FAILED  ${test.fullTitle()}\n${error.stack ?? error.message}`);
    });
    runner.on('pending', (test) => {
      counts.skipped += 1;
      report(`skipped ${test.fullTitle()}`);
    });
  });
  if (counts.failed > 0) throw new Error(`${counts.failed} tests failed`);
}

/** The console of an extension host is full of the editor's own lines, so the report is a file of its own. */
function report(line: string): void {
  appendFileSync(join(__dirname, 'report.txt'), `${line}\n`);
}

/** Mocha's own reporters would print every test a second time. */
class SilentReporter extends Mocha.reporters.Base {}
