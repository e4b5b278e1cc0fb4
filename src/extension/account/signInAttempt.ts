import type { ExchangeCodeParams, VerifyEmailParams } from '../../protocol/syncMessages.ts';
import type { SignInCallback } from './signInCallback.ts';

/** One try to sign in, from sending the browser or the e-mail off until something came back. */
export interface SignInAttempt {
  readonly state: string;
  readonly verifier: string;
  /** Whom the e-mail went to. */
  readonly email?: string;
  readonly startedMs: number;
}

/** Supabase's own codes live as long at most. */
export const ATTEMPT_MS_MAX = 3_600_000;

export type SignInRequest =
  | { readonly method: 'sync/exchangeCode'; readonly params: ExchangeCodeParams }
  | { readonly method: 'sync/verifyEmail'; readonly params: VerifyEmailParams };

/** What to ask the service for, or why nothing is asked. */
export type SignInStep =
  | ({ readonly kind: 'ask' } & SignInRequest)
  | { readonly kind: 'use'; readonly accessToken: string; readonly refreshToken: string }
  | {
      readonly kind: 'refuse';
      readonly why: SignInRefusal;
      readonly said?: string;
      /** Of `noEmail`: the digits that wait for their address. */
      readonly token?: string;
    };

export type SignInRefusal =
  | 'unreadable'
  /** Nothing was asked for here, or something else, or too long ago. */
  | 'notAsked'
  | 'noEmail'
  | 'expired'
  | 'cancelled'
  | 'other';

export interface Brought {
  readonly callback: SignInCallback;
  readonly state?: string | undefined;
  /** Pasted by the user; whatever else reaches the editor may come from anyone and must know the attempt. */
  readonly pasted: boolean;
}

/** What follows from what came back. */
export function stepAfter(brought: Brought, attempt: SignInAttempt | undefined, nowMs: number): SignInStep {
  const { callback, state, pasted } = brought;
  const isOpen = attempt !== undefined && nowMs - attempt.startedMs < ATTEMPT_MS_MAX;
  const isForeign = state !== undefined && state !== attempt?.state;
  if (isForeign || (!pasted && (!isOpen || state === undefined))) return refuse('notAsked');
  switch (callback.kind) {
    case 'unreadable':
      return refuse('unreadable');
    case 'refused':
      return { kind: 'refuse', why: callback.reason, said: callback.said };
    case 'tokens':
      return { kind: 'use', accessToken: callback.accessToken, refreshToken: callback.refreshToken };
    case 'tokenHash': {
      const { tokenHash, type } = callback;
      return { kind: 'ask', method: 'sync/verifyEmail', params: { tokenHash, type } };
    }
    case 'digits':
      if (!isOpen || attempt.email === undefined) {
        return { kind: 'refuse', why: 'noEmail', token: callback.token };
      }
      return {
        kind: 'ask',
        method: 'sync/verifyEmail',
        params: { email: attempt.email, token: callback.token },
      };
    case 'code':
      // Without the verifier of the attempt that asked for it a code is worth nothing.
      if (!isOpen) return refuse('notAsked');
      return {
        kind: 'ask',
        method: 'sync/exchangeCode',
        params: { code: callback.code, verifier: attempt.verifier },
      };
  }
}

function refuse(why: SignInRefusal): SignInStep {
  return { kind: 'refuse', why };
}
