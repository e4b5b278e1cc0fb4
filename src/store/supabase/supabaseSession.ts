import type { StoreError } from '../store.ts';
import type { Fetch } from './authRequest.ts';
import { jwtClaims } from './jwtClaims.ts';
import { refreshTokens, type SupabaseTokens } from './signIn.ts';
import type { SupabaseProject } from './supabaseProject.ts';

export interface SupabaseSessionOptions {
  readonly project: SupabaseProject;
  readonly fetch?: Fetch;
  /** Milliseconds since 1970; this machine's clock may be days off. */
  readonly now?: () => number;
  /** New tokens, to be kept where secrets are kept; undefined once they are worth nothing. */
  readonly onTokens?: (tokens: SupabaseTokens | undefined) => void;
}

/** A token is renewed this long before it ends, so that none ends on its way. */
const RENEW_BEFORE_MS = 30_000;

/** Holds the tokens of one signed-in user, in memory alone, and renews them when they end. */
export class SupabaseSession {
  readonly #options: SupabaseSessionOptions;
  #tokens: SupabaseTokens | undefined;
  #renewal: Promise<StoreError | undefined> | undefined;
  /** How far the server's clock is ahead, learnt from a token it just made. */
  #clockLeadMs = 0;

  constructor(options: SupabaseSessionOptions, tokens?: SupabaseTokens) {
    this.#options = options;
    this.#tokens = tokens;
  }

  get accessToken(): string | undefined {
    return this.#tokens?.accessToken;
  }

  get tokens(): SupabaseTokens | undefined {
    return this.#tokens;
  }

  /** Who is signed in, as the token says. */
  get user(): { readonly id: string; readonly email?: string } | undefined {
    const claims = this.#tokens === undefined ? undefined : jwtClaims(this.#tokens.accessToken);
    if (claims?.sub === undefined) return undefined;
    return {
      id: claims.sub,
      ...(claims.email !== undefined && claims.email !== '' && { email: claims.email }),
    };
  }

  use(tokens: SupabaseTokens | undefined): void {
    this.#tokens = tokens;
  }

  /** Makes sure of a token that has not ended, as far as can be told from here; a failure otherwise. */
  async ready(): Promise<StoreError | undefined> {
    if (this.#tokens === undefined) return signedOut();
    const ends = jwtClaims(this.#tokens.accessToken)?.exp;
    if (ends === undefined || ends * 1000 - RENEW_BEFORE_MS > this.#now() + this.#clockLeadMs)
      return undefined;
    return this.renew(this.#tokens.accessToken);
  }

  /**
   * Gets new tokens, once for however many ask at the same time.
   *
   * @param spent the token that was found wanting; when another has taken its place already, nothing is done
   */
  async renew(spent: string): Promise<StoreError | undefined> {
    if (this.#tokens === undefined) return signedOut();
    if (this.#tokens.accessToken !== spent) return undefined;
    this.#renewal ??= this.#renewWith(this.#tokens).finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #renewWith(old: SupabaseTokens): Promise<StoreError | undefined> {
    const { project, fetch, onTokens } = this.#options;
    const answer = await refreshTokens(project, old.refreshToken, fetch);
    // Signed out, or in as another, while the answer was on its way.
    if (this.#tokens !== old) return this.#tokens === undefined ? signedOut() : undefined;
    if (!answer.ok) {
      if (answer.error.code !== 'not_signed_in') return answer.error;
      this.#tokens = undefined;
      onTokens?.(undefined);
      return {
        code: 'not_signed_in',
        message: `The session has ended; sign in again. (${answer.error.message})`,
      };
    }
    this.#tokens = answer.tokens;
    const made = jwtClaims(answer.tokens.accessToken)?.iat;
    if (made !== undefined) this.#clockLeadMs = made * 1000 - this.#now();
    onTokens?.(answer.tokens);
    return undefined;
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}

function signedOut(): StoreError {
  return { code: 'not_signed_in', message: 'Nobody is signed in to Supabase; sign in to sync.' };
}
