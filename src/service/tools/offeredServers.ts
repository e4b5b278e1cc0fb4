import { setTimeout as wait } from 'node:timers/promises';
import { errorMessage } from '../../core/errorMessage.ts';
import { otherServersTools } from '../../tools/otherServers.ts';
import type { AnyConsultTool } from '../../tools/tool.ts';
import { useServer } from '../../tools/useServer.ts';
import type { AskPart, ServiceCall } from '../serviceContext.ts';

/** Servers are started to be asked what they offer; nobody waits longer for a list of tools. */
const WAIT_MS = 3_000;

/** `use_server` where another server is configured and says in time what it offers; nothing otherwise. */
export async function offeredServers(
  ask: AskPart,
  call: ServiceCall,
  log: (line: string) => void,
  waitMs: number = WAIT_MS,
): Promise<readonly AnyConsultTool[]> {
  const waited = new AbortController();
  try {
    const offered = await Promise.race([
      otherServersTools((method, params) => ask(method, params, call)),
      wait(waitMs, undefined, { signal: waited.signal, ref: false }),
    ]);
    if (offered === undefined) log('tools of other servers: none said in time what it offers');
    const tool = useServer(offered ?? []);
    return tool ? [tool] : [];
  } catch (error) {
    // A server that is away takes nothing from the tools of our own.
    log(`tools of other servers: ${errorMessage(error)}`);
    return [];
  } finally {
    waited.abort();
  }
}
