/** Parameters and answers of the service's `sync/…` methods that `service.ts` does not name. */

/** `sync/deadLetters` */
export interface DeadLettersParams {
  /** Default 200, at most 1000. */
  readonly limit?: number;
}

/** `sync/retry` and `sync/discard`; all letters when no ids are given. Letters of one row go together. */
export interface LetterParams {
  readonly ids?: readonly string[];
}

/** `sync/authorizeUrl`: where to send the browser; the verifier is kept by the editor until the code comes back. */
export interface AuthorizeUrlParams {
  /** As Supabase calls it: `github`, `google`, … */
  readonly provider: string;
  /** The editor's address for what comes back, listed in the project's redirect URLs. */
  readonly redirectTo: string;
}

export interface AuthorizeUrl {
  readonly url: string;
  readonly verifier: string;
}

/** `sync/sendMagicLink` */
export interface MagicLinkParams {
  readonly email: string;
  readonly redirectTo: string;
}

export interface MagicLinkSent {
  readonly verifier: string;
}

/** `sync/exchangeCode`: the answer's session is kept by the editor as a secret, and is in use already. */
export interface ExchangeCodeParams {
  /** From the address that the browser came back with. */
  readonly code: string;
  readonly verifier: string;
}

/** `sync/verifyEmail`: what stood in the e-mail, where its link cannot come back; answered as `sync/exchangeCode`. */
export type VerifyEmailParams =
  | { readonly tokenHash: string; readonly type: string }
  | { readonly email: string; readonly token: string };

/** `sync/session`: the tokens in use, for an editor that was away while they were renewed; absent when signed out. */
export interface HeldSession {
  readonly session?: { readonly accessToken: string; readonly refreshToken: string };
}

/** `sync/probe` */
export interface ProbeParams {
  readonly url: string;
  readonly publishableKey: string;
}

export interface ProjectProbe {
  /** Ways to sign in that the project allows: `email`, `github`, … */
  readonly providers: readonly string[];
  readonly store: 'installed' | 'not_installed' | 'not_exposed' | 'unknown';
  /** Why it is unknown. */
  readonly said?: string;
  /** Of the store's SQL; known once a user of this project is signed in. */
  readonly schemaVersion?: number;
}

export interface SignedIn {
  readonly session: { readonly accessToken: string; readonly refreshToken: string };
  readonly user?: { readonly id: string; readonly email?: string };
}

/**
 * Event `sync/session`: other tokens are in use, or none any more. Every client hears it, so it holds none; the editor
 * asks for them with `sync/session`.
 */
export interface SessionChanged {
  readonly signedIn: boolean;
}

/** `sync/team`: a function of the shared store about workspaces and their members. */
export interface TeamCallParams {
  readonly name: string;
  readonly request: Readonly<Record<string, unknown>>;
}

/** `sync/adopt`: takes patterns and what belongs to them from a local workspace into the synced one. */
export interface AdoptParams {
  readonly fromWorkspaceId: string;
  /** All but the shipped ones when absent. */
  readonly patternIds?: readonly string[];
  readonly includeShipped?: boolean;
}
