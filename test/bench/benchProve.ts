import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { figuresOf, heading, line } from './figures.ts';

const OUTPUT_BYTES_MAX = 1024 * 1024 * 1024;

interface ProofReport {
  readonly migrations: readonly {
    readonly name: string;
    readonly verdict: string;
    readonly ms: number;
    readonly statements: readonly { readonly locks: unknown }[];
  }[];
}

/** Verdicts and time per migration of a folder with real ways back; no other tool proves, so there is no peer. */
export async function benchProve(root: string): Promise<void> {
  const folder = process.env.FIXWARD_BENCH_PROVE;
  heading('prove --migrations');
  if (folder === undefined) {
    console.log('  not measured: FIXWARD_BENCH_PROVE names no folder of migrations');
    return;
  }
  const home = mkdtempSync(join(tmpdir(), 'fixward-bench-'));
  const started = performance.now();
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'dist', 'cli.mjs'), 'prove', '--migrations', folder, '--format', 'json'],
    { encoding: 'utf8', maxBuffer: OUTPUT_BYTES_MAX, env: { ...process.env, FIXWARD_HOME: home } },
  );
  const seconds = (performance.now() - started) / 1000;
  rmSync(home, { recursive: true, force: true });
  if (stdout === '') throw new Error(`prove printed nothing: ${stderr.trim().split('\n').at(-1)}`);
  // SAFETY: the command's own output, whose shape its tests hold.
  const { migrations } = JSON.parse(stdout) as ProofReport;
  const verdicts = new Map<string, number>();
  for (const { verdict } of migrations) verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
  for (const [verdict, count] of verdicts) console.log(`  ${verdict.padEnd(44)} ${count}`);
  line(`one of ${migrations.length} migrations, warm shadow`, figuresOf(migrations.map(({ ms }) => ms)));
  const statements = migrations.flatMap((migration) => migration.statements);
  const measured = statements.filter(({ locks }) => locks !== null).length;
  console.log(`  ${measured} of ${statements.length} statements with locks as measured`);
  console.log(`  ${seconds.toFixed(0)} s in all, start included`);
}
