import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { figuresOf, heading, line } from './figures.ts';
import { generateMigration } from './generateSql.ts';
import { squawkBinary } from './squawkBinary.ts';

const FILES = 1000;
const RUNS = 7;

/** `check` over a folder of migrations, process start included. */
export async function benchCheck(root: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fixward-bench-'));
  const given = process.env.FIXWARD_BENCH_MIGRATIONS;
  const migrations = given ?? join(folder, 'migrations');
  if (given === undefined) {
    mkdirSync(migrations);
    for (let number = 0; number < FILES; number++) {
      writeFileSync(join(migrations, `${20260000000000 + number}_change.sql`), generateMigration(number));
    }
  }
  const files = readdirSync(migrations, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sql'))
    .map((name) => join(migrations, name));
  heading(`check over ${files.length} migration files, ${RUNS} runs`);
  const environment = { ...process.env, FIXWARD_HOME: join(folder, 'home') };
  const ours = [join(root, 'dist', 'cli.mjs'), 'check', migrations];
  const squawk = squawkBinary(root);
  const own: number[] = [];
  const peer: number[] = [];
  // Turn about, so that a busy moment of the machine meets both.
  for (let run = 0; run < RUNS; run++) {
    own.push(timeOf(process.execPath, ours, environment));
    if (squawk !== undefined) peer.push(timeOf(squawk, files, environment));
  }
  line('fixward check', figuresOf(own), squawk === undefined ? undefined : figuresOf(peer));
  if (squawk !== undefined) line('squawk', figuresOf(peer));
  rmSync(folder, { recursive: true, force: true });
}

function timeOf(program: string, args: readonly string[], environment: NodeJS.ProcessEnv): number {
  const started = performance.now();
  const { status, error } = spawnSync(program, [...args], {
    env: environment,
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  if (error || status === null || status > 1)
    throw new Error(`${program} failed: ${error?.message ?? status}`);
  return performance.now() - started;
}
