import type { StoreError } from '../store.ts';
import { reachFailure } from './authRequest.ts';

/** What supabase-js reports of a call that gave no envelope. */
export interface RestFailure {
  /** 0: no answer. */
  readonly status: number;
  /** PostgREST's or Postgres' code. */
  readonly code: string;
  readonly message: string;
}

/** A failed request as what its sender can do about it. */
export function supabaseFailure({ status, code, message }: RestFailure, host: string): StoreError {
  if (status === 0) return failure('unavailable', `${host} cannot be reached: ${reachFailure(message)}.`);
  if (status === 401) return failure('not_signed_in', `Supabase refused the session: ${message}`);
  if (code === 'PGRST106') {
    return failure(
      'not_exposed',
      'The project does not expose the schema fixward; add it to “Exposed schemas” in the project’s API settings.',
    );
  }
  if (status === 404 || code === 'PGRST202' || code === '42883' || code === '3F000') {
    return failure(
      'not_installed',
      `${host} has no Fixward store; run the migrations of sql/ there. (${message})`,
    );
  }
  if (status === 403) return failure('forbidden', `Supabase does not let this user in: ${message}`);
  if (status === 413) return failure('too_large', 'The request is larger than the project accepts.');
  if (status === 429)
    return failure('unavailable', 'The project gets too many requests; the next ones wait.');
  if (status >= 500 || status === 408)
    return failure('unavailable', `${host} failed (HTTP ${status}): ${message}`);
  return failure('invalid', `${host} refused the request (HTTP ${status}): ${message}`);
}

function failure(code: string, message: string): StoreError {
  return { code, message: message.trim() };
}
