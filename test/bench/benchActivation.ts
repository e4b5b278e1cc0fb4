import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { figuresOf, heading, line } from './figures.ts';

const RUNS = 3;
const TEST_NAME = 'says how long loading and activating took';

/** Loading and activating the packaged extension in a real extension host, by its own clock. */
export async function benchActivation(root: string): Promise<void> {
  heading(`Activation in a real editor, ${RUNS} starts`);
  const loads: number[] = [];
  const activations: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    spawnSync(process.execPath, [join(root, 'scripts', 'test.mjs'), '--only', 'editor'], {
      env: { ...process.env, FIXWARD_TEST_NAME: TEST_NAME },
      stdio: 'ignore',
    });
    const file = join(root, '.vscode-test', 'editor-suite', 'activation.json');
    if (!existsSync(file)) continue;
    const { loadMs, activateMs }: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof loadMs === 'number') loads.push(loadMs);
    if (typeof activateMs === 'number') activations.push(activateMs);
  }
  if (loads.length === 0) {
    console.log('  not measured: the editor did not run');
    return;
  }
  line('evaluate the bundle', figuresOf(loads));
  line('activate()', figuresOf(activations));
}
