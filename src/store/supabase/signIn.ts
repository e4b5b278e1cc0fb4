import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { StoreError } from '../store.ts';
import { type AuthAnswer, authRequest, type Fetch } from './authRequest.ts';
import { givesServerRights, type SupabaseProject } from './supabaseProject.ts';

/**
 * Signing in to Supabase by OAuth or e-mail link, with proof of possession (PKCE): the link that comes back is worth
 * nothing without the verifier, which never leaves this machine.
 */

export interface PkcePair {
  readonly verifier: string;
  readonly challenge: string;
}

export interface SupabaseTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

export interface SupabaseUser {
  readonly id: string;
  readonly email?: string;
}

export type SignInAnswer =
  | { readonly ok: true; readonly tokens: SupabaseTokens; readonly user?: SupabaseUser }
  | { readonly ok: false; readonly error: StoreError };

/** A new pair for one attempt to sign in. */
export function pkcePair(): PkcePair {
  const verifier = randomBytes(48).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** Where the browser is sent to sign in with a provider such as `github`. */
export function authorizeUrl(
  { url }: SupabaseProject,
  {
    provider,
    redirectTo,
    challenge,
  }: { readonly provider: string; readonly redirectTo: string; readonly challenge: string },
): string {
  const query = new URLSearchParams({
    provider,
    redirect_to: redirectTo,
    code_challenge: challenge,
    code_challenge_method: 's256',
  });
  return `${url}/auth/v1/authorize?${query}`;
}

/** Sends a link to sign in with; whoever opens it comes back to `redirectTo` with a code. */
export function sendMagicLink(
  project: SupabaseProject,
  {
    email,
    redirectTo,
    challenge,
  }: { readonly email: string; readonly redirectTo: string; readonly challenge: string },
  fetch?: Fetch,
): Promise<AuthAnswer> {
  return authRequest(
    project,
    {
      method: 'POST',
      path: `otp?${new URLSearchParams({ redirect_to: redirectTo })}`,
      body: { email, create_user: true, data: {}, code_challenge: challenge, code_challenge_method: 's256' },
    },
    fetch,
  );
}

/** Trades the code that came back, with the verifier kept here, for the session's tokens. */
export async function exchangeCode(
  project: SupabaseProject,
  { code, verifier }: { readonly code: string; readonly verifier: string },
  fetch?: Fetch,
): Promise<SignInAnswer> {
  const body = { auth_code: code, code_verifier: verifier };
  return signedIn(await authRequest(project, { method: 'POST', path: 'token?grant_type=pkce', body }, fetch));
}

/** What an e-mail holds to sign in with: the token of its link, or the short code beside it. */
export type EmailToken =
  | { readonly tokenHash: string; readonly type: string }
  | { readonly email: string; readonly token: string };

/** Trades what stood in an e-mail for the session's tokens, for a link that cannot come back to the editor. */
export async function verifyEmail(
  project: SupabaseProject,
  given: EmailToken,
  fetch?: Fetch,
): Promise<SignInAnswer> {
  const body =
    'tokenHash' in given
      ? { token_hash: given.tokenHash, type: given.type }
      : { email: given.email, token: given.token, type: 'email' };
  return signedIn(await authRequest(project, { method: 'POST', path: 'verify', body }, fetch));
}

/** New tokens for old; a refresh token works once. */
export async function refreshTokens(
  project: SupabaseProject,
  refreshToken: string,
  fetch?: Fetch,
): Promise<SignInAnswer> {
  const body = { refresh_token: refreshToken };
  return signedIn(
    await authRequest(project, { method: 'POST', path: 'token?grant_type=refresh_token', body }, fetch),
  );
}

/** Ends this session alone; those of other machines go on. */
export function endSession(
  project: SupabaseProject,
  accessToken: string,
  fetch?: Fetch,
): Promise<AuthAnswer> {
  return authRequest(project, { method: 'POST', path: 'logout?scope=local', accessToken }, fetch);
}

const userSchema = z.object({ id: z.uuid(), email: z.string().nullish() });
const tokensSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  user: userSchema.optional(),
});

function signedIn(answer: AuthAnswer): SignInAnswer {
  if (!answer.ok) return answer;
  const parsed = tokensSchema.safeParse(answer.body);
  if (!parsed.success) return unreadable();
  const { access_token: accessToken, refresh_token: refreshToken, user } = parsed.data;
  if (givesServerRights(accessToken)) {
    return {
      ok: false,
      error: { code: 'invalid', message: 'The session has the service role; sign in as a user.' },
    };
  }
  return {
    ok: true,
    tokens: { accessToken, refreshToken },
    ...(user !== undefined && { user: userOf(user) }),
  };
}

function userOf({ id, email }: z.infer<typeof userSchema>): SupabaseUser {
  return { id, ...(typeof email === 'string' && email !== '' && { email }) };
}

function unreadable(): { readonly ok: false; readonly error: StoreError } {
  return {
    ok: false,
    error: {
      code: 'unavailable',
      message: 'The sign-in service answered with something unexpected; is this a Supabase project?',
    },
  };
}
