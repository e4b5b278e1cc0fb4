import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findSqlFolder } from '../../src/store/migrations/sqlFolder.ts';
import { bundleService } from '../support/buildService.ts';
import { type CliResult, cliPath, runCli, workspaceWith } from '../support/cli.ts';
import { nativePostgres } from '../support/nativePostgres.ts';
import { type ServiceHome, serviceHome } from '../support/serviceHome.ts';
import { temporaryPostgres } from '../support/temporaryPostgres.ts';

let home: ServiceHome;
let cwd: string;

beforeAll(async () => {
  const program = await cliPath();
  await bundleService(dirname(program));
  home = await serviceHome(join(dirname(program), 'service.mjs'));
  cwd = await workspaceWith({});
});

afterAll(() => home?.remove());

const store = (...args: readonly string[]): Promise<CliResult> =>
  runCli(['store', ...args], { cwd, home: home.home });

const PATTERN = `key: name-what-counts
title: Name what counts
problem_type: Standards
severity: LOW
problem_description: A number stands alone.
`;

describe('fixward store', () => {
  it('makes the store when it is first asked, and tells where it is', async () => {
    const { stdout, code } = await store('status');

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'embedded', state: 'ready', folder: home.place.store });
  });

  it('has nothing to migrate then, and finds the store whole', async () => {
    expect(JSON.parse((await store('migrate')).stdout)).toMatchObject({ ran: [] });
    const { stdout, stderr, code } = await store('validate');

    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ problems: [] });
    expect(code).toBe(0);
  });

  it('imports pattern files, exports them as they were, and brings back what a snapshot holds', async () => {
    await mkdir(join(cwd, 'patterns', 'ä'), { recursive: true });
    await writeFile(join(cwd, 'patterns', 'ä', 'name-what-counts.yaml'), PATTERN);
    const snapshot = await store('snapshot');
    const imported = await store('import', 'patterns');
    expect(JSON.parse(imported.stdout)).toMatchObject({
      counts: { fix_patterns: { created: 1 } },
      problems: [],
    });
    expect(imported.code).toBe(0);

    expect((await store('export', '--out', 'library.json')).code).toBe(0);
    expect(readFileSync(join(cwd, 'library.json'), 'utf8')).toContain('name-what-counts');
    await store('export', '--format', 'yaml', '--out', 'exported');
    expect(existsSync(join(cwd, 'exported', 'name-what-counts.yaml'))).toBe(true);

    const { name } = JSON.parse(snapshot.stdout);
    expect(JSON.parse((await store('restore', name)).stdout)).toMatchObject({ state: 'ready', patterns: 0 });
    const again = await store('import', 'library.json');
    expect(JSON.parse(again.stdout)).toMatchObject({
      counts: { fix_patterns: { created: 1 } },
      problems: [],
    });
  });

  it('names the place of what it cannot import, and exits 1', async () => {
    await writeFile(join(cwd, 'broken.yaml'), PATTERN.replace('LOW', 'SMALL'));
    const { stderr, stdout, code } = await store('import', 'broken.yaml', '--dry-run');

    expect(stderr).toMatch(/broken\.yaml:4: .*severity/u);
    expect(JSON.parse(stdout)).toMatchObject({ dryRun: true });
    expect(code).toBe(1);
  });

  it('shows up in doctor', async () => {
    const { stdout } = await runCli(['doctor'], { cwd, home: home.home });

    expect(stdout).toMatch(/^Store: ready, /mu);
  });

  it.each([
    [[], /^fixward store: say what to do: migrate, validate/u],
    [['migrat'], /unknown action "migrat"; did you mean migrate\?/u],
    [['validate', 'x'], /validate does not take "x"/u],
    [['rollback'], /rollback needs --to VERSION/u],
    [['rollback', '--to', 'one'], /--to is a version: 0, 1, 2 …; got "one"/u],
    [['import'], /import needs a file or folder/u],
    [['import', 'nowhere.json'], /nowhere\.json does not exist/u],
    [['migrate', '--url', 'localhost'], /--url: this is no address of a Postgres database/u],
    [['snapshot', '--url', 'postgresql://me:hunter2@127.0.0.1:1/x'], /snapshot is for the embedded store/u],
    [['validate', '--url', 'postgresql://me:hunter2@127.0.0.1:1/x'], /127\.0\.0\.1:1\/x cannot be reached/u],
    [['restore', 'none'], /no snapshot none/u],
  ])('says in one line what is wrong with %j', async (args, line) => {
    const { stderr, stdout, code } = await store(...args);

    expect(stdout).toBe('');
    expect(stderr).toMatch(line);
    expect(stderr).not.toContain('hunter2');
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(args[0] === 'restore' ? 2 : 1);
    expect(code).toBe(2);
  });
});

describe('a packaged program', () => {
  it('finds its SQL beside the bundle', async () => {
    const folder = join(dirname(await cliPath()), 'packaged');
    await mkdir(folder, { recursive: true });
    await cp('sql', join(folder, 'sql'), { recursive: true });

    expect(findSqlFolder(`file://${join(folder, 'service.mjs')}`)).toBe(join(folder, 'sql'));
    expect(() => findSqlFolder('file:///nowhere/service.mjs')).toThrow(/install Fixward again/u);
  });
});

const found = nativePostgres();

describe.skipIf('missing' in found)('fixward store --url', () => {
  const server = temporaryPostgres('binFolder' in found ? found.binFolder : '');
  const there = (...args: readonly string[]): Promise<CliResult> => store(...args, '--url', server.address());

  it('installs the store in a database, fills it, and takes it away again', async () => {
    const installed = await there('migrate');
    expect(installed.stderr).toMatch(/^1\/\d+ migrations\/001_foundation\.sql$/mu);
    expect(JSON.parse(installed.stdout)).toMatchObject({ from: 0 });
    expect(JSON.parse((await there('validate')).stdout)).toMatchObject({ problems: [] });

    await writeFile(join(cwd, 'one.yaml'), PATTERN);
    const imported = await there('import', 'one.yaml');
    expect(imported.stderr).toContain('"Personal" was made');
    expect(JSON.parse(imported.stdout)).toMatchObject({
      counts: { fix_patterns: { created: 1 } },
      problems: [],
    });
    expect((await there('export')).stdout).toContain('name-what-counts');
    expect(JSON.parse((await there('status')).stdout)).toMatchObject({ kind: 'postgres', patterns: 1 });

    expect(JSON.parse((await there('rollback', '--to', '0')).stdout)).toMatchObject({ to: 0 });
    expect((await there('validate')).code).toBe(1);
  });
});
