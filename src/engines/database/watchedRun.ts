import type { DatabaseSession } from './databaseSession.ts';

/** How long a cancelled statement may take to stop before the connection is cut. */
const STOP_TIMEOUT_MS = 2_000;

export type Interruption = 'timeout' | 'cancelled';

/**
 * Runs work on a session with an eye on the clock and the caller: when the time is over or the caller has had enough, the
 * statement is cancelled from a second connection, and where that does not help the connection is cut. `interrupted` tells
 * which it was.
 */
export async function watchedRun<Result>(
  session: DatabaseSession,
  processId: number,
  options: { readonly wallMs: number; readonly signal?: AbortSignal | undefined },
  work: () => Promise<Result>,
): Promise<{ readonly result: Result } | { readonly interrupted?: Interruption; readonly error: unknown }> {
  const { wallMs, signal } = options;
  let interrupted: Interruption | undefined;
  let cut: NodeJS.Timeout | undefined;
  let cancelling: Promise<void> | undefined;
  const stop = (why: Interruption): void => {
    if (interrupted !== undefined) return;
    interrupted = why;
    cut = setTimeout(() => session.cut(), STOP_TIMEOUT_MS);
    cancelling = session.cancel(processId);
  };
  const clock = setTimeout(() => stop('timeout'), wallMs);
  const onAbort = () => stop('cancelled');
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted === true) onAbort();
  try {
    const result = await work();
    // What was finished while it was being stopped is not handed out: the caller has been told otherwise.
    return interrupted === undefined ? { result } : { interrupted, error: undefined };
  } catch (error) {
    return { ...(interrupted !== undefined && { interrupted }), error };
  } finally {
    clearTimeout(clock);
    signal?.removeEventListener('abort', onAbort);
    // A cancellation still on its way must not hit a later statement.
    await cancelling;
    clearTimeout(cut);
  }
}
