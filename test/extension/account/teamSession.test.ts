import { describe, expect, it } from 'vitest';
import { parseSession, tokensOf, userOfToken } from '../../../src/extension/account/teamSession.ts';

const session = {
  id: 'i1',
  url: 'https://abcd.supabase.co',
  userId: 'u1',
  label: 'ada@example.com',
  accessToken: 'a',
  refreshToken: 'r',
};
const token = (claims: unknown) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;

describe('a session that was kept', () => {
  it('is read as it was written', () => {
    expect(parseSession(JSON.stringify(session))).toEqual(session);
  });

  it('is called by the user’s id when it has no name', () => {
    expect(parseSession(JSON.stringify({ ...session, label: '' }))?.label).toBe('u1');
  });

  it.each([
    undefined,
    '',
    '{',
    'null',
    '[]',
    '{"id":1}',
    JSON.stringify({ ...session, accessToken: '' }),
    JSON.stringify({ ...session, refreshToken: 7 }),
    JSON.stringify({ ...session, url: undefined }),
  ])('is none when another version wrote it: %s', (json) => {
    expect(parseSession(json)).toBeUndefined();
  });
});

describe('tokens', () => {
  it('are both there or none', () => {
    expect(tokensOf({ accessToken: 'a', refreshToken: 'r', more: 1 })).toEqual({
      accessToken: 'a',
      refreshToken: 'r',
    });
    expect(tokensOf({ accessToken: 'a' })).toBeUndefined();
    expect(tokensOf(undefined)).toBeUndefined();
  });

  it('say whom they stand for', () => {
    expect(userOfToken(token({ sub: 'u1', email: 'jörg@example.com' }))).toEqual({
      id: 'u1',
      email: 'jörg@example.com',
    });
    expect(userOfToken(token({ sub: 'u1', email: '' }))).toEqual({ id: 'u1' });
    expect(userOfToken(token({ email: 'ada@example.com' }))).toBeUndefined();
    expect(userOfToken('no token')).toBeUndefined();
  });
});
