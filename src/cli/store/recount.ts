import { z } from 'zod';
import { rebuildConfidenceRollups } from '../../store/functions/confidenceUpkeep.ts';
import { callStore, type StoreFailure } from '../../store/functions/storeResult.ts';
import type { StoreTransport } from '../../store/store.ts';
import { UsageError } from '../cliHost.ts';

/** Makes some ten thousand answers' sums in a few seconds, in which others wait. */
const DAYS_A_CALL = 3;

export interface RecountReport {
  /** Those in which the user may write; his own records alone are counted. */
  readonly workspaces: readonly {
    readonly workspace_id: string;
    readonly name: string;
    readonly scores: number;
    readonly outcomes: number;
    readonly metrics: number;
  }[];
}

const workspacesSchema = z.object({
  workspaces: z.array(z.object({ id: z.string(), name: z.string(), role: z.string() })),
});

/**
 * Makes the sums of confidence anew from the records that they are made of, a few days a call.
 *
 * @throws UsageError when the store refuses
 */
export async function recount(store: Pick<StoreTransport, 'call'>): Promise<RecountReport> {
  const listed = await callStore(store, 'list_workspaces', {}, workspacesSchema);
  if (!listed.ok) throw refusal(listed);
  const workspaces: RecountReport['workspaces'][number][] = [];
  for (const { id, name, role } of listed.data.workspaces) {
    if (role === 'reader') continue;
    const counts = { scores: 0, outcomes: 0, metrics: 0 };
    let from: string | undefined;
    do {
      const request = { workspace_id: id, days: DAYS_A_CALL, ...(from !== undefined && { from }) };
      const made = await rebuildConfidenceRollups(store, request);
      if (!made.ok) throw refusal(made);
      counts.scores += made.data.scores;
      counts.outcomes += made.data.outcomes;
      counts.metrics += made.data.metrics;
      from = made.data.next;
    } while (from !== undefined);
    workspaces.push({ workspace_id: id, name, ...counts });
  }
  return { workspaces };
}

const refusal = ({ error }: StoreFailure): UsageError => new UsageError(`store: ${error.message}`);
