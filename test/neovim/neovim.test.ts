import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram } from '../support/buildServer.ts';

/** Installing an editor from a package mirror takes as long as the mirror does. */
const INSTALL_TIMEOUT_MS = 300_000;

const hasNeovim = (): boolean => spawnSync('nvim', ['--version'], { stdio: 'ignore' }).status === 0;

/** In CI a missing editor is fetched; on a developer's machine nothing is installed behind their back. */
function ensureNeovim(): boolean {
  if (hasNeovim()) return true;
  if (process.env.CI === undefined || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    return false;
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const step of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', 'neovim'],
  ]) {
    execFileSync('apt-get', step, { stdio: 'ignore', timeout: INSTALL_TIMEOUT_MS, env: environment });
  }
  return hasNeovim();
}

const available = ensureNeovim();

describe.skipIf(!available)('in Neovim, through its own language client', () => {
  let program: string;
  let folder: string;
  beforeAll(async () => {
    program = await buildProgram('src/server/main.ts', 'neovim-server');
    folder = await mkdtemp(join(tmpdir(), 'fixward-neovim-'));
  });
  afterAll(async () => {
    await rm(program, { force: true });
    await rm(folder, { recursive: true, force: true });
  });

  it('a finding shows, its fix is applied, and it is gone', { timeout: 60_000 }, async () => {
    const file = join(folder, 'worker.py');
    const result = join(folder, 'result.json');
    await writeFile(file, '# é🙂\nvalue = eval(text)\n');
    const script = fileURLToPath(new URL('session.lua', import.meta.url));
    const start = `lua _G.arg_list = { ${[process.execPath, program, result].map((part) => JSON.stringify(part)).join(', ')} }`;
    const run = spawnSync(
      'nvim',
      ['--clean', '--headless', file, '-c', start, '-c', `luafile ${script}`, '-c', 'qall!'],
      {
        cwd: folder,
        encoding: 'utf8',
        timeout: 50_000,
        env: { ...process.env, FIXWARD_HOME: join(folder, 'home'), XDG_STATE_HOME: join(folder, 'state') },
      },
    );
    const output = await readFile(result, 'utf8').catch(() => {
      throw new Error(`Neovim wrote no result:\n${run.stdout}${run.stderr}`);
    });
    expect(JSON.parse(output)).toMatchObject({
      before: [{ line: 1, column: 8, source: 'Fixward' }],
      title: 'Accept literals only, with ast.literal_eval',
      after: [],
      text: '# é🙂\nimport ast\nvalue = ast.literal_eval(text)',
      hover_after: true,
    });
  });
});
