import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { CliHost } from '../../src/cli/cliHost.ts';
import { runCommandLine } from '../../src/cli/commandLine.ts';
import { replay } from '../../src/core/replay/replay.ts';
import { RULES_OVER_SCHEMA } from '../../src/core/schema/rulesOverSchema.ts';
import { ShadowError, type ShadowService } from '../../src/engines/shadow/shadowService.ts';
import { workspaceWith } from '../support/cli.ts';
import { testPool } from '../support/replayShadow.ts';

const test = testPool();

/** The shadow in this process: what is tested is what the command makes of its answer. */
function shadowHere(): ShadowService {
  return {
    prove: () => Promise.reject(new Error('not asked for')),
    replay: (request) =>
      replay(request, { pool: test.pool, rules: RULES_OVER_SCHEMA, now: () => performance.now() }),
    dispose: () => Promise.resolve(),
  };
}

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly log: string;
}

async function check(
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  { stdin = '', shadow = shadowHere() }: { readonly stdin?: string; readonly shadow?: ShadowService } = {},
): Promise<Outcome> {
  const workingFolder = await workspaceWith({ '.git/HEAD': '', ...files });
  const out: string[] = [];
  const log: string[] = [];
  const host: CliHost = {
    workingFolder,
    environment: { FIXWARD_HOME: join(dirname(workingFolder), 'home') },
    engineLocations: {},
    version: '0.0.0',
    programModule: pathToFileURL(fileURLToPath(import.meta.url)).href,
    write: (text) => out.push(text),
    log: (line) => log.push(line),
    readStdin: () => Promise.resolve(new TextEncoder().encode(stdin)),
    now: () => performance.now(),
    connectShadow: () => shadow,
    isTerminal: false,
    serveMcp: async () => {},
    connectService: () => {
      throw new Error('not asked');
    },
  };
  const code = await runCommandLine(host, ['check', ...args]);
  return { code, out: out.join(''), log: log.join('\n') };
}

function idsOf({ out }: Outcome): readonly string[] {
  const parsed: {
    findings: readonly { ruleId: string; path: string; range: { start: { line: number } } }[];
  } = JSON.parse(out);
  return parsed.findings.map(({ ruleId, path, range }) => `${path}:${range.start.line + 1} ${ruleId}`);
}

const ORDERS = 'create table orders (id bigint generated always as identity primary key, user_id uuid);\n';
const LINES = 'create table lines (id bigint primary key, order_id bigint references orders);\n';

