import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { vector } from '@electric-sql/pglite-pgvector';
import { connectNative } from '../support/nativeStore.ts';
import {
  installMigrations,
  type OpenStore,
  openStore,
  readMigrations,
  type StoreUser,
} from '../support/storeDatabase.ts';
import { benchConfidenceTransports } from './benchConfidenceTransports.ts';
import { BATCH_SIZES, CONFIDENCE_ITEMS, itemBatches } from './confidenceItems.ts';
import { fillConfidence } from './confidenceRows.ts';
import { figuresOf, heading, line, milliseconds } from './figures.ts';

const SIZES = [10_000, 1_000_000];
/** What the bars are about. */
const BAR_ROWS = 1_000_000;
const RUNS = 15;
const WARM_RUNS = 3;

/** What is asked of the store, and the bar that holds at a million answers. */
const QUESTIONS: readonly (readonly [string, string, number | undefined])[] = [
  ['view archon_confidence_trends', 'select * from fixward.archon_confidence_trends', 50],
  ['view archon_performance_dashboard', 'select * from fixward.archon_performance_dashboard', 500],
  ['view archon_calibration_analysis', 'select * from fixward.archon_calibration_analysis', 500],
  [
    'calculate_confidence_stats, a day',
    `select * from fixward.calculate_confidence_stats(now() - interval '1 day', now())`,
    undefined,
  ],
  [
    'calculate_confidence_stats, all',
    `select * from fixward.calculate_confidence_stats(now() - interval '91 days', now(), 'chat')`,
    undefined,
  ],
  ['insert_performance_metric', 'select fixward.insert_performance_metric(120, error_rate => 0)', undefined],
  ...(['hour', 'day', 'week'] as const).map(
    (bucket) =>
      [
        `confidence_overview, ${bucket}`,
        `select fixward.confidence_overview('{"bucket": "${bucket}"}')`,
        500,
      ] as const,
  ),
  ['performance_report', `select fixward.performance_report('{}')`, 500],
  ['confidence_alert_figures', `select fixward.confidence_alert_figures('{}')`, undefined],
  ['list_confidence_scores', `select fixward.list_confidence_scores('{}')`, undefined],
  [
    'list_confidence_scores of a bin and month',
    `select fixward.list_confidence_scores(jsonb_build_object('filters', jsonb_build_object('value_from', 0.3, 'value_to', 0.4,
       'outcomes', '["bad"]'::jsonb, 'to', now() - interval '30 days')))`,
    undefined,
  ],
  [
    'get_confidence_score',
    `select fixward.get_confidence_score(jsonb_build_object('id', (select id from fixward.archon_confidence_scores
       order by created_at desc limit 1)))`,
    undefined,
  ],
  ['calibration_samples, 5,000', `select fixward.calibration_samples('{"method": "agreement"}')`, undefined],
];

/**
 * Insert rates, and how long each view and function of confidence takes, on the embedded engine in a folder and, where
 * FIXWARD_BENCH_POSTGRES names a server, beside it. Answers are made up.
 */
export async function benchConfidence(flags: readonly string[]): Promise<void> {
  const given = flags.find((flag) => flag.startsWith('--rows='))?.slice('--rows='.length);
  const sizes = given === undefined ? SIZES : given.split(',').map(Number);
  const address = process.env.FIXWARD_BENCH_POSTGRES;
  for (const size of sizes) {
    if (!flags.includes('--native')) await benchOn('embedded', size, openEmbedded);
    if (address !== undefined && !flags.includes('--embedded'))
      await benchOn('native', size, () => openNative(address));
  }
  if (!flags.includes('--native') && !flags.includes('--embedded')) await benchConfidenceTransports(address);
}

async function benchOn(name: string, rows: number, open: () => Promise<OpenStore>): Promise<void> {
  heading(`Confidence: ${rows} answers and as many requests, ${name}`);
  const store = await open();
  try {
    const tenant = await store.tenant();
    const began = performance.now();
    await fillConfidence(store, tenant, rows);
    console.log(`  filled in ${((performance.now() - began) / 1000).toFixed(1)} s`);
    await store.session.exec('vacuum analyze');
    const user = store.as(tenant.userId);
    for (const [question, sql, barMs] of QUESTIONS) {
      const { wallMs, processorMs } = await spent(user, sql);
      const figures = figuresOf(wallMs);
      line(question, figures);
      if (name === 'embedded')
        console.log(`    of which the processor worked ${milliseconds(figuresOf(processorMs).median)}`);
      if (question.startsWith('view ')) {
        const written = `select sum(length(v::text)) from (${sql}) v`;
        console.log(
          `    of which to make its rows, written as text, ${milliseconds(figuresOf((await spent(user, written)).wallMs).median)}`,
        );
      }
      if (barMs !== undefined && rows >= BAR_ROWS && figures.median > barMs)
        console.log(`    above its bar of ${milliseconds(barMs)}`);
    }
    await insertRates(user);
  } finally {
    await store.close();
  }
}

interface Spent {
  readonly wallMs: readonly number[];
  /** Of this process, in which the embedded engine runs; a busy machine changes it less. */
  readonly processorMs: readonly number[];
}

async function spent(user: StoreUser, sql: string): Promise<Spent> {
  const wallMs: number[] = [];
  const processorMs: number[] = [];
  for (let run = 0; run < WARM_RUNS + RUNS; run += 1) {
    const [began, cpu] = [performance.now(), process.cpuUsage()];
    await user.query(sql);
    const { user: busy, system } = process.cpuUsage(cpu);
    if (run < WARM_RUNS) continue;
    wallMs.push(performance.now() - began);
    processorMs.push((busy + system) / 1000);
  }
  return { wallMs, processorMs };
}

/** Wall time, and beside it the time the processor worked in this process, which a busy machine changes less. */
async function insertRates(user: StoreUser): Promise<void> {
  for (const item of CONFIDENCE_ITEMS) {
    for (const size of BATCH_SIZES) {
      const requests = itemBatches(item, size);
      const total = requests.length * size;
      await user.data(item.name, { ...itemBatches(item, 1)[0] });
      const [began, cpu] = [performance.now(), process.cpuUsage()];
      for (const request of requests) await user.data(item.name, { ...request });
      const wall = (performance.now() - began) / 1000;
      const { user: busy, system } = process.cpuUsage(cpu);
      const rate = (seconds: number): string => Math.round(total / seconds).toLocaleString('en');
      console.log(
        `  ${item.name.padEnd(26)} by ${String(size).padStart(4)}: ${rate(wall).padStart(7)} a second (${rate((busy + system) / 1e6)} by processor time)`,
      );
    }
  }
}

async function openEmbedded(): Promise<OpenStore> {
  const folder = await mkdtemp(join(tmpdir(), 'fixward-bench-confidence-'));
  const pglite = new PGlite({ dataDir: join(folder, 'data'), extensions: { vector, pg_trgm } });
  await pglite.waitReady;
  await installMigrations(pglite, await readMigrations());
  return openStore(pglite, async () => {
    await pglite.close();
    await rm(folder, { recursive: true, force: true });
  });
}

async function openNative(address: string): Promise<OpenStore> {
  const database = `fixward_bench_${randomBytes(4).toString('hex')}`;
  const admin = await connectNative(address);
  await admin.exec(`create database ${database}`);
  const url = new URL(address);
  url.pathname = `/${database}`;
  const session = await connectNative(url.href);
  await installMigrations(session, await readMigrations());
  return openStore(session, async () => {
    await session.end();
    await admin.exec(`drop database ${database}`);
    await admin.end();
  });
}
