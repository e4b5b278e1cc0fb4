import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../support/serviceHome.ts';
import { type LiteUser, openSupabaseLite, type SupabaseLite } from '../contract/supabaseLite.ts';
import type { WriterSettings } from './writerProgram.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Kills in this test; a campaign sets more. */
const KILLS = Number(process.env.FIXWARD_TEST_SYNC_KILLS ?? 5);

const WRITES_MS_MAX = 60_000;

describe('a machine that is killed while it syncs', () => {
  let lite: SupabaseLite;
  let user: LiteUser;
  let folder: string;
  let program: string;
  let workspaceId: string;
  beforeAll(async () => {
    lite = await openSupabaseLite();
    user = await lite.signUp('killed@example.com');
    folder = await mkdtemp(join(tmpdir(), 'fixward-killed-'));
    program = join(process.env.FIXWARD_TEST_BUILDS ?? join(root, '.tsbuild'), `writer-${process.pid}.mjs`);
    await build({
      entryPoints: [join(root, 'test/store/sync/writerProgram.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
      logLevel: 'error',
    });
    const { rows } = await lite.pglite.query<{ id: string }>(
      `with o as (insert into fixward.organisations (name, created_by) values ('Team', $1) returning id),
            m as (insert into fixward.memberships (organisation_id, user_id, role) select id, $1, 'member' from o)
       insert into fixward.workspaces (organisation_id, name, created_by) select id, 'Team', $1 from o returning id`,
      [user.id],
    );
    workspaceId = rows[0]?.id ?? '';
  });
  afterAll(async () => {
    await lite.close();
    await rm(folder, { recursive: true, force: true });
    await rm(program, { force: true });
  });

  it(
    'loses nothing that it wrote and sends nothing twice',
    async () => {
      const settings: WriterSettings = {
        folder: join(folder, 'store'),
        sqlFolder: join(root, 'sql'),
        userId: randomUUID(),
        project: lite.project,
        tokens: user.tokens,
        remoteUserId: user.id,
        workspaceId,
        run: '',
        writes: 0,
      };
      const written: string[] = [];
      for (let kill = 0; kill < KILLS; kill += 1) {
        const child = start(program, { ...settings, run: String(kill), writes: 10_000 });
        const lines = await untilReady(child);
        // Somewhere in the rounds that follow, on a slow machine too.
        const writes = 1 + Math.random() * 8;
        await until(
          () => lines.filter((line) => line.startsWith('wrote ')).length > writes,
          'writes',
          WRITES_MS_MAX,
        );
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 200));
        child.kill('SIGKILL');
        await ended(child);
        written.push(...lines.filter((line) => line.startsWith('wrote ')).map((line) => line.slice(6)));
      }
      const last = start(program, settings);
      const lines = await untilReady(last);
      expect(await ended(last)).toBe(0);
      expect(lines.at(-1)).toBe('done');

      const { rows } = await lite.pglite.query<{
        key: string;
        applied_count: number;
        successes: number;
        version: number;
      }>('select key, applied_count, successes, version from fixward.fix_patterns where workspace_id = $1', [
        workspaceId,
      ]);
      expect(written.length).toBeGreaterThan(KILLS);
      const keys = rows.map((row) => row.key);
      expect(new Set(keys).size).toBe(keys.length);
      expect(written.filter((key) => !keys.includes(key))).toEqual([]);
      // What was killed between the write and the word of it may be there as well: at most one a run.
      expect(keys.length - written.length).toBeLessThanOrEqual(KILLS);
      for (const row of rows.filter(({ key }) => written.includes(key))) {
        expect(row, row.key).toMatchObject({ applied_count: 1, successes: 1, version: 1 });
      }
    },
    60_000 + KILLS * 60_000,
  );
});

function start(program: string, settings: WriterSettings): ChildProcess {
  return spawn(process.execPath, [program, JSON.stringify(settings)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** The lines it says, as they come. */
async function untilReady(child: ChildProcess): Promise<readonly string[]> {
  const lines: string[] = [];
  let rest = '';
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the machine ended before it was ready: ${code}`)));
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      lines.push(...parts);
      if (lines.includes('ready')) resolve();
    });
  });
  return lines;
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  return new Promise((resolve) => child.once('close', (code) => resolve(code)));
}
