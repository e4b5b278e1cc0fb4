import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { openPostgresStore } from '../../src/store/postgres/postgresStore.ts';
import type { StoreTransport } from '../../src/store/store.ts';
import { SupabaseSession } from '../../src/store/supabase/supabaseSession.ts';
import { supabaseTransport } from '../../src/store/supabase/supabaseTransport.ts';
import { openSupabaseLite } from '../store/contract/supabaseLite.ts';
import { buildService } from '../support/buildService.ts';
import { connectNative } from '../support/nativeStore.ts';
import { serviceHome } from '../support/serviceHome.ts';
import { installMigrations, readMigrations } from '../support/storeDatabase.ts';
import { BATCH_SIZES, CONFIDENCE_ITEMS, itemBatches } from './confidenceItems.ts';
import { figuresOf, heading } from './figures.ts';

const WARM_CALLS = 5;

interface OpenTransport {
  readonly transport: StoreTransport;
  /** Processes that work for it, beside this one. */
  pids(): Promise<readonly number[]>;
  close(): Promise<void>;
}

/**
 * How many scores and metrics a second come through each way to a store, one by one and in batches, as programs send them:
 * each call with a request id. The stores are new; what their size costs, the other figures tell.
 */
export async function benchConfidenceTransports(address: string | undefined): Promise<void> {
  await insertRates('the embedded store, through the service’s socket', openService);
  if (address !== undefined)
    await insertRates('a PostgreSQL server, through its socket', () => openPostgres(address));
  await insertRates('supabase-js and a server in this process', openLite);
}

async function insertRates(name: string, open: () => Promise<OpenTransport>): Promise<void> {
  heading(`Confidence: inserts into ${name}`);
  const { transport, pids, close } = await open();
  try {
    for (const item of CONFIDENCE_ITEMS) {
      for (const size of BATCH_SIZES) {
        const requests = itemBatches(item, size);
        for (const request of itemBatches(item, 1).slice(0, WARM_CALLS))
          await written(transport, item.name, request);
        const working = await pids();
        const [began, busy] = [performance.now(), processorSeconds(working)];
        const callsMs: number[] = [];
        for (const request of requests) {
          const sentAt = performance.now();
          await written(transport, item.name, request);
          callsMs.push(performance.now() - sentAt);
        }
        const all = (requests.length * size) / ((performance.now() - began) / 1000);
        const used = (requests.length * size) / (processorSeconds(working) - busy);
        const { median, p95 } = figuresOf(callsMs);
        console.log(
          `  ${item.name.padEnd(26)} by ${String(size).padStart(4)}: ${rate(all)} a second, ${rate(used)} by processor time; a call ${median.toFixed(1)} ms, p95 ${p95.toFixed(1)}`,
        );
      }
    }
  } finally {
    await close();
  }
}

const TICKS_A_SECOND = 100;

/** What this process and others have used so far, which a busy machine changes less than the time on the wall; where the system does not tell, of this one. */
function processorSeconds(pids: readonly number[]): number {
  const { user, system } = process.cpuUsage();
  let seconds = (user + system) / 1e6;
  for (const pid of process.platform === 'linux' ? pids : []) {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /su, '')
      .split(' ');
    seconds += (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
  }
  return seconds;
}

const rate = (perSecond: number): string => Math.round(perSecond).toLocaleString('en').padStart(7);

async function written(transport: StoreTransport, name: string, request: object): Promise<void> {
  const answer = await transport.call(name, { ...request }, { requestId: randomUUID() });
  if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`);
}

async function openService(): Promise<OpenTransport> {
  // Not the one in dist/, which may be of older SQL.
  const service = await buildService();
  const home = await serviceHome(service.program);
  const { transport } = home.connect();
  await written(transport, 'list_workspaces', {});
  return {
    transport,
    pids: async () => [...home.pids('front'), ...home.pids('owner')],
    async close() {
      await home.remove();
      await service.remove();
    },
  };
}

async function openPostgres(address: string): Promise<OpenTransport> {
  const database = `fixward_bench_${randomBytes(4).toString('hex')}`;
  const admin = await connectNative(address);
  await admin.exec(`create database ${database}`);
  const url = new URL(address);
  url.pathname = `/${database}`;
  const installer = await connectNative(url.href);
  await installMigrations(installer, await readMigrations());
  await installer.end();
  const transport = openPostgresStore({ url: url.href, userId: randomUUID() });
  await written(transport, 'create_organisation', { name: 'Bench', workspace_name: 'Bench' });
  return {
    transport,
    async pids() {
      const { rows } = await admin.query<{ pid: number }>(
        'select pid from pg_stat_activity where datname = $1',
        [database],
      );
      return rows.map(({ pid }) => pid);
    },
    async close() {
      await transport.close();
      await admin.exec(`drop database ${database}`);
      await admin.end();
    },
  };
}

async function openLite(): Promise<OpenTransport> {
  const lite = await openSupabaseLite();
  const { project } = lite;
  const { tokens } = await lite.signUp('bench@example.com');
  const transport = supabaseTransport({ project, session: new SupabaseSession({ project }, tokens) });
  await written(transport, 'create_organisation', { name: 'Bench', workspace_name: 'Bench' });
  return { transport, pids: async () => [], close: () => lite.close() };
}
