import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StatePool } from '../core/replay/statePool.ts';
import { loadLibpgQuery } from '../engines/libpgQuery.ts';
import { type DatabaseSnapshot, openPglite } from '../engines/shadow/pgliteDatabase.ts';
import { runProve, warmUp } from './jobs/runProve.ts';
import { runReplay } from './jobs/runReplay.ts';
import { serveJobs } from './serveJobs.ts';
import { removeNetworkGlobals } from './withoutNetwork.ts';

const here = dirname(fileURLToPath(import.meta.url));

/** Owns embedded databases. Nothing in this process can reach a network. */
export function runEmbeddedWorker(): void {
  removeNetworkGlobals();
  const parser = loadLibpgQuery(beside('libpg-query.wasm'));
  const assetsFolder = beside('shadow-assets');
  serveJobs((pulse) => {
    const pooled = parser.then(
      (loaded) =>
        new StatePool<DatabaseSnapshot>({
          parser: loaded,
          now: () => performance.now(),
          open: (snapshot) =>
            pulse.opening(() =>
              openPglite({
                beforeStatement: pulse.beforeStatement,
                ...(snapshot && { snapshot }),
                ...(assetsFolder !== undefined && { assetsFolder }),
              }),
            ),
        }),
    );
    return async (job, context) => {
      const pool = await pooled;
      if (job.kind === 'replay') return { result: await runReplay(job.request, job.leftOut, pool, context) };
      const { request, leftOut } = job;
      const result = await runProve(request, leftOut, { pool, parser: await parser, context });
      return { result, afterwards: () => warmUp(request, pool) };
    };
  });
}

/** A packaged build keeps its files beside the bundle; elsewhere the installed packages are used. */
function beside(name: string): string | undefined {
  const path = join(here, name);
  return existsSync(path) ? path : undefined;
}
