import type { ToolTarget } from '../core/consult/consultTool.ts';
import type { LiveDatabase } from '../engines/live/liveDatabase.ts';
import type { ConnectionProfile } from '../protocol/connectionMethods.ts';
import type { ToolContext } from './toolContext.ts';
import { ToolFailure } from './toolFailure.ts';

/** What the policy is asked about: the profile with its environment; one that is not known is refused later, by name. */
export function databaseTarget(name: string | undefined, { connections }: ToolContext): ToolTarget {
  const profile = name === undefined ? undefined : connections.get(name);
  return {
    kind: 'database',
    ...(name !== undefined && { name }),
    ...(profile && { environment: profile.environment }),
  };
}

/** The profile of this name, else the one chosen for the work. */
export function profileOf(name: string | undefined, context: ToolContext): ConnectionProfile {
  const { connections } = context;
  const wanted = name ?? context.connection;
  if (wanted === undefined) {
    const known = [...connections.keys()].join(', ');
    throw new ToolFailure(
      'not_found',
      known === ''
        ? 'No connection is known: add one in the editor first.'
        : `Say which connection: ${known}.`,
    );
  }
  const profile = connections.get(wanted);
  if (profile) return profile;
  const known = [...connections.keys()].join(', ') || 'none';
  throw new ToolFailure('not_found', `No connection is called "${wanted}"; known: ${known}.`);
}

/** Asks a server in use, read-only, and closes the connection; returns at once when the work is cancelled. */
export async function onDatabase<Result>(
  { url }: ConnectionProfile,
  { signal }: ToolContext,
  work: (database: LiveDatabase) => Promise<Result>,
): Promise<Result> {
  // The driver is loaded by the first tool that needs it.
  const { openLiveDatabase } = await import('../engines/live/liveDatabase.ts');
  const database = await openLiveDatabase(url);
  let stop = (): void => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(new ToolFailure('cancelled', 'Cancelled.'));
  });
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([work(database), stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
    // A question that runs is ended by the server's own limit; who cancelled does not wait for it.
    const closing = database.close();
    if (!signal.aborted) await closing;
  }
}
