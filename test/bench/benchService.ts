import { execFileSync } from 'node:child_process';
import type { StoreStatus } from '../../src/protocol/service.ts';
import type { ServiceClient } from '../../src/store/client/serviceClient.ts';
import { savePatterns } from '../support/patternRequest.ts';
import { madeHome, type ServiceHome, serviceHome, until } from '../support/serviceHome.ts';
import { figuresOf, heading, line } from './figures.ts';
import { serviceUnderBench } from './serviceUnderBench.ts';

const COLD_RUNS = 3;
const WARM_RUNS = 7;
const CALLS = 300;

/** The service's start with and without a store, its memory, and what a call costs. */
export async function benchService(root: string): Promise<void> {
  const service = await serviceUnderBench(root);
  const homes: ServiceHome[] = [];
  const opened = (home: ServiceHome): ServiceHome => {
    homes.push(home);
    return home;
  };
  try {
    heading('The service, from no process to the first answer');
    const cold: number[] = [];
    for (let run = 0; run < COLD_RUNS; run++) {
      const home = opened(await serviceHome(service.program));
      cold.push(await firstAnswer(home.connect()));
      await home.remove();
    }
    line('cold: the store is made', figuresOf(cold));
    const home = opened(await madeHome(service.program));
    const warm: number[] = [];
    for (let run = 0; run < WARM_RUNS; run++) {
      const client = home.connect();
      warm.push(await firstAnswer(client));
      if (run === WARM_RUNS - 1) await steady(home, client);
      await client.close();
      for (const pid of home.pids('front')) process.kill(pid, 'SIGTERM');
      await until(() => home.pids('front').length === 0, 'the service to end');
    }
    line('warm: the store is there', figuresOf(warm));
  } finally {
    for (const home of homes) await home.remove();
    await service.remove();
  }
}

async function firstAnswer(client: ServiceClient): Promise<number> {
  const startedAt = performance.now();
  const answer = await client.transport.call('list_workspaces', {});
  if (!answer.ok) throw new Error(answer.error.message);
  return performance.now() - startedAt;
}

async function steady(home: ServiceHome, client: ServiceClient): Promise<void> {
  const reads: number[] = [];
  const writes: number[] = [];
  for (let call = 0; call < CALLS; call++) {
    reads.push(await timed(() => client.transport.call('list_workspaces', {})));
    writes.push(await timed(() => client.transport.call('save_patterns', savePatterns(`bench-${call}`))));
  }
  line('a read over the socket', figuresOf(reads));
  line('a write of one pattern over the socket', figuresOf(writes));
  const snapshot = await timed(() => client.request('store/snapshot', {}));
  // SAFETY: the service answers with its status.
  const { diskBytes = 0 } = (await client.request('store/status', {})) as StoreStatus;
  console.log(`  snapshot ${snapshot.toFixed(0)} ms, store ${Math.round(diskBytes / 1e6)} MB on disk`);
  const memory = (kind: 'front' | 'owner'): string =>
    home
      .pids(kind)
      .map((pid) => `${kind} ${Math.round(residentKb(pid) / 1000)} MB`)
      .join();
  console.log(`  memory: ${memory('front')}, ${memory('owner')}`);
}

function residentKb(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
