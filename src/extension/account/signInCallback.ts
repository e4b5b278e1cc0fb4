/** What the browser, or the user's clipboard, brought back from signing in. */
export type SignInCallback =
  | { readonly kind: 'code'; readonly code: string; readonly state: string | undefined }
  | { readonly kind: 'refused'; readonly reason: 'expired' | 'cancelled' | 'other'; readonly said: string }
  | { readonly kind: 'unreadable' };

/** The address's query parameter that ties what comes back to the attempt that asked for it. */
export const STATE_PARAMETER = 'fixward_state';

/** Codes are opaque; this only keeps whole sentences and addresses out. */
const CODE = /^[\w.~+/=-]{4,2000}$/u;

/** Reads the query and fragment of the address that the browser opened in the editor. */
export function callbackOf({
  query,
  fragment,
}: {
  readonly query: string;
  readonly fragment: string;
}): SignInCallback {
  const fromQuery = new URLSearchParams(query);
  const fromFragment = new URLSearchParams(fragment);
  const get = (name: string): string | undefined =>
    fromQuery.get(name) || fromFragment.get(name) || undefined;
  const error = get('error_code') ?? get('error');
  if (error !== undefined) {
    return { kind: 'refused', reason: reasonOf(error), said: get('error_description') ?? error };
  }
  const code = get('code');
  if (code === undefined || !CODE.test(code)) return { kind: 'unreadable' };
  return { kind: 'code', code, state: get(STATE_PARAMETER) };
}

function reasonOf(error: string): 'expired' | 'cancelled' | 'other' {
  if (error === 'otp_expired' || error === 'flow_state_expired') return 'expired';
  return error === 'access_denied' || error === 'user_cancelled_login' ? 'cancelled' : 'other';
}
