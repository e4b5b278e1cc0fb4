import type { StoreAnswer } from '../store.ts';
import {
  answered,
  type PushResult,
  pushedSchema,
  SyncFailure,
  type SyncOp,
  settledSchema,
  takenSchema,
} from './syncAnswers.ts';
import type { SyncPair } from './syncPair.ts';

export interface PushCounts {
  readonly pushed: number;
  readonly rejected: number;
  readonly busy: boolean;
}

const BATCH_SIZE = 100;

/** What the writes themselves are to blame for; any other failure is of the connection or the server, and passes. */
const BLAMES_THE_REQUEST: ReadonlySet<string> = new Set(['invalid', 'too_large', 'conflict']);

/** Sends writes oldest first until none waits or the shared store is too busy for more. */
export async function pushOutbox(pair: SyncPair, signal: AbortSignal): Promise<PushCounts> {
  const { local, workspaceId } = pair;
  let pushed = 0;
  let rejected = 0;
  for (;;) {
    const answer = await local.call(
      'outbox_take',
      { workspace_id: workspaceId, limit: BATCH_SIZE },
      { signal },
    );
    const { client_id: clientId, ops } = answered('local', 'outbox_take', answer, takenSchema);
    if (ops.length === 0) return { pushed, rejected, busy: false };
    const results = await pushOps(pair, clientId, ops, signal);
    // Not aborted in the middle: the shared store has the writes, and the sooner that is noted the fewer are repeated.
    const settled = answered(
      'local',
      'outbox_settle',
      await local.call('outbox_settle', { workspace_id: workspaceId, results }),
      settledSchema,
    );
    pushed += settled.settled;
    rejected += settled.rejected;
    if (settled.waiting > 0 || settled.settled + settled.rejected === 0)
      return { pushed, rejected, busy: true };
  }
}

/**
 * Sends a batch. One that is refused as a whole is halved until the write to blame stands alone: it becomes a dead
 * letter, and the others go through.
 */
async function pushOps(
  pair: SyncPair,
  clientId: string,
  ops: readonly SyncOp[],
  signal: AbortSignal,
): Promise<readonly PushResult[]> {
  const request = { workspace_id: pair.workspaceId, client_id: clientId, ops };
  const answer: StoreAnswer = await pair.shared.call('sync_push', request, { signal });
  if (answer.ok) return resultsOf(answer, ops);
  if (!BLAMES_THE_REQUEST.has(answer.error.code)) throw new SyncFailure('shared', answer.error);
  const [only] = ops;
  if (ops.length === 1 && only !== undefined) {
    const { code, message } = answer.error;
    const { client_seq, write_id } = only;
    return [{ client_seq, write_id, status: 'rejected', code, reason: message }];
  }
  const middle = Math.ceil(ops.length / 2);
  const first = await pushOps(pair, clientId, ops.slice(0, middle), signal);
  return [...first, ...(await pushOps(pair, clientId, ops.slice(middle), signal))];
}

function resultsOf(answer: StoreAnswer, ops: readonly SyncOp[]): readonly PushResult[] {
  const { results } = answered('shared', 'sync_push', answer, pushedSchema);
  if (results.length === ops.length) return results;
  throw new SyncFailure('shared', {
    code: 'incompatible',
    message: `sync_push answered ${results.length} of ${ops.length} writes.`,
  });
}
