import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, workspaceWith } from '../support/cli.ts';

describe('fixward doctor', () => {
  it('finds nothing to mend in a plain folder, and tells what is loaded', async () => {
    const cwd = await workspaceWith({});
    const { stdout, code } = await runCli(['doctor'], { cwd, home: '/tmp/fixward-doctor-home' });
    expect(stdout).toContain('Parsers: 16 languages; SQL loaded');
    expect(stdout).toMatch(/^Proofs: PGlite, PostgreSQL 18\.\d+$/mu);
    expect(stdout).toContain('Data folder: /tmp/fixward-doctor-home');
    expect(stdout).toContain('Nothing needs mending.');
    expect(code).toBe(0);
  });

  it('says where no store can be made', async () => {
    const cwd = await workspaceWith({ home: 'a file' });
    const { stdout, code } = await runCli(['doctor'], { cwd, home: join(cwd, 'home') });

    expect(stdout).toMatch(/^ {2}- store: .*home is a file; set FIXWARD_HOME to a folder$/mu);
    expect(code).toBe(2);
  });

  it('gives the same as JSON, with rules by origin', async () => {
    const cwd = await workspaceWith({
      '.fixward/rules/a.yaml': 'id: no-a\nlanguage: ts\nmessage: m\npattern: a()\n',
    });
    const { stdout } = await runCli(['doctor', '--format', 'json'], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({
      project: { root: cwd },
      engines: { sql: { loaded: true }, shadow: { loaded: true }, syntax: { loaded: true, missing: [] } },
      rules: { byOrigin: { workspace: 1 }, ids: expect.arrayContaining(['no-a', 'no-eval']) },
      problems: [],
    });
  });

  it('lists broken files, failing examples, missing folders and a stale baseline, and exits 2', async () => {
    const cwd = await workspaceWith({
      '.fixward/config.yaml': 'version: 1\nmigrations:\n  - folder: db/gone\n',
      '.fixward/rules/broken.yaml': 'id: no-b\nlanguage: ts\nmessage: m\npatern: b()\n',
      '.fixward/rules/wrong.yaml':
        'id: no-c\nlanguage: ts\nmessage: m\npattern: c()\nexamples:\n  fires: ["d();"]\n  silent: ["c();"]\n',
      'a.ts': 'eval(x);\n',
    });
    await runCli(['check', '--update-baseline'], { cwd });
    await unlink(join(cwd, 'a.ts'));
    const { stdout, code } = await runCli(['doctor'], { cwd });
    expect(stdout).toContain('.fixward/rules/broken.yaml:4: patern: unknown key "patern"');
    expect(stdout).toContain('no-c: examples.fires.0 is found 0 times instead of 1');
    expect(stdout).toContain('no-c: examples.silent.0 is found 1 times');
    expect(stdout).toContain('the folder db/gone does not exist');
    expect(stdout).toContain('1 baseline entries are no longer found');
    expect(code).toBe(2);
  });
});
