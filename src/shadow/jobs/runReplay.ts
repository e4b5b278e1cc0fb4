import { replay } from '../../core/replay/replay.ts';
import type { ReplayReport, ReplayRequest } from '../../core/replay/replayReport.ts';
import type { Snapshot } from '../../core/replay/snapshotShelf.ts';
import type { StatePool } from '../../core/replay/statePool.ts';
import { RULES_OVER_SCHEMA } from '../../core/schema/rulesOverSchema.ts';
import type { JobContext } from '../jobContext.ts';

export async function runReplay<S extends Snapshot>(
  request: ReplayRequest,
  leftOut: Readonly<Record<string, string>>,
  pool: StatePool<S>,
  context: JobContext,
): Promise<ReplayReport> {
  return replay(request, {
    pool,
    rules: RULES_OVER_SCHEMA,
    leftOut,
    now: () => performance.now(),
    onScript: (done, total, name) => context.progress({ done, total, message: `Running ${name}` }, name),
  });
}
