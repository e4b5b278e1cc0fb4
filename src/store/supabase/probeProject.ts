import { z } from 'zod';
import type { ProjectProbe } from '../../protocol/syncMessages.ts';
import type { StoreError } from '../store.ts';
import { authRequest, type Fetch, reachFailure } from './authRequest.ts';
import type { SupabaseProject } from './supabaseProject.ts';

export type ProbeAnswer =
  | { readonly ok: true; readonly probe: Omit<ProjectProbe, 'schemaVersion'> }
  | { readonly ok: false; readonly error: StoreError };

/** A person waits for this. */
const PROBE_TIMEOUT_MS = 20_000;

const settingsSchema = z.object({ external: z.record(z.string(), z.unknown()) });
const failureSchema = z.object({ code: z.string().optional(), message: z.string().optional() });

/** Looks at a project from outside, as anyone with its publishable key can: who may sign in how, and is a store there. */
export async function probeProject(project: SupabaseProject, fetch?: Fetch): Promise<ProbeAnswer> {
  const settings = await authRequest(project, { method: 'GET', path: 'settings' }, fetch);
  if (!settings.ok) return settings;
  const parsed = settingsSchema.safeParse(settings.body);
  if (!parsed.success) {
    const message = `${new URL(project.url).host} answers, but not as a Supabase project does.`;
    return { ok: false, error: { code: 'invalid', message } };
  }
  const providers = Object.entries(parsed.data.external).flatMap(([name, on]) => (on === true ? [name] : []));
  return { ok: true, probe: { providers, ...(await probeStore(project, fetch)) } };
}

/** A stranger is turned away by a store that is there, and by one that is not in another way. */
async function probeStore(
  { url, publishableKey }: SupabaseProject,
  fetch: Fetch = globalThis.fetch,
): Promise<Pick<ProjectProbe, 'store' | 'said'>> {
  let status: number;
  let body: unknown;
  try {
    const response = await fetch(`${url}/rest/v1/rpc/call`, {
      method: 'POST',
      headers: {
        apikey: publishableKey,
        authorization: `Bearer ${publishableKey}`,
        'content-type': 'application/json',
        'content-profile': 'fixward',
      },
      body: JSON.stringify({ name: 'store_status', request: {} }),
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
    });
    status = response.status;
    body = await response.json();
  } catch (error) {
    return { store: 'unknown', said: reachFailure(error) };
  }
  const { code, message } = failureSchema.safeParse(body).data ?? {};
  if (status < 300 || code === '42501') return { store: 'installed' };
  if (code === 'PGRST106') return { store: 'not_exposed' };
  if (code === 'PGRST202' || code === '42883' || code === '3F000') return { store: 'not_installed' };
  return { store: 'unknown', said: message ?? `HTTP ${status}` };
}
