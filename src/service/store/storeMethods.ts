import { z } from 'zod';
import type { StoreStatus } from '../../protocol/service.ts';
import { ServiceFailure } from '../../store/client/serviceClient.ts';
import type { ServicePlace } from '../../store/client/servicePlace.ts';
import type { StoreTransport } from '../../store/store.ts';
import type { Maintenance } from '../front/maintenance.ts';
import type { OwnerSupervisor } from '../front/ownerSupervisor.ts';
import type { OwnerStatus } from '../owner/ownerProtocol.ts';
import { listSnapshots } from '../owner/snapshots.ts';
import { parseParams } from '../parseParams.ts';
import type { ServiceMethods } from '../serviceContext.ts';

export interface StoreMethodsOptions {
  readonly store: StoreTransport;
  readonly supervisor: OwnerSupervisor;
  readonly maintenance: Maintenance;
  readonly place: ServicePlace;
  readonly userId: string;
  /** After a client's call was answered well. */
  readonly onCalled: (name: string, request: Readonly<Record<string, unknown>>) => void;
}

const callParams = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/u, 'must be the name of a function'),
  request: z.record(z.string(), z.unknown()),
  requestId: z.uuid().optional(),
});
const restoreParams = z.object({ name: z.string().min(1) });
const migrateParams = z.object({ again: z.boolean().default(false) });
const rollbackParams = z.object({ toVersion: z.int().min(0) });

/** `store/…`: the store's functions, its state, and its upkeep by hand. */
export function storeMethods(options: StoreMethodsOptions): ServiceMethods {
  const { store, supervisor, maintenance, place, onCalled } = options;
  return {
    'store/call': async (params, { signal, requestId }) => {
      const { name, request, requestId: own } = parseParams(callParams, params);
      const answer = await store.call(name, request, { signal, requestId: own ?? requestId });
      if (answer.ok) onCalled(name, request);
      return answer;
    },
    'store/status': () => storeStatus(options),
    'store/snapshot': async () => {
      const snapshot = await supervisor.run({ kind: 'snapshot' });
      maintenance.snapshotTaken();
      return snapshot;
    },
    'store/snapshots': async () => ({ snapshots: await listSnapshots(place.snapshots) }),
    'store/restore': async (params) => {
      const { name } = parseParams(restoreParams, params);
      const known = (await listSnapshots(place.snapshots)).some((snapshot) => snapshot.name === name);
      if (!known)
        throw new ServiceFailure('invalid', `There is no snapshot ${name}; see: fixward store snapshots`);
      await supervisor.restore(name);
      return storeStatus(options);
    },
    'store/migrate': (params) => supervisor.run({ kind: 'migrate', ...parseParams(migrateParams, params) }),
    'store/validate': () => supervisor.run({ kind: 'validate' }),
    'store/rollback': (params) =>
      supervisor.run({ kind: 'rollback', ...parseParams(rollbackParams, params) }),
  };
}

/** Answers at once while the store is still opening, with what is known. */
async function storeStatus({ supervisor, place, userId }: StoreMethodsOptions): Promise<StoreStatus> {
  supervisor.warmUp();
  // SAFETY: the owner is of the same build and answers with its status.
  const known =
    supervisor.state === 'ready' ? ((await supervisor.run({ kind: 'status' })) as OwnerStatus) : undefined;
  const { state, problem, opened } = supervisor;
  return {
    kind: 'embedded',
    state,
    folder: place.store,
    userId,
    ...(problem !== undefined && { problem }),
    ...(opened?.workspaceId !== undefined && { workspaceId: opened.workspaceId }),
    process: supervisor.figures,
    ...(known && { ...known, memoryBytes: known.memoryBytes + process.memoryUsage.rss() }),
  };
}
