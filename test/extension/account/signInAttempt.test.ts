import { describe, expect, it } from 'vitest';
import {
  ATTEMPT_MS_MAX,
  type Brought,
  type SignInAttempt,
  stepAfter,
} from '../../../src/extension/account/signInAttempt.ts';

const attempt: SignInAttempt = { state: 's1', verifier: 'v1', email: 'ada@example.com', startedMs: 1_000 };
const code = { kind: 'code', code: 'c1' } as const;
const next = (brought: Partial<Brought>, of: SignInAttempt | undefined = attempt, nowMs = 2_000) =>
  stepAfter({ callback: code, pasted: false, ...brought }, of, nowMs);

describe('what the browser brings', () => {
  it('is traded with the verifier of the attempt that asked for it', () => {
    expect(next({ state: 's1' })).toEqual({
      kind: 'ask',
      method: 'sync/exchangeCode',
      params: { code: 'c1', verifier: 'v1' },
    });
  });

  it.each([
    ['knows no attempt', { state: undefined }, attempt, 2_000],
    ['knows another attempt', { state: 's2' }, attempt, 2_000],
    ['comes when nothing was asked for', { state: 's1' }, undefined, 2_000],
    ['comes too late', { state: 's1' }, attempt, 1_000 + ATTEMPT_MS_MAX],
  ] as const)('is refused when it %s', (_, brought, of, nowMs) => {
    const refused = { kind: 'refuse', why: 'notAsked' };
    expect(stepAfter({ callback: code, pasted: false, ...brought }, of, nowMs)).toEqual(refused);
    // A page that hands out tokens of its own would sign the user in as somebody else.
    const tokens = { kind: 'tokens', accessToken: 'a', refreshToken: 'r' } as const;
    expect(stepAfter({ ...brought, callback: tokens, pasted: false }, of, nowMs)).toEqual(refused);
    const tokenHash = { kind: 'tokenHash', tokenHash: 't', type: 'email' } as const;
    expect(stepAfter({ ...brought, callback: tokenHash, pasted: false }, of, nowMs)).toEqual(refused);
  });

  it('may be a refusal', () => {
    const callback = { kind: 'refused', reason: 'cancelled', said: 'no' } as const;
    expect(next({ callback, state: 's1' })).toEqual({ kind: 'refuse', why: 'cancelled', said: 'no' });
  });
});

describe('what the user pastes', () => {
  it('need not know the attempt, but belongs to no other', () => {
    expect(next({ pasted: true })).toMatchObject({ method: 'sync/exchangeCode' });
    expect(next({ pasted: true, state: 's2' })).toEqual({ kind: 'refuse', why: 'notAsked' });
  });

  it('is worth nothing as a code when its verifier is gone', () => {
    expect(stepAfter({ callback: code, pasted: true }, undefined, 2_000)).toEqual({
      kind: 'refuse',
      why: 'notAsked',
    });
  });

  it('signs in as an e-mail’s token even after the editor was closed', () => {
    const callback = { kind: 'tokenHash', tokenHash: 't1', type: 'magiclink' } as const;
    expect(stepAfter({ callback, pasted: true }, undefined, 2_000)).toEqual({
      kind: 'ask',
      method: 'sync/verifyEmail',
      params: { tokenHash: 't1', type: 'magiclink' },
    });
  });

  it('needs the address when it is digits', () => {
    const callback = { kind: 'digits', token: '123456' } as const;
    expect(next({ callback, pasted: true })).toEqual({
      kind: 'ask',
      method: 'sync/verifyEmail',
      params: { email: 'ada@example.com', token: '123456' },
    });
    expect(stepAfter({ callback, pasted: true }, undefined, 2_000)).toEqual({
      kind: 'refuse',
      why: 'noEmail',
      token: '123456',
    });
  });

  it('is refused when it is nothing', () => {
    expect(next({ callback: { kind: 'unreadable' }, pasted: true })).toEqual({
      kind: 'refuse',
      why: 'unreadable',
    });
  });
});
