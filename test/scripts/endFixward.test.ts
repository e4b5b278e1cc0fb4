import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endFixward } from '../../scripts/lib/endFixward.mjs';

let home: string;
let claims: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'fixward-end-'));
  claims = join(home, 'service', 'claims');
  await mkdir(claims, { recursive: true });
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** A program that ends, and takes its claim with it, when it is asked to. */
const PROGRAM = `
  import { rmSync, writeFileSync } from 'node:fs';
  const claim = process.argv[2] + '/front-' + process.pid + '-0-0-0';
  writeFileSync(claim, '');
  process.on('SIGTERM', () => { rmSync(claim); process.exit(0); });
  setInterval(() => {}, 1000);
  console.log('claimed');
`;

describe.skipIf(process.platform === 'win32')('ending what outlives the editor', () => {
  it('asks the service of its folder to end, and waits for it', async () => {
    const program = join(home, 'service.mjs');
    await writeFile(program, PROGRAM);
    const child = spawn(process.execPath, [program, claims], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const ended = once(child, 'exit');
    await endFixward(home);
    expect((await ended)[0]).toBe(0);
    expect(await readdir(claims)).toEqual([]);
  });

  it('leaves alone what has the number of a service that is long gone', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await once(child, 'spawn');
    await writeFile(join(claims, `front-${child.pid}-0-0-0`), '');
    await endFixward(home);
    expect(child.kill(0)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');
  });

  it('has nothing to do where nothing was started', async () => {
    await expect(endFixward(join(home, 'none'))).resolves.toBeUndefined();
  });
});
