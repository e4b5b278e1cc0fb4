import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MODULE_BANNER } from '../../../scripts/lib/moduleBanner.mjs';
import { SCRIPTED_MODELS } from '../../consultant/scriptedEngine.ts';
import { type BuiltService, buildService } from '../../support/buildService.ts';
import { bundleShadow } from '../../support/buildShadow.ts';
import { callTool, say } from '../../support/scripted/steps.ts';
import { type ScriptedModel, scriptedModel } from '../../support/scriptedModel.ts';
import { type ServiceHome, serviceHome } from '../../support/serviceHome.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const TIMEOUT_MS = 240_000;
const AGENTS = 6;

let built: BuiltService;
let home: ServiceHome;
let model: ScriptedModel;
let project: string;
let program: string;

beforeAll(async () => {
  built = await buildService();
  const folder = dirname(built.program);
  await bundleShadow(folder);
  program = join(folder, 'mcp.mjs');
  await build({
    entryPoints: [join(root, 'src/mcp/main.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    banner: { js: MODULE_BANNER },
  });
  home = await serviceHome(built.program);
  model = await scriptedModel(() => [say('unset')], { models: SCRIPTED_MODELS });
  project = await mkdtemp(join(tmpdir(), 'fixward-agents-'));
  await mkdir(join(project, 'migrations'));
  await writeFile(
    join(project, 'migrations', '001_orders.sql'),
    'create table orders (id bigint primary key);\n',
  );
}, TIMEOUT_MS);
afterAll(async () => {
  await home?.remove();
  await model?.close();
  await built?.remove();
  if (project) await rm(project, { recursive: true, force: true });
});

/** As an agent's own configuration would start it: a command, a folder, and the key in the environment. */
function environment(): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return {
    PATH,
    HOME,
    FIXWARD_HOME: home.home,
    OPENAI_API_KEY: 'test-key',
    OPENAI_BASE_URL: model.baseUrl,
    FIXWARD_MODEL: 'deep-1',
    FIXWARD_SMALL_MODEL: 'small-1',
  };
}

async function connected(): Promise<Client> {
  const client = new Client({ name: 'agent', version: '1' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [program],
      cwd: project,
      env: environment(),
      stderr: 'ignore',
    }),
  );
  return client;
}

describe('agents over standard input and output', { timeout: TIMEOUT_MS }, () => {
  it('have a migration verified with no model and no editor', async () => {
    const client = await connected();
    const verified = await client.callTool(
      {
        name: 'verify_migration',
        arguments: {
          up: 'alter table orders add column note text;',
          down: 'alter table orders drop column note;',
        },
      },
      undefined,
      { timeout: TIMEOUT_MS },
    );
    expect(verified).not.toHaveProperty('isError', true);
    expect(JSON.stringify(verified.structuredContent)).toContain('PROVEN');
    await client.close();
  });

  it('consult at once, each in a thread of its own', async () => {
    model.play((request) => {
      const question = request.messages.findLast(({ role }) => role === 'user')?.text ?? '';
      return [say(`Answer to ${/word-\d+/u.exec(question)?.[0] ?? 'nobody'}.`)];
    });
    const clients = await Promise.all(Array.from({ length: AGENTS }, connected));
    const answers = await Promise.all(
      clients.map(async (client, index) => {
        const question = `Why is word-${index} slow?`;
        const started = await client.callTool({
          name: 'consult_start',
          arguments: { question, mode: 'direct', wait_seconds: 50 },
        });
        expect(started, JSON.stringify(started)).not.toHaveProperty('isError', true);
        return started.structuredContent;
      }),
    );
    expect(answers, JSON.stringify(answers[0])).toMatchObject(
      Array.from({ length: AGENTS }, (_, index) => ({ state: 'done', answer: `Answer to word-${index}.` })),
    );
    expect(new Set(answers.map((answer) => (answer as { consultation: string }).consultation)).size).toBe(
      AGENTS,
    );
    for (const client of clients) await client.close();
  });

  it('follow a plan, as the example that is documented does', async () => {
    model.play((request) => {
      const results = request.messages.filter(({ role }) => role === 'tool').length;
      const asked = request.messages.filter(({ role }) => role === 'user').length;
      if (asked === 1 && results === 0) {
        return [
          callTool('write_todos', {
            todos: [
              { content: 'schema: Look', status: 'completed' },
              { content: 'migration: Write it', status: 'in_progress' },
            ],
          }),
        ];
      }
      return [say(asked === 1 ? 'The portfolio is designed.' : 'And it is indexed.')];
    });
    // The example finds the protocol's library as it would in an agent's own project.
    const folder = await mkdtemp(join(tmpdir(), 'fixward-example-'));
    await cp(join(root, 'docs/examples/buildingAgent.mjs'), join(folder, 'buildingAgent.mjs'));
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        join(folder, 'buildingAgent.mjs'),
        process.execPath,
        program,
        '--',
        'Add a portfolio with an approval workflow',
        'Index it',
      ],
      { cwd: project, env: environment(), timeout: TIMEOUT_MS },
    );
    expect(stdout).toMatch(/plan, revision \d+: 1 of 2 steps done/u);
    expect(stdout).toMatch(/done\n\nAnd it is indexed\./u);
    await rm(folder, { recursive: true, force: true });
    expect(await readFile(join(project, 'migrations', '001_orders.sql'), 'utf8')).toContain(
      'create table orders',
    );
  });

  it('leave nothing behind when their client goes', async () => {
    const client = await connected();
    // SAFETY: the transport that `connected` made.
    const { pid } = client.transport as StdioClientTransport;
    expect(pid).not.toBeNull();
    await client.close();
    await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false);
  });
});

function isAlive(pid: number | null): boolean {
  if (pid === null) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
