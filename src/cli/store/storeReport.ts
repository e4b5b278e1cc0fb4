import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorMessage } from '../../core/errorMessage.ts';
import { fixwardHome } from '../../engines/workspace/projectRoot.ts';
import { plainReason } from '../../engines/workspace/sourceFile.ts';
import type { StoreStatus } from '../../protocol/service.ts';
import { servicePlace } from '../../store/client/servicePlace.ts';
import type { CliHost } from '../cliHost.ts';
import { serviceSide } from './serviceSide.ts';

export interface StoreReport {
  /** `none`: it is made when something is first kept. */
  readonly state: 'none' | StoreStatus['state'];
  readonly folder: string;
  readonly schemaVersion?: number;
  readonly patterns?: number;
  readonly diskBytes?: number;
  readonly memoryBytes?: number;
  readonly lastSnapshotAt?: string;
  readonly problem?: string;
}

/** How the store is; one that is not there yet is not made for the asking. */
export async function storeReport(host: CliHost): Promise<StoreReport> {
  const { store: folder } = servicePlace(fixwardHome(host.environment));
  if (!existsSync(folder)) {
    const problem = homeProblem(dirname(folder));
    return problem === undefined ? { state: 'none', folder } : { state: 'failed', folder, problem };
  }
  const client = host.connectService();
  const side = serviceSide(client);
  try {
    // SAFETY: the service answers with its status.
    const { kind: _kind, ...status } = (await side.status()) as StoreStatus;
    return status;
  } catch (error) {
    return { state: 'failed', folder, problem: errorMessage(error) };
  } finally {
    await side.close();
  }
}

/** Why a store could not be made there. */
function homeProblem(home: string): string | undefined {
  let there = home;
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there);
  try {
    if (!statSync(there).isDirectory()) return `${there} is a file; set FIXWARD_HOME to a folder`;
    accessSync(there, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return `${there} cannot be written (${plainReason(error)}); make it writable or set FIXWARD_HOME to another folder`;
  }
}

export function storeLines(report: StoreReport): readonly string[] {
  const { state, folder, schemaVersion, patterns, diskBytes, memoryBytes, lastSnapshotAt } = report;
  if (state === 'none') return [`Store: none yet; it is made in ${folder} when something is kept`];
  const megabytes = (bytes: number | undefined): string =>
    bytes === undefined ? 'unknown' : `${Math.round(bytes / 1e6)} MB`;
  return [
    `Store: ${state}, ${folder}`,
    ...(schemaVersion === undefined
      ? []
      : [
          `  schema ${schemaVersion}, ${patterns ?? 0} patterns, ${megabytes(diskBytes)} on disk, ${megabytes(memoryBytes)} of memory`,
        ]),
    `  last snapshot: ${lastSnapshotAt ?? 'none yet'}`,
  ];
}
