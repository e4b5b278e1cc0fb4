import { describe, expect, it } from 'vitest';
import type { CliHost } from '../../src/cli/cliHost.ts';
import { runCommandLine } from '../../src/cli/commandLine.ts';
import type { Certificate, Verdict } from '../../src/core/proof/certificate.ts';
import { type ProveRequest, ShadowError } from '../../src/engines/shadow/shadowService.ts';
import { workspaceWith } from '../support/cli.ts';

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly request: ProveRequest | undefined;
  readonly disposed: boolean;
}

const MISSING = 'Up fails at up.sql:1, "drop table t": relation "t" does not exist.';

function certificateOf(
  name: string,
  path: string,
  downPath: string | undefined,
  verdict: Verdict,
): Certificate {
  return {
    version: 1,
    name,
    path,
    ...(downPath !== undefined && { downPath }),
    verdict,
    engine: { name: 'PGlite', version: '18.6', notes: [] },
    fingerprints: { before: null, afterUp: null, afterDown: null, afterSecondUp: null },
    leftBehind: [],
    lost: [],
    dataProbe: { rows: { 'public.orders': 5 }, survived: true, losses: [], notes: [] },
    statements: [
      {
        direction: 'up',
        sql: 'alter table orders\n  add column note text;',
        span: { start: 0, end: 43 },
        locks: [
          { relation: 'public.orders', mode: 'ACCESS EXCLUSIVE', blocksReads: true, blocksWrites: true },
        ],
        rewrites: [],
        scans: ['public.orders'],
        ms: 1,
      },
    ],
    reasons: verdict === 'PROVEN' ? [] : [name.startsWith('alone') ? MISSING : 'Because it is so.'],
    notes: [],
    findings: [],
    ms: 12,
  };
}

/** Runs the command with a shadow that gives each migration the verdict of its name. */
async function prove(
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  error?: ShadowError,
): Promise<Run> {
  const cwd = await workspaceWith(files);
  const out: string[] = [];
  const log: string[] = [];
  let request: ProveRequest | undefined;
  let disposed = false;
  const host: CliHost = {
    workingFolder: cwd,
    environment: {},
    engineLocations: {},
    version: '0.0.0',
    programModule: import.meta.url,
    write: (text) => void out.push(text),
    log: (line) => void log.push(line),
    readStdin: () => Promise.resolve(new Uint8Array()),
    now: () => 0,
    connectShadow: () => ({
      prove: (asked, options) => {
        request = asked;
        if (error) return Promise.reject(error);
        const chosen = asked.migrations.filter(({ name }) => asked.only?.includes(name) ?? true);
        return Promise.resolve(
          chosen.map(({ name, up, down }, done) => {
            options?.onProgress?.({ done, total: chosen.length, message: `Proving ${name}` });
            const verdict = /[A-Z][A-Z_]{5,}$/u.exec(name)?.[0] ?? 'PROVEN';
            // SAFETY: the tests name their migrations after verdicts.
            return certificateOf(name, up.path, down?.path, verdict as Verdict);
          }),
        );
      },
      replay: () => Promise.reject(new Error('not asked')),
      dispose: () => {
        disposed = true;
        return Promise.resolve();
      },
    }),
    isTerminal: false,
    serveMcp: async () => {},
    connectService: () => {
      throw new Error('not asked');
    },
  };
  const code = await runCommandLine(host, ['prove', ...args]);
  return { code, stdout: out.join(''), stderr: log.join('\n'), request, disposed };
}

function diesel(...names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => [
      [`migrations/${name}/up.sql`, 'create table t (a int);\n'],
      [`migrations/${name}/down.sql`, 'drop table t;\n'],
    ]),
  );
}

