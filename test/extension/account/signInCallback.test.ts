import { describe, expect, it } from 'vitest';
import { callbackOf, pastedCallback } from '../../../src/extension/account/signInCallback.ts';

const opened = (query: string, fragment = '') => callbackOf({ query, fragment });

describe('the address that the browser opens in the editor', () => {
  it('brings a code and says which attempt it belongs to', () => {
    expect(opened('fixward_state=abc&windowId=1&code=0f1e-2d')).toEqual({
      callback: { kind: 'code', code: '0f1e-2d' },
      state: 'abc',
    });
  });

  it('brings the hash of a token, or a session behind the #', () => {
    expect(opened('token_hash=pkce_0a1b&type=email').callback).toEqual({
      kind: 'tokenHash',
      tokenHash: 'pkce_0a1b',
      type: 'email',
    });
    expect(opened('', 'access_token=aaaa.bbbb.cccc&refresh_token=dddd&type=magiclink').callback).toEqual({
      kind: 'tokens',
      accessToken: 'aaaa.bbbb.cccc',
      refreshToken: 'dddd',
    });
  });

  it.each([
    ['error=access_denied&error_code=otp_expired&error_description=Email+link+is+invalid', 'expired'],
    ['error=access_denied&error_description=The+user+said+no', 'cancelled'],
    ['error=server_error&error_description=Größe', 'other'],
  ])('tells a refusal: %s', (query, reason) => {
    expect(opened(query).callback).toMatchObject({ kind: 'refused', reason });
    expect(opened('fixward_state=abc', query).callback).toMatchObject({ kind: 'refused', reason });
  });

  it('believes a refusal before a code, and no more of its words than a line holds', () => {
    const { callback } = opened(`code=0f1e&error=server_error&error_description=${'x'.repeat(5000)}`);
    expect(callback).toMatchObject({ kind: 'refused', said: 'x'.repeat(200) });
  });

  it.each([
    '',
    'code=',
    'code=a+sentence+with+spaces',
    `code=${'a'.repeat(5000)}`,
    'token_hash=abcd',
    'type=email',
  ])('is nothing when it says “%s”', (query) =>
    expect(opened(query).callback).toEqual({ kind: 'unreadable' }),
  );
});

describe('what a user pastes', () => {
  it.each([
    ['123456', '123456'],
    ['  123 456\r\n', '123456'],
    ['1234-5678', '12345678'],
  ])('may be the digits: %j', (text, token) => {
    expect(pastedCallback(text)).toEqual({ callback: { kind: 'digits', token } });
  });

  it('may be the link of the e-mail, in angle brackets as some programs show it', () => {
    const link =
      'https://abcd.supabase.co/auth/v1/verify?token=pkce_0a1b&type=magiclink&redirect_to=vscode://fixward.fixward/signed-in';
    const callback = { kind: 'tokenHash', tokenHash: 'pkce_0a1b', type: 'magiclink' };
    expect(pastedCallback(link)).toEqual({ callback });
    expect(pastedCallback(`<${link}>`)).toEqual({ callback });
  });

  it('may be the address that the browser ended at', () => {
    expect(pastedCallback('https://app.example.com/?code=0f1e-2d')).toEqual({
      callback: { kind: 'code', code: '0f1e-2d' },
    });
    expect(pastedCallback('vscode://fixward.fixward/signed-in?fixward_state=s1&code=0f1e')).toEqual({
      callback: { kind: 'code', code: '0f1e' },
      state: 's1',
    });
    expect(pastedCallback('http://localhost:3000/#error=access_denied&error_code=otp_expired')).toMatchObject(
      {
        callback: { kind: 'refused', reason: 'expired' },
      },
    );
  });

  it('may be a bare code', () => {
    expect(pastedCallback('0f1e2d3c-aaaa')).toEqual({ callback: { kind: 'code', code: '0f1e2d3c-aaaa' } });
  });

  it.each(['', '   ', 'hello there', 'https://', 'https://example.com/', 'größe'])(
    'may be nothing: %j',
    (text) => {
      expect(pastedCallback(text).callback).toEqual({ kind: 'unreadable' });
    },
  );
});
