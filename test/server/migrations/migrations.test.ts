import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CodeLens,
  CodeLensRequest,
  CodeLensResolveRequest,
  HoverRequest,
  InlayHintRequest,
  type MarkupContent,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import type {
  CertificateResult,
  FinalSchemaResult,
  MigrationsResult,
  ProposeDownResult,
  ProveResult,
} from '../../../src/protocol/lsp.ts';
import { PULL_CLIENT, type TestServer } from '../../support/languageServer.ts';
import { codes, useServerWorkspace, WHOLE_DOCUMENT } from '../serverWorkspace.ts';

const workspace = useServerWorkspace({ withShadow: true });

/** The first proof starts the throw-away database. */
const TIMEOUT_MS = 90_000;

const ORDERS = 'CREATE TABLE orders (id bigint PRIMARY KEY, total integer NOT NULL);\n';
const STATE = [
  "CREATE TYPE state AS ENUM ('open', 'paid');",
  '',
  "ALTER TABLE orders ADD COLUMN state state NOT NULL DEFAULT 'open';",
  '',
].join('\n');

const FILES = {
  'migrations/1_orders/up.sql': ORDERS,
  'migrations/1_orders/down.sql': 'DROP TABLE orders;\n',
  'migrations/2_state/up.sql': STATE,
  'migrations/2_state/down.sql': 'ALTER TABLE orders DROP COLUMN state;\n',
  'migrations/3_note/up.sql': 'ALTER TABLE orders ADD COLUMN note text;\n',
};

/** One shadow for all tests of this file, as for all windows of a user; each workspace has its own certificates. */
let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'fixward-home-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const CLIENT = {
  capabilities: {
    ...PULL_CLIENT,
    workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['create' as const] } },
  },
  initializationOptions: { fixwardClient: true },
};

function client() {
  return { ...CLIENT, environment: { FIXWARD_HOME: home } };
}

