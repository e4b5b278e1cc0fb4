/** What the browser, or the user's clipboard, brought back from signing in. */
export type SignInCallback =
  /** To be traded, with the verifier of the attempt that asked for it. */
  | { readonly kind: 'code'; readonly code: string }
  /** Of the link in an e-mail that was not opened, or whose page hands its token on. */
  | { readonly kind: 'tokenHash'; readonly tokenHash: string; readonly type: string }
  /** The digits beside the link. */
  | { readonly kind: 'digits'; readonly token: string }
  /** The session itself, from projects that know no codes. */
  | { readonly kind: 'tokens'; readonly accessToken: string; readonly refreshToken: string }
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly said: string }
  | { readonly kind: 'unreadable' };

export type RefusalReason = 'expired' | 'cancelled' | 'other';

/** Under the editor's own scheme, followed by the extension's id. */
export const SIGNED_IN_PATH = '/signed-in';

/** Ties what comes back to the attempt that asked for it. */
export const STATE_PARAMETER = 'fixward_state';

/** Codes and tokens are opaque; this only keeps sentences and addresses out. */
const OPAQUE = /^[\w.~+/=-]{4,4000}$/u;
const DIGITS = /^\d{6,10}$/u;
const SAID_LENGTH_MAX = 200;

/** The address that the browser opened in the editor: what it brings, and the attempt it claims to belong to. */
export function callbackOf({ query, fragment }: { readonly query: string; readonly fragment: string }): {
  readonly callback: SignInCallback;
  readonly state: string | undefined;
} {
  const inQuery = new URLSearchParams(query);
  const inFragment = new URLSearchParams(fragment);
  const get = (name: string): string | undefined => inQuery.get(name) || inFragment.get(name) || undefined;
  return { callback: broughtBy(get), state: get(STATE_PARAMETER) };
}

/** What a user pasted: a link from the e-mail, the address that the browser ended at, a code, or the digits. */
export function pastedCallback(text: string): { readonly callback: SignInCallback; readonly state?: string } {
  const pasted = text.trim().replaceAll(/^[<"']|[>"']$/gu, '');
  const digits = pasted.replaceAll(/[\s-]/gu, '');
  if (DIGITS.test(digits)) return { callback: { kind: 'digits', token: digits } };
  if (!URL.canParse(pasted)) {
    return { callback: OPAQUE.test(pasted) ? { kind: 'code', code: pasted } : { kind: 'unreadable' } };
  }
  const { search, hash } = new URL(pasted);
  const { callback, state } = callbackOf({ query: search.slice(1), fragment: hash.slice(1) });
  return { callback, ...(state !== undefined && { state }) };
}

function broughtBy(get: (name: string) => string | undefined): SignInCallback {
  const error = get('error_code') ?? get('error');
  if (error !== undefined) {
    const said = (get('error_description') ?? error).slice(0, SAID_LENGTH_MAX);
    return { kind: 'refused', reason: reasonOf(error), said };
  }
  const [code, tokenHash] = [get('code'), get('token_hash') ?? get('token')];
  const [accessToken, refreshToken] = [get('access_token'), get('refresh_token')];
  const type = get('type');
  if (isOpaque(code)) return { kind: 'code', code };
  if (isOpaque(accessToken) && isOpaque(refreshToken)) return { kind: 'tokens', accessToken, refreshToken };
  if (isOpaque(tokenHash) && type !== undefined && /^[a-z_]{1,40}$/u.test(type)) {
    return { kind: 'tokenHash', tokenHash, type };
  }
  return { kind: 'unreadable' };
}

function isOpaque(value: string | undefined): value is string {
  return value !== undefined && OPAQUE.test(value);
}

function reasonOf(error: string): RefusalReason {
  if (error === 'otp_expired' || error === 'flow_state_expired') return 'expired';
  return error === 'access_denied' || error === 'user_cancelled_login' ? 'cancelled' : 'other';
}
