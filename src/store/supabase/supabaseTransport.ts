import { createClient } from '@supabase/supabase-js';
import { storableJson } from '../storableJson.ts';
import type { StoreAnswer, StoreCallOptions, StoreError, StoreTransport } from '../store.ts';
import { parseEnvelope } from '../storeEnvelope.ts';
import type { Fetch } from './authRequest.ts';
import { NO_REALTIME } from './noRealtime.ts';
import { supabaseFailure } from './supabaseFailure.ts';
import type { SupabaseProject } from './supabaseProject.ts';
import type { SupabaseSession } from './supabaseSession.ts';

/** Longer than the slowest batch; gateways give up sooner. */
const CALL_TIMEOUT_MS = 60_000;

export interface SupabaseTransportOptions {
  readonly project: SupabaseProject;
  readonly session: SupabaseSession;
  readonly fetch?: Fetch;
  readonly timeoutMs?: number;
}

/**
 * The store in a Supabase project, as the signed-in user. Failures of the way there are answers with codes like the
 * store's own: `unavailable`, `not_signed_in`, `forbidden`, `not_installed`, `not_exposed`, `too_large`.
 */
export function supabaseTransport({
  project,
  session,
  fetch,
  timeoutMs = CALL_TIMEOUT_MS,
}: SupabaseTransportOptions): StoreTransport {
  const { host } = new URL(project.url);
  const client = createClient(project.url, project.publishableKey, {
    db: { schema: 'fixward' },
    // The session renews the token, not the client; an absent one makes the client send the publishable key.
    accessToken: async () => session.accessToken ?? null,
    realtime: { transport: NO_REALTIME },
    global: {
      headers: { 'x-client-info': 'fixward' },
      ...(fetch !== undefined && { fetch }),
    },
  });

  async function send(name: string, request: unknown, signal: AbortSignal | undefined): Promise<Sent> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const { data, error, status } = await client
      .rpc('call', { name, request })
      .retry(false)
      .abortSignal(signal === undefined ? timeout : AbortSignal.any([signal, timeout]));
    if (error === null) return { ok: true, data };
    signal?.throwIfAborted();
    if (timeout.aborted) {
      return {
        ok: false,
        status: 0,
        error: { code: 'unavailable', message: `${host} did not answer in time.` },
      };
    }
    return {
      ok: false,
      status,
      error: supabaseFailure({ status, code: error.code, message: error.message }, host),
    };
  }

  return {
    kind: 'supabase',
    async call(name, request, { requestId, signal }: StoreCallOptions = {}): Promise<StoreAnswer> {
      signal?.throwIfAborted();
      const sent = storable(requestId === undefined ? request : { ...request, request_id: requestId });
      const problem = await session.ready();
      if (problem !== undefined) return { ok: false, error: problem };
      const token = session.accessToken ?? '';
      let answer = await send(name, sent, signal);
      if (!answer.ok && answer.status === 401) {
        // The server's word on the token is the one that counts. It was not run, so it may be sent again.
        const lost = await session.renew(token);
        if (lost !== undefined) return { ok: false, error: lost };
        answer = await send(name, sent, signal);
      }
      return answer.ok ? parseEnvelope(answer.data, name) : { ok: false, error: answer.error };
    },
    close: () => Promise.resolve(),
  };
}

/** The client writes the JSON itself, so that what Postgres cannot hold is replaced before. */
function storable(request: object): unknown {
  return JSON.parse(storableJson(request));
}

type Sent =
  | { readonly ok: true; readonly data: unknown }
  | { readonly ok: false; readonly status: number; readonly error: StoreError };