describe('migrations', () => {
  it(
    'are proven: the list, the lenses, the locks and the certificate say how',
    async () => {
      const lsp = await workspace.start(client(), FILES);
      const uri = workspace.uriOf('migrations/2_state/up.sql');
      await lsp.open(uri, 'sql', STATE);
      expect(await lensTitles(lsp, uri)).toEqual(['Not proven yet', 'Prove up ▸ down ▸ up']);
      const result = await lsp.connection.sendRequest<ProveResult>('fixward/prove', {});
      expect(result).toMatchObject({ cancelled: false, problems: [] });
      expect(result.certificates.map(({ name, verdict }) => [name, verdict])).toEqual([
        ['1_orders', 'PROVEN'],
        ['2_state', 'NOT_IDENTICAL'],
        ['3_note', 'UNPROVABLE'],
      ]);
      const listed = await lsp.connection.sendRequest<MigrationsResult>('fixward/migrations', {});
      expect(listed.folders).toMatchObject([
        {
          path: 'migrations',
          tool: 'diesel',
          migrations: [
            { name: '1_orders', state: 'proven' },
            { name: '2_state', state: 'notIdentical', detail: expect.stringContaining('public.state') },
            { name: '3_note', state: 'unprovable', hasDown: false },
          ],
        },
      ]);
      const [title] = await lensTitles(lsp, uri);
      expect(title).toMatch(/Not identical: left behind .*public\.state.* · show certificate$/);
      expect(await hints(lsp, uri)).toEqual([
        [2, expect.stringContaining('ACCESS EXCLUSIVE on orders: blocks reads and writes')],
      ]);
      const hover = await lsp.connection.sendRequest(HoverRequest.type, {
        textDocument: { uri },
        position: { line: 2, character: 3 },
      });
      expect((hover?.contents as MarkupContent | undefined)?.value).toMatch(
        /Measured on Postgres \d+.*\d+ ms/,
      );
      const certificate = await lsp.connection.sendRequest<CertificateResult>('fixward/certificate', { uri });
      expect(certificate).toMatchObject({ name: '2_state', stale: false });
      expect(certificate.markdown).toContain('ACCESS EXCLUSIVE on `public.orders`');
      expect(JSON.parse(certificate.json)).toMatchObject({ version: 1, verdict: 'NOT_IDENTICAL' });
    },
    TIMEOUT_MS,
  );

  it(
    'are proven as they stand in the editor; what changes afterwards is stale and loses its locks',
    async () => {
      const lsp = await workspace.start(client(), FILES);
      const [up, down] = ['up', 'down'].map((name) => workspace.uriOf(`migrations/2_state/${name}.sql`));
      await lsp.open(String(up), 'sql', STATE);
      const mended = 'ALTER TABLE orders DROP COLUMN state;\nDROP TYPE state;\n';
      await lsp.open(String(down), 'sql', mended);
      const result = await lsp.connection.sendRequest<ProveResult>('fixward/prove', { uris: [down] });
      expect(result.certificates).toMatchObject([{ name: '2_state', verdict: 'PROVEN' }]);
      await lsp.change(String(up), 2, [{ text: `-- größer 😀\n${STATE}` }]);
      expect(await hints(lsp, String(up))).toMatchObject([[3, expect.anything()]]);
      expect(await lensTitles(lsp, String(up))).toContainEqual(
        expect.stringMatching(/Changed since: Proven/),
      );
      await lsp.change(String(up), 3, [{ text: STATE.replace('NOT NULL ', '') }]);
      expect(await hints(lsp, String(up))).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'without a way back get one proposed, proven, where the tool looks for it',
    async () => {
      const lsp = await workspace.start(client(), FILES);
      const uri = workspace.uriOf('migrations/3_note/up.sql');
      const proposal = await lsp.connection.sendRequest<ProposeDownResult>('fixward/proposeDown', { uri });
      expect(proposal).toMatchObject({
        uri: workspace.uriOf('migrations/3_note/down.sql'),
        verdict: 'PROVEN',
      });
      expect(proposal.text).toMatch(/DROP COLUMN note/i);
      const [create] = (proposal.edit as WorkspaceEdit).documentChanges ?? [];
      expect(create).toMatchObject({ kind: 'create', uri: proposal.uri });
      const has = workspace.uriOf('migrations/1_orders/up.sql');
      expect(await lsp.connection.sendRequest('fixward/proposeDown', { uri: has })).toBeNull();
    },
    TIMEOUT_MS,
  );

  it('of a workspace that is not trusted are listed and never run', async () => {
    const options = { initializationOptions: { fixwardClient: true, trusted: false } };
    const lsp = await workspace.start(options, FILES);
    const uri = workspace.uriOf('migrations/3_note/up.sql');
    const proof = await lsp.connection.sendRequest<ProveResult>('fixward/prove', {});
    expect(proof).toMatchObject({ certificates: [], problems: [expect.stringContaining('not trusted')] });
    const schema = await lsp.connection.sendRequest<FinalSchemaResult>('fixward/finalSchema', {});
    expect(schema.problems).toEqual(proof.problems);
    await expect(lsp.connection.sendRequest('fixward/proposeDown', { uri })).rejects.toThrow(/not trusted/);
    const live = { name: 'a', connection: 'postgresql://localhost/a' };
    expect(await lsp.connection.sendRequest('fixward/liveCheck', live)).toMatchObject({
      problem: expect.stringContaining('not trusted'),
    });
    const listed = await lsp.connection.sendRequest<MigrationsResult>('fixward/migrations', {});
    expect(listed.folders[0]?.migrations).toHaveLength(3);
    await lsp.open(uri, 'sql', FILES['migrations/3_note/up.sql']);
    expect(await lensTitles(lsp, uri)).toEqual(['Not proven: this workspace is not trusted']);
  });
});

describe('the final schema', () => {
  const LINES = 'CREATE TABLE lines (\n  id bigint PRIMARY KEY,\n  order_id bigint REFERENCES orders\n);\n';
  const LINES_PATH = 'migrations/3_lines/up.sql';
  const SCHEMA = {
    'migrations/1_orders/up.sql': ORDERS,
    'migrations/3_lines/up.sql': LINES,
  };

  it(
    'is checked when a migration is saved; a finding goes when a later migration mends it',
    async () => {
      const lsp = await workspace.start(client(), SCHEMA);
      const uri = workspace.uriOf(LINES_PATH);
      await lsp.open(uri, 'sql', LINES);
      await lsp.save(uri);
      const diagnostics = await pulledWith(lsp, uri, (found) => found.includes('fk-missing-index'));
      expect(diagnostics.find(({ code }) => code === 'fk-missing-index')?.range.start.line).toBe(2);
      const actions = await lsp.actions(uri, WHOLE_DOCUMENT, ['quickfix']);
      expect(actions.map(({ title }) => title)).toContainEqual(expect.stringContaining('Create an index'));
      const index = 'CREATE INDEX ON lines (order_id);\n';
      await mkdir(join(workspace.folder(), 'migrations/4_index'), { recursive: true });
      await writeFile(join(workspace.folder(), 'migrations/4_index/up.sql'), index);
      await lsp.open(workspace.uriOf('migrations/4_index/up.sql'), 'sql', index);
      await lsp.save(workspace.uriOf('migrations/4_index/up.sql'));
      await pulledWith(lsp, uri, (found) => !found.includes('fk-missing-index'));
    },
    TIMEOUT_MS,
  );

  it(
    'shows what stands in files that nobody has opened',
    async () => {
      const lsp = await workspace.start(client(), SCHEMA);
      const result = await lsp.connection.sendRequest<FinalSchemaResult>('fixward/finalSchema', {});
      expect(result).toMatchObject({ problems: [], cancelled: false });
      expect(result.findings).toBeGreaterThan(0);
      const pushed = await lsp.pushed(workspace.uriOf(LINES_PATH), (found) => found.length > 0);
      expect(codes(pushed)).toContain('fk-missing-index');
      expect(await readFile(join(workspace.folder(), LINES_PATH), 'utf8')).toBe(LINES);
    },
    TIMEOUT_MS,
  );
});

async function lensTitles(lsp: TestServer, uri: string): Promise<readonly string[]> {
  const lenses = (await lsp.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri } })) ?? [];
  const resolved: CodeLens[] = [];
  for (const lens of lenses)
    resolved.push(await lsp.connection.sendRequest(CodeLensResolveRequest.type, lens));
  return resolved.map(({ command }) => command?.title ?? '');
}

/** Line and words of each hint. */
async function hints(lsp: TestServer, uri: string): Promise<readonly (readonly [number, string])[]> {
  const found = await lsp.connection.sendRequest(InlayHintRequest.type, {
    textDocument: { uri },
    range: WHOLE_DOCUMENT,
  });
  return (found ?? []).map(({ position, label }) => [position.line, String(label)]);
}

/** Pulls until the rules found are as wanted: nothing tells this client when a replay is done. */
async function pulledWith(lsp: TestServer, uri: string, wanted: (ruleIds: readonly unknown[]) => boolean) {
  for (;;) {
    const diagnostics = await lsp.pull(uri);
    if (wanted(codes(diagnostics))) return diagnostics;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
