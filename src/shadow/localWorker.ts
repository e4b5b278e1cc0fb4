import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { preparePlatform } from '../core/replay/platform/preparePlatform.ts';
import { StatePool } from '../core/replay/statePool.ts';
import { loadLibpgQuery } from '../engines/libpgQuery.ts';
import { ClusterHome } from '../engines/shadow/local/localCluster.ts';
import { type ClusterSnapshot, openLocal } from '../engines/shadow/local/localDatabase.ts';
import { runProve } from './jobs/runProve.ts';
import { removeWithThisProcess, sweepLeftovers } from './reaper.ts';
import { serveJobs } from './serveJobs.ts';
import { removeNetworkGlobals } from './withoutNetwork.ts';

const here = dirname(fileURLToPath(import.meta.url));

/**
 * Proves on temporary servers of an installed PostgreSQL, which it makes, starts and deletes itself. It connects to
 * socket files of those servers and to nothing else.
 */
export function runLocalWorker(): void {
  removeNetworkGlobals();
  sweepLeftovers();
  const wasm = join(here, 'libpg-query.wasm');
  const parser = loadLibpgQuery(existsSync(wasm) ? wasm : undefined);
  serveJobs((pulse) => {
    let current:
      | { readonly binFolder: string; readonly pool: StatePool<ClusterSnapshot>; close(): Promise<void> }
      | undefined;
    return async (job, context) => {
      if (job.kind !== 'prove' || job.request.engine.kind !== 'local') {
        throw new Error('This process proves on an installed PostgreSQL only.');
      }
      const { request, leftOut } = job;
      const { binFolder } = job.request.engine;
      if (current?.binFolder !== binFolder) {
        await current?.close();
        const home = new ClusterHome(binFolder);
        removeWithThisProcess(home.folder);
        const pool = new StatePool<ClusterSnapshot>({
          parser: await parser,
          now: () => performance.now(),
          open: (snapshot, platform) =>
            pulse.opening(() =>
              openLocal(home, pulse, {
                ...(snapshot && { snapshot }),
                prepare: (database) => preparePlatform(database, platform),
              }),
            ),
          isPrepared: true,
        });
        current = {
          binFolder,
          pool,
          close: async () => {
            await pool.dispose();
            home.removeAll();
          },
        };
      }
      return {
        result: await runProve(request, leftOut, { pool: current.pool, parser: await parser, context }),
      };
    };
  });
}
