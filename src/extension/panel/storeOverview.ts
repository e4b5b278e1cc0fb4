import type { SyncStatus } from '../../protocol/service.ts';
import { callStore } from '../relay/callStore.ts';
import type { AskService } from '../relay/fixwardService.ts';
import { problemOf, ServiceProblem } from '../relay/serviceProblem.ts';
import { numberOf, oneOf, optionalNumber, optionalText, present, rowOf, rowsOf } from '../relay/wire.ts';
import type { StoreOverview } from './panelPorts.ts';

const STATES = ['starting', 'ready', 'recovering', 'failed'] as const;
const ROLES = ['owner', 'maintainer', 'member', 'reader'] as const;
/** As many as the review queue reads. */
const DRAFTS_MAX = 200;
const SYNC_STATES = ['off', 'signed-out', 'idle', 'syncing', 'offline', 'blocked'] as const;

/**
 * How the store is, who the user is in it, and what waits. Never rejects: a store out of reach is an answer too. A store
 * that is still opening answers late, so that is told first.
 */
export async function storeOverview(
  ask: AskService,
  onOpening: (overview: StoreOverview) => void,
  signal?: AbortSignal,
): Promise<StoreOverview> {
  try {
    const status = rowOf(await ask('store/status', {}, signal));
    const state = oneOf(status.state, STATES, 'ready');
    const problem = present({ problem: optionalText(status.problem) });
    if (state === 'failed') return { state, ...problem };
    if (state !== 'ready') onOpening({ state, ...problem });
    const [figures, summary, sync] = await Promise.all([
      callStore(ask, 'store_status', {}, signal),
      callStore(ask, 'library_summary', {}, signal),
      syncOf(ask, signal),
    ]);
    const byStatus = rowOf(summary.by_status);
    return {
      state: 'ready',
      ...problem,
      ...present({
        role: ROLES.find((role) => role === figures.role),
        workspace: optionalText(figures.workspace_id),
        patterns: optionalNumber(rowOf(figures.rows).patterns),
        sync,
      }),
      waiting:
        numberOf(byStatus.suggested) +
        (numberOf(byStatus.draft) === 0 ? 0 : await draftsWaiting(ask, signal)),
    };
  } catch (error) {
    const { code, message } = problemOf(error);
    const outOfReach = code === 'unavailable' || code === 'offline';
    return { state: outOfReach ? 'offline' : 'failed', problem: message };
  }
}

/** Drafts that nobody has turned down yet. */
async function draftsWaiting(ask: AskService, signal: AbortSignal | undefined): Promise<number> {
  const request = { filters: { statuses: ['draft'] }, limit: DRAFTS_MAX, fields: ['reviewer_notes'] };
  const drafts = rowsOf((await callStore(ask, 'list_patterns', request, signal)).patterns);
  return drafts.filter(({ reviewer_notes }) => optionalText(reviewer_notes) === undefined).length;
}

async function syncOf(ask: AskService, signal: AbortSignal | undefined): Promise<SyncStatus | undefined> {
  try {
    return syncStatusOf(await ask('sync/status', {}, signal));
  } catch (error) {
    if (error instanceof ServiceProblem) return undefined;
    throw error;
  }
}

export function syncStatusOf(value: unknown): SyncStatus {
  const row = rowOf(value);
  return {
    state: oneOf(row.state, SYNC_STATES, 'off'),
    waiting: numberOf(row.waiting),
    rejected: numberOf(row.rejected),
    ...present({
      lastPushAt: optionalText(row.lastPushAt),
      lastPullAt: optionalText(row.lastPullAt),
      problem: optionalText(row.problem),
      user: optionalText(row.user),
      workspaceId: optionalText(row.workspaceId),
    }),
  };
}