describe('fixward prove', () => {
  it('asks for the schema that a folder without its first migrations starts from', async () => {
    const folder = ['--migrations', 'migrations'];
    const hint = 'If the migrations start from a schema that is not among them, give it with --schema FILE.';
    expect((await prove(diesel('alone_FAILED'), folder)).stderr).toContain(hint);
    expect((await prove(diesel('1_FAILED'), folder)).stderr).not.toContain('--schema');
    const files = { ...diesel('alone_FAILED'), 'base.sql': 'create table t (a int);' };
    expect((await prove(files, [...folder, '--schema', 'base.sql'])).stderr).not.toContain('--schema');
  });

  it('exits 0 when every migration of a folder is proven', async () => {
    const { code, stdout, stderr, disposed } = await prove(diesel('1_a', '2_b'), [
      '--migrations',
      'migrations',
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('PROVEN 1_a: down brings everything back, and up runs again\n');
    expect(stderr).toBe('Proving 1_a (1 of 2)\nProving 2_b (2 of 2)\n2 migrations: 2 PROVEN.');
    expect(disposed).toBe(true);
  });

  it('shows the verdict, the reasons, the rows and the locks', async () => {
    const { stdout } = await prove(diesel('1_IRREVERSIBLE'), ['--migrations', 'migrations']);
    expect(stdout).toBe(
      [
        'IRREVERSIBLE 1_IRREVERSIBLE: data does not come back',
        '  - Because it is so.',
        '  rows: public.orders (5): all came back',
        '  up   alter table orders add column note text;',
        '         ACCESS EXCLUSIVE on public.orders: blocks reads and writes',
        '         reads from end to end: public.orders',
        '  PGlite 18.6, 12 ms',
        '',
      ].join('\n'),
    );
  });

  it.each(['NOT_IDENTICAL', 'IRREVERSIBLE', 'UNPROVABLE', 'FAILED'])('exits 1 on %s', async (verdict) => {
    expect((await prove(diesel(`1_${verdict}`), ['--migrations', 'migrations'])).code).toBe(1);
  });

  it('exits 1 only for the verdicts that --fail-on names', async () => {
    const folder = ['--migrations', 'migrations'];
    const files = diesel('1_NOT_IDENTICAL');
    expect((await prove(files, [...folder, '--fail-on', 'FAILED', '--fail-on', 'IRREVERSIBLE'])).code).toBe(
      0,
    );
    expect((await prove(files, [...folder, '--fail-on', 'NOT_IDENTICAL'])).code).toBe(1);
  });

  it('lets a missing way back pass when told so, and nothing else', async () => {
    const noDown = { 'migrations/1_UNPROVABLE/up.sql': 'create table t (a int);\n' };
    const folder = ['--migrations', 'migrations', '--allow-missing-down'];
    expect((await prove(noDown, folder)).code).toBe(0);
    expect((await prove(diesel('1_UNPROVABLE'), folder)).code).toBe(1);
  });

  it('prints one JSON document for a folder, with counts', async () => {
    const files = diesel('1_a', '2_FAILED');
    const { stdout } = await prove(files, ['--migrations', 'migrations', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      migrations: [{ name: '1_a' }, { name: '2_FAILED' }],
      summary: { PROVEN: 1, NOT_IDENTICAL: 0, IRREVERSIBLE: 0, UNPROVABLE: 0, FAILED: 1 },
      problems: [],
    });
  });

  it('prints Markdown for a pull request', async () => {
    const files = diesel('1_IRREVERSIBLE');
    const { stdout, code } = await prove(files, ['--migrations', 'migrations', '--format', 'markdown']);
    expect(stdout).toMatch(/^# Irreversible: 1\\_IRREVERSIBLE\n/u);
    expect(stdout).toContain('| Statement | Locks | Work | Time |');
    expect(code).toBe(1);
  });

  it('prints the certificate itself for one migration, with the findings of its rules', async () => {
    const files = { 'a.sql': 'alter table orders drop column note;\n', 'b.sql': 'select 1;\n' };
    const { stdout, request } = await prove(files, ['--up', 'a.sql', '--down', 'b.sql', '--format', 'json']);
    const certificate: unknown = JSON.parse(stdout);
    expect(certificate).toMatchObject({ version: 1, name: 'a', path: 'a.sql', downPath: 'b.sql' });
    expect(certificate).toHaveProperty('findings.0.ruleId');
    expect(request?.migrations[0]?.up.inTransaction).toBe(false);
    expect(request?.engine).toEqual({ kind: 'embedded' });
  });

  it('takes both directions from one file where the tool keeps them there', async () => {
    const text = '-- +goose Up\ncreate table t (a int);\n-- +goose Down\ndrop table t;\n';
    const { request } = await prove({ '1_t.sql': text }, ['--up', '1_t.sql']);
    const { up, down } = request?.migrations[0] ?? {};
    expect(text.slice(up?.span.start, up?.span.end)).toContain('create table');
    expect(text.slice(down?.span.start, down?.span.end).trim()).toBe('drop table t;');
    expect(up?.inTransaction).toBe(true);
  });

  it('gives the starting schema and the platform on', async () => {
    const files = { 'schema.sql': 'create table orders ();', 'a.sql': 'select auth.uid();' };
    const { request } = await prove(files, ['--up', 'a.sql', '--schema', 'schema.sql']);
    expect(request?.baseSchema).toEqual({ path: 'schema.sql', text: 'create table orders ();' });
    expect(request?.platform).toBe('supabase');
    const plain = await prove(files, ['--up', 'a.sql', '--platform', 'postgres']);
    expect(plain.request?.platform).toBe('postgres');
  });

  it('chooses migrations by name, by the last ones and from one on', async () => {
    const files = diesel('1_a', '2_b', '3_c');
    const chosen = async (...args: readonly string[]): Promise<unknown> =>
      (await prove(files, ['--migrations', 'migrations', ...args])).request?.only;
    expect(await chosen('--only', '2_b')).toEqual(['2_b']);
    expect(await chosen('--last', '2')).toEqual(['2_b', '3_c']);
    expect(await chosen('--since', '2_b')).toEqual(['3_c']);
    expect(await chosen()).toBeUndefined();
  });

  it.each([
    [[], 'give either --migrations DIR or --up FILE'],
    [['--migrations', 'migrations', '--up', 'a.sql'], 'give either --migrations DIR or --up FILE'],
    [['--migrations', 'migrations', '--down', 'a.sql'], '--down goes with --up; a folder brings its own'],
    [['--up', 'nowhere.sql'], 'nowhere.sql: no such file or folder'],
    [['--up', 'migrations'], 'migrations is a folder; name a file'],
    [['--migrations', 'a.sql'], '--migrations a.sql is a file; use --up for one migration'],
    [['--migrations', 'empty'], 'empty: no migrations are here'],
    [
      ['--migrations', 'migrations', '--only', '1_b'],
      '--only 1_b: no migration is called so; did you mean "1_a"?',
    ],
    [['--migrations', 'migrations', '--last', '0'], '--last needs a whole number from 1; got "0"'],
    [
      ['--migrations', 'migrations', '--last', '1', '--only', '1_a'],
      'give one of --only, --since and --last',
    ],
    [
      ['--up', 'a.sql', '--engine', 'postgres://localhost/app'],
      '--engine takes "embedded" or a folder with initdb and postgres; proofs never run on a database in use',
    ],
    [['--up', 'a.sql', '--engine', 'empty'], '--engine empty: no initdb and postgres that run are there'],
    [['a.sql'], 'a.sql: give a folder with --migrations or a file with --up'],
  ])('exits 2 with one line for %j', async (args, message) => {
    const files = { ...diesel('1_a'), 'a.sql': 'select 1;', 'empty/readme.txt': '' };
    const { code, stdout, stderr, request } = await prove(files, args);
    expect({ code, stdout, stderr, request }).toEqual({
      code: 2,
      stdout: '',
      stderr: `fixward prove: ${message}`,
      request: undefined,
    });
  });

  it.each([
    ['crashed', 3],
    ['cancelled', 130],
  ] as const)('says in one line that the shadow was %s, and lets go of it', async (reason, exitCode) => {
    const error = new ShadowError(reason, 'The shadow database is gone.');
    const { code, stderr, disposed } = await prove(diesel('1_a'), ['--migrations', 'migrations'], error);
    expect({ code, stderr, disposed }).toEqual({
      code: exitCode,
      stderr: 'fixward prove: The shadow database is gone.',
      disposed: true,
    });
  });
});
