import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ToolAnswer, ToolDescription } from '../../../src/protocol/toolMethods.ts';
import type { ServiceClient } from '../../../src/store/client/serviceClient.ts';
import { type BuiltService, buildService } from '../../support/buildService.ts';
import { bundleShadow } from '../../support/buildShadow.ts';
import { type ServiceHome, serviceHome, until } from '../../support/serviceHome.ts';

const TIMEOUT_MS = 180_000;

let built: BuiltService;
let home: ServiceHome;
let client: ServiceClient;
let project: string;

beforeAll(async () => {
  built = await buildService();
  await bundleShadow(dirname(built.program));
  home = await serviceHome(built.program, { FIXWARD_SHADOW_IDLE_MS: '1000' });
  client = home.connect();
  project = await mkdtemp(join(tmpdir(), 'fixward-project-'));
  await mkdir(join(project, 'migrations'));
  await writeFile(
    join(project, 'migrations', '001_tables.sql'),
    'create table customers (id bigint primary key);\ncreate table orders (id bigint primary key, customer_id bigint references customers (id));\n',
  );
}, TIMEOUT_MS);
afterAll(async () => {
  await home.remove();
  await built.remove();
  await rm(project, { recursive: true, force: true });
});

const run = async (
  name: string,
  input: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
): Promise<ToolAnswer> => {
  // SAFETY: the answer of `tools/run` is described in the protocol.
  return (await client.request('tools/run', { name, input, project, trusted: true, ...more })) as ToolAnswer;
};

describe('tools of the service', { timeout: TIMEOUT_MS }, () => {
  it('lists every tool with the schema of its input', async () => {
    // SAFETY: the answer of `tools/list` is described in the protocol.
    const { tools } = (await client.request('tools/list', {})) as { tools: readonly ToolDescription[] };
    expect(tools.map(({ name }) => name)).toContain('propose_migration');
    for (const { inputSchema } of tools) expect(inputSchema).toMatchObject({ type: 'object' });
  });

  it('runs one on the project, reading a migration that was added meanwhile', async () => {
    const first = await run('list_schema', { kind: 'tables' });
    expect(first, JSON.stringify(first)).toMatchObject({ ok: true, untrusted: false });
    if (first.ok) expect(first.text).toContain('public.orders: 2 columns');
    await writeFile(
      join(project, 'migrations', '002_more.sql'),
      'create table later (id bigint primary key);\n',
    );
    const second = await run('list_schema', { kind: 'tables' });
    if (second.ok) expect(second.text).toContain('public.later');
    expect(second.ok).toBe(true);
  });

  it('follows the project’s configuration when it changes', async () => {
    const sql = { sql: 'create table x (id serial);' };
    const before = await run('check_sql', sql);
    await mkdir(join(project, '.fixward'), { recursive: true });
    await writeFile(join(project, '.fixward', 'config.yaml'), 'version: 1\nrules:\n  prefer-identity: off\n');
    const after = await run('check_sql', sql);
    if (!before.ok || !after.ok) throw new Error('check_sql failed');
    expect(before.text).toContain('prefer-identity');
    expect(after.text).not.toContain('prefer-identity');
  });

  it('answers in one line what cannot be done', async () => {
    expect(await run('no_such_tool', {})).toMatchObject({ ok: false, code: 'not_found' });
    expect(await run('check_sql', {})).toEqual({ ok: false, code: 'invalid', message: 'sql: is missing' });
    expect(await run('list_schema', { connection: 'nowhere' })).toMatchObject({
      ok: false,
      message: expect.stringContaining('nowhere'),
    });
    expect(await run('list_schema', {}, { project: undefined })).toMatchObject({
      ok: false,
      message: expect.stringMatching(/project|connection/u),
    });
    expect(await run('list_schema', {}, { project: join(project, 'missing') })).toMatchObject({
      ok: false,
      message: expect.stringContaining('there is no such folder'),
    });
  });

  it('takes connections, and tells of one that cannot be reached without its password', async () => {
    await client.request('connections/configure', {
      profiles: [
        {
          name: 'away',
          url: 'postgresql://user:secret@127.0.0.1:1/db',
          environment: 'production',
          writable: true,
        },
      ],
    });
    const answer = await run('list_schema', { connection: 'away' });
    expect(answer).toMatchObject({ ok: false, code: 'unavailable' });
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  it('keeps the decisions of the policy', async () => {
    await run('check_sql', { sql: 'select 1;' });
    await until(async () => {
      const answer = await client.transport.call('list_policy_decisions', { tools: ['check_sql'] });
      return answer.ok && JSON.stringify(answer.data).includes('"check_sql"');
    }, 'the decision to be kept');
  });

  it('answers what needs no database at once', async () => {
    const plan =
      'Seq Scan on t  (cost=0.00..9.00 rows=1 width=4) (actual time=0.1..9.0 rows=1 loops=1)\n  Filter: (a = 1)\n  Rows Removed by Filter: 5000';
    expect(await run('read_explain', { plan })).toMatchObject({
      ok: true,
      data: { findings: [{ kind: 'rows-thrown-away' }] },
    });
    const patterns = await run('search_patterns', { query: 'row level security' });
    expect(patterns).toMatchObject({ ok: true, untrusted: false });
  });

  it('reaches out only when told to, and says when nobody is there', async () => {
    const offline = await run('search_documentation', { query: 'foreign key without an index' });
    expect(offline).toMatchObject({ ok: true, untrusted: false });
    const online = await run('search_documentation', { query: 'foreign key', online: true });
    expect(online).toMatchObject({ ok: true, untrusted: true });
    if (online.ok) expect(online.text).toContain('No documentation server is configured');
  });

  it('lets other programs read and propose, and no more', async () => {
    const outsider = { principal: 'external-agent' };
    expect(await run('check_sql', { sql: 'select 1;' }, outsider)).toMatchObject({ ok: true });
    for (const [name, input] of [
      ['run_readonly_sql', { sql: 'select 1', connection: 'away' }],
      ['apply_migration', { sql: 'select 1', connection: 'away' }],
      ['search_documentation', { query: 'x', online: true }],
    ] as const) {
      expect(await run(name, input, outsider), name).toMatchObject({ ok: false, code: 'refused' });
    }
  });

  it('proves nothing of a workspace that is not trusted', async () => {
    expect(await run('list_schema', {}, { trusted: false })).toMatchObject({ ok: false, code: 'refused' });
  });

  it('refuses parameters that do not fit', async () => {
    await expect(client.request('tools/run', { name: 'check_sql' })).rejects.toThrow('trusted: is missing');
    await expect(client.request('connections/configure', { profiles: [{ name: 'x' }] })).rejects.toThrow(
      /profiles\.0/u,
    );
  });
});