describe('fixward check --final-schema', () => {
  it('takes a rule of Supabase alone that is named for one text as word that this is Supabase', async () => {
    const stdin = 'create table public.orders (id bigint primary key);\n';
    const named = ['--stdin-path', 'schema.sql', '--rule', 'rls-disabled', '--format', 'json'];
    expect(idsOf(await check({}, named, { stdin }))).toEqual(['schema.sql:1 rls-disabled']);
    const plain = { '.fixward/config.yaml': 'version: 1\ndatabase: { platform: postgres }\n' };
    expect(idsOf(await check(plain, named, { stdin }))).toEqual([]);
  });

  it('finds what the whole folder leaves, where it stands', async () => {
    const outcome = await check(
      {
        'supabase/migrations/20250101000000_orders.sql': ORDERS,
        'supabase/migrations/20250102000000_lines.sql': LINES,
        'supabase/migrations/20250103000000_guard.sql':
          'alter table orders enable row level security;\ncreate policy "own" on orders for all using (auth.uid() = user_id);\n',
      },
      ['--final-schema', '--format', 'json', '.'],
    );
    expect(outcome.code).toBe(1);
    expect(idsOf(outcome)).toEqual([
      'supabase/migrations/20250102000000_lines.sql:1 rls-disabled',
      'supabase/migrations/20250102000000_lines.sql:1 fk-missing-index',
      'supabase/migrations/20250103000000_guard.sql:2 rls-initplan',
    ]);
  });

  it('lets go of what a later migration mends', async () => {
    const files = {
      'db/migrations/1_lines.sql': ORDERS + LINES,
      'db/migrations/2_index.sql': 'create index on lines (order_id);\n',
    };
    const outcome = await check(files, ['--rule', 'fk-missing-index', '--format', 'json', 'db']);
    expect(outcome).toMatchObject({ code: 0 });
    expect(idsOf(outcome)).toEqual([]);
  });

  it('replays the folder around a file that is named alone, and tells of that file', async () => {
    const files = { 'db/migrations/1_orders.sql': ORDERS, 'db/migrations/2_lines.sql': LINES };
    const first = await check(files, [
      '--rule',
      'fk-missing-index',
      '--format',
      'json',
      'db/migrations/1_orders.sql',
    ]);
    expect(idsOf(first)).toEqual([]);
    const second = await check(files, [
      '--rule',
      'fk-missing-index',
      '--format',
      'json',
      'db/migrations/2_lines.sql',
    ]);
    expect(idsOf(second)).toEqual(['db/migrations/2_lines.sql:1 fk-missing-index']);
  });

  it('takes the text on standard input for the schema when a rule needs one', async () => {
    const args = ['--rule', 'fk-missing-index', '--format', 'json', '--stdin-path', 'schema.sql'];
    const outcome = await check({}, args, { stdin: `-- 🎉\n${ORDERS}${LINES}` });
    expect(idsOf(outcome)).toEqual(['schema.sql:3 fk-missing-index']);
    const fixed = JSON.parse(outcome.out).findings[0].fixes[0];
    expect(fixed).toMatchObject({
      kind: 'auto',
      edits: [{ newText: '\ncreate index on public.lines (order_id);' }],
    });
  });

  it('honours comments, waivers and switches, and tells a waiver that meets nothing', async () => {
    const outcome = await check(
      {
        'db/migrations/1.sql': `${ORDERS}-- fixward-ignore fk-missing-index\n${LINES}create table a (b text);\ncreate table c (d text);\n`,
        '.fixward/config.yaml':
          'version: 1\nrules:\n  missing-foreign-key: off\ndatabase:\n  waivers:\n    - { rule: no-primary-key, object: public.a, reason: a log }\n    - { rule: no-primary-key, object: public.gone, reason: a log }\n',
      },
      ['--final-schema', '--format', 'json', '.'],
    );
    expect(idsOf(outcome)).toEqual(['db/migrations/1.sql:5 no-primary-key']);
    expect(outcome.log).toContain(
      '.fixward/config.yaml:7: the waiver of no-primary-key for public.gone meets nothing; it can go',
    );
  });

  it('names a rule of a waiver that does not exist', async () => {
    const outcome = await check(
      {
        'db/migrations/1.sql': ORDERS,
        '.fixward/config.yaml':
          'version: 1\ndatabase:\n  waivers:\n    - { rule: no-primary-kex, object: public.a, reason: a log }\n',
      },
      ['--format', 'json', '.'],
    );
    expect(outcome.code).toBe(2);
    expect(outcome.log).toContain(
      '.fixward/config.yaml:4: database.waivers: no rule is called "no-primary-kex"; did you mean "no-primary-key"?',
    );
  });

  it('tells statements that do not run, and goes on', async () => {
    const outcome = await check(
      { 'db/migrations/1.sql': `create table broken (id nothing);\n${ORDERS}${LINES}` },
      ['--rule', 'fk-missing-index', '--format', 'json', '.'],
    );
    expect(outcome.log).toMatch(/db\/migrations\/1\.sql:1: did not run: type "nothing" does not exist/u);
    expect(idsOf(outcome)).toEqual(['db/migrations/1.sql:3 fk-missing-index']);
  });

  it('says in one line when there is no shadow', async () => {
    const shadow: ShadowService = {
      ...shadowHere(),
      replay: () =>
        Promise.reject(new ShadowError('memory', 'the shadow needs more memory than it may have')),
    };
    const outcome = await check({ 'db/migrations/1.sql': ORDERS }, ['--final-schema', '.'], { shadow });
    expect(outcome.code).toBe(2);
    expect(outcome.log).toBe('fixward check: final schema: the shadow needs more memory than it may have');
  });

  it('asks no shadow when no one wants to know', async () => {
    const shadow: ShadowService = { ...shadowHere(), replay: () => Promise.reject(new Error('asked')) };
    const outcome = await check({ 'db/migrations/1.sql': ORDERS }, ['--format', 'json', '.'], { shadow });
    expect(idsOf(outcome)).toEqual([]);
  });
});
