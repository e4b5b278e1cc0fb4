import { errorMessage } from '../../core/errorMessage.ts';
import type { StoreError } from '../store.ts';
import type { SupabaseProject } from './supabaseProject.ts';

/** Signing in is waited for by a person. */
const AUTH_TIMEOUT_MS = 20_000;

export type Fetch = typeof globalThis.fetch;

export interface AuthRequest {
  readonly method: 'GET' | 'POST';
  /** Below `/auth/v1/`, with its query. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly accessToken?: string;
  readonly signal?: AbortSignal;
}

export type AuthAnswer =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly error: StoreError };

/** Asks the project's sign-in service. Failures are answers; only an abort by the caller is thrown. */
export async function authRequest(
  { url, publishableKey }: SupabaseProject,
  { method, path, body, accessToken, signal }: AuthRequest,
  fetch: Fetch = globalThis.fetch,
): Promise<AuthAnswer> {
  const timeout = AbortSignal.timeout(AUTH_TIMEOUT_MS);
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${url}/auth/v1/${path}`, {
      method,
      headers: {
        apikey: publishableKey,
        authorization: `Bearer ${accessToken ?? publishableKey}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    text = await response.text();
  } catch (error) {
    signal?.throwIfAborted();
    return failed('unavailable', `${new URL(url).host} cannot be reached: ${reachFailure(error)}.`);
  }
  const parsed = parseJson(text);
  if (response.ok) return { ok: true, body: parsed };
  return authFailure(response.status, parsed);
}

/** Sign-in services of several ages say what went wrong in several ways. */
function authFailure(status: number, body: unknown): AuthAnswer {
  const said = saidBy(body);
  if (status === 429)
    return failed('unavailable', `Too many attempts to sign in; wait a minute. ${said}`.trim());
  if (status >= 500)
    return failed('unavailable', `The sign-in service failed (HTTP ${status}). ${said}`.trim());
  if (status === 404)
    return failed('not_found', `There is no sign-in service at this address. ${said}`.trim());
  return failed('not_signed_in', said === '' ? `Signing in was refused (HTTP ${status}).` : said);
}

function saidBy(body: unknown): string {
  if (typeof body !== 'object' || body === null) return '';
  for (const name of ['msg', 'error_description', 'message', 'error']) {
    const value: unknown = Reflect.get(body, name);
    if (typeof value === 'string' && value !== '') return value;
  }
  return '';
}

/** Node hides the reason of a failed fetch in its cause. */
export function reachFailure(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'it did not answer in time';
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return errorMessage(cause);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failed(code: string, message: string): AuthAnswer {
  return { ok: false, error: { code, message } };
}
