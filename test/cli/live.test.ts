import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import type { LiveReport } from '../../src/core/live/liveReport.ts';
import { cliPath, workspaceWith } from '../support/cli.ts';
import { installedPostgres, PASSWORD, temporaryPostgres } from '../support/temporaryPostgres.ts';

const binFolder = installedPostgres();

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly log: string;
}

async function live(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const cwd = await workspaceWith({ '.git/HEAD': '', ...files });
  const module = await cliPath();
  return new Promise((resolve) => {
    const env = { ...process.env, FIXWARD_HOME: join(dirname(cwd), 'home'), ...environment };
    execFile(process.execPath, [module, 'live', ...args], { cwd, env }, (error, out, log) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, log });
    });
  });
}

describe('fixward live', () => {
  it.each([
    [[], 'live: say where the address is: --connection-env NAME'],
    [['--connection-env', 'SHOP_DB'], 'live: SHOP_DB is not set'],
    [
      ['--connection-env', 'postgres://me:secret@db/shop'],
      'takes the name of an environment variable, not an address',
    ],
    [['postgres://me:secret@db/shop'], 'the address is read from an environment variable'],
  ])('%j', async (args, words) => {
    const { code, log, out } = await live(args);
    expect(code).toBe(2);
    expect(log).toContain(words);
    expect(log + out).not.toContain('secret');
  });

  it('says in one line that no server is there, without the password', async () => {
    const { code, log } = await live(['--connection-env', 'SHOP_DB'], {
      SHOP_DB: 'postgres://me:secret@127.0.0.1:1/shop',
    });
    expect(code).toBe(2);
    expect(log).toBe('fixward live: SHOP_DB: no server listens at 127.0.0.1:1\n');
  });

  describe.skipIf(binFolder === undefined)('with a server', () => {
    const server = temporaryPostgres(binFolder ?? '');

    async function prepare(...statements: readonly string[]): Promise<void> {
      const client = new Client({ connectionString: server.address() });
      await client.connect();
      for (const statement of statements) await client.query(statement);
      await client.end();
    }

    it('reports the gravest first, says how old the figures are, and honours the configuration', async () => {
      await prepare(
        'CREATE TABLE orders (id serial PRIMARY KEY, note text, state text)',
        'CREATE INDEX orders_note ON orders (note)',
        'CREATE INDEX orders_state ON orders (state)',
        "SELECT setval('orders_id_seq', 2000000000)",
        'CREATE TABLE lines (id bigint, order_id integer REFERENCES orders)',
      );
      const environment = { SHOP_DB: server.address() };
      const config =
        'version: 1\nrules:\n  unused-index: MEDIUM\ndatabase:\n  waivers:\n    - { rule: unused-index, object: public.orders_note, reason: read once a year }\n';
      const files = { '.fixward/config.yaml': config };
      const json = await live(['--connection-env', 'SHOP_DB', '--format', 'json'], environment, files);
      expect(json).toMatchObject({ code: 1, log: '' });
      const report: LiveReport = JSON.parse(json.out);
      expect(report.findings.map(({ ruleId, severity, object }) => [ruleId, severity, object])).toEqual([
        ['sequence-near-end', 'HIGH', 'public.orders_id_seq'],
        ['unused-index', 'MEDIUM', 'public.orders_state'],
      ]);
      expect(report).toMatchObject({ waived: 1, notes: [], statistics: { database: 'postgres' } });
      expect(json.out).not.toContain(PASSWORD);

      const text = await live(
        ['--connection-env', 'SHOP_DB', '--fail-on', 'error', '--rule', 'unused-index'],
        environment,
      );
      expect(text.code).toBe(0);
      expect(text.out).toMatch(/^Database postgres on Postgres \d+/u);
      expect(text.out).toContain('less than a week');
      expect(text.out).toContain('LOW unused-index: Index public.orders_note on public.orders');
      expect(text.out).toContain('\n2 findings.\n');

      const schema = await live(['--connection-env', 'SHOP_DB', '--schema', '--format', 'json'], environment);
      const ids = (JSON.parse(schema.out) as LiveReport).findings.map(({ ruleId }) => ruleId);
      expect(ids).toEqual(expect.arrayContaining(['fk-missing-index', 'no-primary-key', 'int-primary-key']));
    });
  });
});
