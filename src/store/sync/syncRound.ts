import type { StoreAnswer } from '../store.ts';
import { pushOutbox } from './pushOutbox.ts';
import {
  answered,
  appliedSchema,
  pulledSchema,
  refreshSchema,
  SyncFailure,
  stateSchema,
} from './syncAnswers.ts';
import type { SyncPair } from './syncPair.ts';

export interface SyncRound {
  /** Writes that the shared store has now. */
  readonly pushed: number;
  /** Writes that became dead letters. */
  readonly rejected: number;
  /** Changes of others, and own ones that came back. */
  readonly pulled: number;
  /** Changes that could not be applied yet. */
  readonly held: number;
  /** The shared store was too busy for some writes; they stay in the outbox. */
  readonly busy: boolean;
}

/** Changes a request; a page of full-sized patterns stays below what gateways let through. */
const PULL_LIMIT = 200;

/** Longer loops mean that a row is withheld again and again; the next round goes on. */
const REFRESH_PAGES_MAX = 20;

/**
 * Sends what waits in the outbox, then reads what others wrote, until nothing is left of either.
 *
 * @throws SyncFailure when one of the stores refuses or cannot be reached; what was done stays done, and the next round
 * goes on from there
 */
export async function syncRound(pair: SyncPair, signal: AbortSignal): Promise<SyncRound> {
  const push = await pushOutbox(pair, signal);
  const pull = await pullChanges(pair, signal);
  const refresh = await refreshRows(pair, signal);
  return {
    ...push,
    pulled: pull.pulled + refresh.pulled,
    held: pull.held + refresh.held,
  };
}

interface PullCounts {
  readonly pulled: number;
  readonly held: number;
}

async function pullChanges(pair: SyncPair, signal: AbortSignal): Promise<PullCounts> {
  const { local, workspaceId } = pair;
  const asked = { workspace_id: workspaceId };
  const state = answered(
    'local',
    'sync_state',
    await local.call('sync_state', asked, { signal }),
    stateSchema,
  );
  let known = state.workspaces[0]?.cursor;
  let cursor = known;
  let pulled = 0;
  let held = 0;
  for (;;) {
    const page = await pullPage(pair, cursor, signal);
    if (page === 'expired') {
      cursor = undefined;
      continue;
    }
    const applied = await applyChanges(pair, signal, {
      changes: page.changes,
      ...(typeof page.cursor === 'string' && {
        cursor: page.cursor,
        known_cursor: known ?? null,
        caught_up: page.more !== true,
      }),
    });
    pulled += applied.applied;
    held += applied.held;
    if (page.more !== true || typeof page.cursor !== 'string') return { pulled, held };
    cursor = page.cursor;
    known = page.cursor;
  }
}

async function pullPage(pair: SyncPair, cursor: string | undefined, signal: AbortSignal) {
  const request = {
    workspace_id: pair.workspaceId,
    limit: PULL_LIMIT,
    ...(cursor !== undefined && { after: cursor }),
  };
  const answer: StoreAnswer = await pair.shared.call('sync_pull', request, { signal });
  if (!answer.ok && answer.error.code === 'cursor_expired' && cursor !== undefined) return 'expired';
  return answered('shared', 'sync_pull', answer, pulledSchema);
}

async function applyChanges(
  { local, workspaceId }: SyncPair,
  signal: AbortSignal,
  changes: {
    readonly changes: readonly unknown[];
    readonly cursor?: string;
    /** Where the local store stood when the changes were asked for. */
    readonly known_cursor?: string | null;
    readonly caught_up?: boolean;
  },
): Promise<{ readonly applied: number; readonly held: number }> {
  const answer = await local.call('apply_pulled', { workspace_id: workspaceId, ...changes }, { signal });
  return answered('local', 'apply_pulled', answer, appliedSchema);
}

/** Rows of which something was kept back are read once more, now that their writes are settled. */
async function refreshRows(pair: SyncPair, signal: AbortSignal): Promise<PullCounts> {
  const { local, shared, workspaceId } = pair;
  const asked = { workspace_id: workspaceId };
  let pulled = 0;
  let held = 0;
  for (let page = 0; page < REFRESH_PAGES_MAX; page += 1) {
    const { rows } = answered(
      'local',
      'sync_refresh',
      await local.call('sync_refresh', asked, { signal }),
      refreshSchema,
    );
    if (rows.length === 0) break;
    const answer = await shared.call('sync_pull', { ...asked, rows }, { signal });
    const { changes } = answered('shared', 'sync_pull', answer, pulledSchema);
    if (changes.length !== rows.length) {
      throw new SyncFailure('shared', {
        code: 'incompatible',
        message: 'sync_pull left out rows that were asked for.',
      });
    }
    const applied = await applyChanges(pair, signal, { changes });
    pulled += applied.applied;
    held += applied.held;
  }
  return { pulled, held };
}
