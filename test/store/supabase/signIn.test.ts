import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  authorizeUrl,
  endSession,
  exchangeCode,
  pkcePair,
  refreshTokens,
  sendMagicLink,
  signedInUser,
} from '../../../src/store/supabase/signIn.ts';
import { givesServerRights, supabaseProject } from '../../../src/store/supabase/supabaseProject.ts';

const PROJECT = { url: 'https://abcd.supabase.co', publishableKey: 'sb_publishable_example' };
const USER = { id: '0a6f2c1e-0d2c-4f7b-8a55-9f1d2b3c4d5e', email: 'ada@example.com' };

/** A network that answers once, and what it was asked. */
function answering(body: unknown, status = 200) {
  const asked: { url: string; method: string | undefined; body: unknown; authorization: string | null }[] =
    [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    asked.push({
      url: String(input),
      method: init?.method,
      body: typeof init?.body === 'string' ? JSON.parse(init.body) : undefined,
      authorization: new Headers(init?.headers).get('authorization'),
    });
    return Response.json(body, { status });
  };
  return { asked, fetch };
}

function token(claims: object): string {
  return ['{}', JSON.stringify(claims), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
}

describe('a project', () => {
  it.each([
    ['https://abcd.supabase.co/', 'https://abcd.supabase.co'],
    [' https://example.com/supabase/ ', 'https://example.com/supabase'],
    ['http://127.0.0.1:54321', 'http://127.0.0.1:54321'],
  ])('may stand at %s', (url, shown) => {
    expect(supabaseProject(url, PROJECT.publishableKey)).toMatchObject({ ok: true, project: { url: shown } });
  });

  it.each([
    ['', 'must look like'],
    ['abcd.supabase.co', 'must look like'],
    ['ftp://abcd.supabase.co', 'must look like'],
    ['http://abcd.supabase.co', 'https'],
    ['https://user:password@abcd.supabase.co', 'user or password'],
  ])('may not stand at “%s”', (url, reason) => {
    const answer = supabaseProject(url, PROJECT.publishableKey);
    expect(answer).toMatchObject({
      ok: false,
      error: { field: 'url', message: expect.stringContaining(reason) },
    });
    expect(JSON.stringify(answer)).not.toContain('password@');
  });

  it.each([
    ['a secret key', 'sb_secret_0123456789'],
    ['a service-role key', token({ role: 'service_role' })],
    ['an administrator’s token', token({ role: 'supabase_admin' })],
  ])('is not opened with %s', (_, key) => {
    const answer = supabaseProject(PROJECT.url, key);
    expect(answer).toMatchObject({ ok: false, error: { field: 'publishableKey' } });
    expect(JSON.stringify(answer)).not.toContain(key);
    expect(givesServerRights(key)).toBe(true);
  });

  it('is opened with a publishable key or an older anon key', () => {
    expect(supabaseProject(PROJECT.url, token({ role: 'anon' }))).toMatchObject({ ok: true });
    expect(supabaseProject(PROJECT.url, '')).toMatchObject({ ok: false, error: { field: 'publishableKey' } });
  });
});

describe('signing in', () => {
  it('makes a new verifier each time, whose digest is the challenge', () => {
    const [first, second] = [pkcePair(), pkcePair()];
    expect(first.verifier).not.toBe(second.verifier);
    expect(first.verifier).toMatch(/^[\w-]{43,128}$/u);
    expect(first.challenge).toBe(createHash('sha256').update(first.verifier).digest('base64url'));
  });

  it('sends the browser to the provider, with the challenge and never the verifier', () => {
    const redirectTo = 'vscode://fixward.fixward/signed-in?window=1&x=ä';
    const url = new URL(authorizeUrl(PROJECT, { provider: 'github', redirectTo, challenge: 'abc' }));
    expect(url.origin + url.pathname).toBe('https://abcd.supabase.co/auth/v1/authorize');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      provider: 'github',
      redirect_to: redirectTo,
      code_challenge: 'abc',
      code_challenge_method: 's256',
    });
  });

  it('sends a link by e-mail', async () => {
    const { asked, fetch } = answering({});
    const sent = await sendMagicLink(
      PROJECT,
      { email: USER.email, redirectTo: 'vscode://x', challenge: 'abc' },
      fetch,
    );
    expect(sent.ok).toBe(true);
    expect(asked).toMatchObject([
      {
        url: 'https://abcd.supabase.co/auth/v1/otp?redirect_to=vscode%3A%2F%2Fx',
        method: 'POST',
        body: { email: USER.email, code_challenge: 'abc', code_challenge_method: 's256' },
      },
    ]);
  });

  it('trades the code for tokens', async () => {
    const accessToken = token({ sub: USER.id, role: 'authenticated' });
    const { asked, fetch } = answering({
      access_token: accessToken,
      refresh_token: 'r',
      user: USER,
      expires_in: 3600,
    });
    expect(await exchangeCode(PROJECT, { code: 'c', verifier: 'v' }, fetch)).toEqual({
      ok: true,
      tokens: { accessToken, refreshToken: 'r' },
      user: USER,
    });
    expect(asked).toMatchObject([{ body: { auth_code: 'c', code_verifier: 'v' } }]);
    expect(asked[0]?.url).toContain('grant_type=pkce');
  });

  it.each([
    [
      400,
      { error: 'invalid_grant', error_description: 'Invalid Refresh Token' },
      'not_signed_in',
      'Invalid Refresh Token',
    ],
    [401, { msg: 'code expired' }, 'not_signed_in', 'code expired'],
    [429, {}, 'unavailable', 'Too many'],
    [502, 'bad gateway', 'unavailable', 'HTTP 502'],
    [404, {}, 'not_found', 'no sign-in service'],
    [200, { hello: 'world' }, 'unavailable', 'something unexpected'],
  ])('tells HTTP %i apart', async (status, body, code, message) => {
    const { fetch } = answering(body, status);
    const answer = await refreshTokens(PROJECT, 'r', fetch);
    expect(answer).toMatchObject({ ok: false, error: { code, message: expect.stringContaining(message) } });
  });

  it('takes no session that passes row level security by', async () => {
    const { fetch } = answering({ access_token: token({ role: 'service_role' }), refresh_token: 'r' });
    expect(await refreshTokens(PROJECT, 'r', fetch)).toMatchObject({ ok: false, error: { code: 'invalid' } });
  });

  it('asks who is signed in, and ends this session alone, with the user’s token', async () => {
    const { asked, fetch } = answering(USER);
    expect(await signedInUser(PROJECT, 'token', fetch)).toEqual({ ok: true, user: USER });
    expect((await endSession(PROJECT, 'token', fetch)).ok).toBe(true);
    expect(asked.map((request) => request.authorization)).toEqual(['Bearer token', 'Bearer token']);
    expect(asked[1]?.url).toContain('logout?scope=local');
  });

  it('says why the service cannot be reached', async () => {
    const unreachable = () =>
      Promise.reject(new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND') }));
    expect(await refreshTokens(PROJECT, 'r', unreachable)).toMatchObject({
      ok: false,
      error: { code: 'unavailable', message: 'abcd.supabase.co cannot be reached: getaddrinfo ENOTFOUND.' },
    });
  });
});
