import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findSqlFolder } from '../../src/store/migrations/sqlFolder.ts';
import { openPostgresSession } from '../../src/store/postgres/postgresStore.ts';
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

  it('imports rows that another project keeps its patterns in', async () => {
    const rows = [
      { id: 1, pattern_name: 'Encode what users wrote', category: 'vulnerability', odd: 1, description: 'x' },
      7,
    ];
    await writeFile(join(cwd, 'fix_patterns_rows.json'), JSON.stringify(rows));
    const { stdout, stderr, code } = await store('import', 'fix_patterns_rows.json');

    expect(stderr).toContain('fix_patterns row 2: is no object with columns');
    expect(stderr).toContain('column "odd" is not known');
    expect(JSON.parse(stdout)).toMatchObject({ counts: { fix_patterns: { created: 1, failed: 1 } } });
    expect(code).toBe(1);
  });

  it('names files of a folder so that they can be opened, and passes over folders that are named like files', async () => {
    await mkdir(join(cwd, 'shared', 'folder.yaml'), { recursive: true });
    await writeFile(join(cwd, 'shared', 'broken.yml'), PATTERN.replace('LOW', 'SMALL'));

    expect((await store('import', 'shared', '--dry-run')).stderr).toMatch(/^shared\/broken\.yml:4: /u);
  });

  it('reads what a spreadsheet saved as UTF-16, and says so when a file is of neither encoding', async () => {
    await writeFile(join(cwd, 'wide.csv'), Buffer.from('\uFEFFpath\r\nsrc/größe.ts\r\n', 'utf16le'));
    await writeFile(join(cwd, 'latin.csv'), Buffer.from('path\nsrc/größe.ts\n', 'latin1'));

    expect(JSON.parse((await store('import', 'wide.csv', '--project', 'p')).stdout)).toMatchObject({
      counts: { file_audit: { created: 1 } },
    });
    const latin = await store('import', 'latin.csv', '--project', 'p');
    expect(latin.stderr).toBe('fixward store: latin.csv is not UTF-8; save it with that encoding\n');
    expect(latin.code).toBe(2);
  });

  it('makes the folders that an export needs, and says where it cannot write', async () => {
    expect((await store('export', '--out', join('new', 'ä', 'library.json'))).code).toBe(0);
    expect(existsSync(join(cwd, 'new', 'ä', 'library.json'))).toBe(true);
    await writeFile(join(cwd, 'taken'), '');

    const { stderr, code } = await store('export', '--out', join('taken', 'library.json'));
    expect(stderr).toMatch(/^fixward store: .*library\.json cannot be written: [^\n]+\n$/u);
    expect(code).toBe(2);
  });

  it('keeps what half an emoji or a NUL stands in, and everything beside it', async () => {
    const line = (key: string, title: string): string =>
      JSON.stringify({ key, title, problem_type: 'Data', severity: 'LOW', problem_description: 'x' });
    await writeFile(
      join(cwd, 'cut.jsonl'),
      [line('cut', 'cut \ud83d'), line('nul', 'a\0b'), line('whole', 'whole 🎉')].join('\n'),
    );

    expect(JSON.parse((await store('import', 'cut.jsonl')).stdout)).toMatchObject({
      counts: { fix_patterns: { created: 3, failed: 0 } },
    });
  });

  it('is answered when a service of an older Fixward has to give way first', async () => {
    const older = await serviceHome(join(dirname(await cliPath()), 'service.mjs'));
    try {
      const client = older.connect({ version: '0.0.1' });
      expect(await client.transport.call('list_workspaces', {})).toMatchObject({ ok: true });
      const { stdout, code } = await runCli(['store', 'status'], { cwd, home: older.home });

      expect(JSON.parse(stdout)).toMatchObject({ state: 'ready', folder: older.place.store });
      expect(code).toBe(0);
    } finally {
      await older.remove();
    }
  });

  it('makes the sums of confidence anew in each workspace, those of the service’s own requests too', async () => {
    const { stdout, code } = await store('recount');

    expect(JSON.parse(stdout)).toMatchObject({
      workspaces: [{ scores: 0, outcomes: 0, metrics: expect.any(Number) }],
    });
    expect(code).toBe(0);
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
    [['export', '--format', 'csv'], /file audit to export: --project NAME/u],
    [['status', '--url', 'postgresql://me:hunt@er2/x@host/db'], /must be percent-encoded/u],
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

    const session = await openPostgresSession(server.address());
    await session.exec("insert into fixward.schema_version (version, name) values (999, 'future')");
    const newer = await there('validate');
    expect(newer.code).toBe(1);
    expect(newer.stderr).toMatch(/newer Fixward \(schema 999, this one knows \d+\); update Fixward/u);
    await session.exec('delete from fixward.schema_version where version = 999');
    await session.close();

    expect(JSON.parse((await there('rollback', '--to', '0')).stdout)).toMatchObject({ to: 0 });
    expect((await there('validate')).code).toBe(1);
  });
});
