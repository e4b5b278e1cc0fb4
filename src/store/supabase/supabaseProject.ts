import type { StoreError } from '../store.ts';
import { jwtClaims } from './jwtClaims.ts';

/** A Supabase project as everyone may know it. */
export interface SupabaseProject {
  /** Without a slash at its end. */
  readonly url: string;
  readonly publishableKey: string;
}

export type ProjectAnswer =
  | { readonly ok: true; readonly project: SupabaseProject }
  | { readonly ok: false; readonly error: StoreError };

/** Roles of tokens that pass row level security by; a program on a user's machine holds none. */
const SERVER_ROLES: ReadonlySet<string> = new Set(['service_role', 'supabase_admin', 'postgres']);

/** Checks address and key before anything is sent. A key that gives more than a signed-in user has is refused. */
export function supabaseProject(url: string, publishableKey: string): ProjectAnswer {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address === undefined || !/^https?:$/u.test(address.protocol)) {
    return refused('url', 'The project’s address must look like https://abcd.supabase.co.');
  }
  if (address.protocol === 'http:' && !isThisMachine(address.hostname)) {
    return refused('url', `${address.host} must be reached by https: tokens would travel in the open.`);
  }
  if (address.username !== '' || address.password !== '') {
    return refused('url', 'The project’s address holds a user or password; leave them out.');
  }
  const key = publishableKey.trim();
  if (givesServerRights(key)) {
    return refused(
      'publishableKey',
      'This is a secret (service-role) key, which opens every row to whoever reads it; use the publishable (anon) key.',
    );
  }
  if (!/^[\x21-\x7e]{10,}$/u.test(key)) {
    return refused(
      'publishableKey',
      'The publishable (anon) key is missing or cut off; copy it from the project’s API settings.',
    );
  }
  const path = address.pathname.replace(/\/+$/u, '');
  return { ok: true, project: { url: `${address.origin}${path}`, publishableKey: key } };
}

/** Whether a key or token passes row level security by. */
export function givesServerRights(key: string): boolean {
  const role = jwtClaims(key)?.role;
  return /^sb_secret_/iu.test(key) || (role !== undefined && SERVER_ROLES.has(role));
}

function isThisMachine(host: string): boolean {
  return (
    host === 'localhost' || host === '[::1]' || /^127(?:\.\d+){3}$/u.test(host) || host.endsWith('.localhost')
  );
}

function refused(field: string, message: string): ProjectAnswer {
  return { ok: false, error: { code: 'invalid', message, field } };
}
