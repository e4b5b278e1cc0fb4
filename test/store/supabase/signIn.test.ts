import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { authorizeUrl, exchangeCode, pkcePair, verifyEmail } from '../../../src/store/supabase/signIn.ts';

const project = { url: 'https://abcd.supabase.co', publishableKey: 'sb_publishable_0a1b' };
const user = { id: '6e7b3ed6-0c3b-4b5d-9d8a-0f6a1d1c2b3a', email: 'jörg@example.com' };
const token = (claims: object) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;

function answering(body: unknown, status = 200) {
  const asked: { readonly path: string; readonly body: unknown }[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { pathname, search } = new URL(String(input));
    asked.push({ path: `${pathname}${search}`, body: JSON.parse(String(init?.body)) });
    return Response.json(body, { status });
  };
  return { asked, fetch };
}

const session = { access_token: token({ sub: user.id }), refresh_token: 'r1', user };
const tokens = { accessToken: session.access_token, refreshToken: 'r1' };

describe('a code that came back', () => {
  it('is traded with its verifier', async () => {
    const { asked, fetch } = answering(session);
    expect(await exchangeCode(project, { code: 'c1', verifier: 'v1' }, fetch)).toEqual({
      ok: true,
      tokens,
      user,
    });
    expect(asked).toEqual([
      { path: '/auth/v1/token?grant_type=pkce', body: { auth_code: 'c1', code_verifier: 'v1' } },
    ]);
  });

  it('is worth nothing when the project says so', async () => {
    const { fetch } = answering({ msg: 'invalid flow state, no valid flow state found' }, 404);
    const answer = await exchangeCode(project, { code: 'c1', verifier: 'v1' }, fetch);
    expect(answer).toMatchObject({ ok: false, error: { message: expect.stringContaining('flow state') } });
  });

  it('never becomes a session with the service role', async () => {
    const { fetch } = answering({ ...session, access_token: token({ role: 'service_role' }) });
    expect(await exchangeCode(project, { code: 'c1', verifier: 'v1' }, fetch)).toMatchObject({
      ok: false,
      error: { code: 'invalid' },
    });
  });
});

describe('what stood in an e-mail', () => {
  it('is a token, or digits with the address that they were sent to', async () => {
    const { asked, fetch } = answering(session);
    await verifyEmail(project, { tokenHash: 'pkce_0a', type: 'magiclink' }, fetch);
    expect(await verifyEmail(project, { email: user.email, token: '123456' }, fetch)).toEqual({
      ok: true,
      tokens,
      user,
    });
    expect(asked).toEqual([
      { path: '/auth/v1/verify', body: { token_hash: 'pkce_0a', type: 'magiclink' } },
      { path: '/auth/v1/verify', body: { email: user.email, token: '123456', type: 'email' } },
    ]);
  });

  it('may have expired', async () => {
    const { fetch } = answering({ error_code: 'otp_expired', msg: 'Token has expired or is invalid' }, 403);
    expect(await verifyEmail(project, { tokenHash: 'pkce_0a', type: 'email' }, fetch)).toEqual({
      ok: false,
      error: { code: 'not_signed_in', message: 'Token has expired or is invalid' },
    });
  });
});

describe('the browser', () => {
  it('gets the challenge, never the verifier, and an address to come back to that stays whole', () => {
    const { verifier, challenge } = pkcePair();
    const redirectTo = 'vscode://fixward.fixward/signed-in?fixward_state=s1&windowId=2';
    const url = authorizeUrl(project, { provider: 'github', redirectTo, challenge });
    expect(challenge).toBe(createHash('sha256').update(verifier).digest('base64url'));
    expect(url).not.toContain(verifier);
    expect(new URL(url).searchParams.get('redirect_to')).toBe(redirectTo);
  });
});
