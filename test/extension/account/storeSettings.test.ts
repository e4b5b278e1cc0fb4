import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  isSecretKey,
  keyProblem,
  storeSettingsProblem,
  urlProblem,
} from '../../../src/extension/account/storeSettingsProblem.ts';

/** As Supabase made its keys first: tokens that say their role. */
function tokenOf(claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256' })}.${part(claims)}.c2ln`;
}

/** The role stands at each of the three places that base64 knows. */
const MARKED_KEYS = [
  'sb_secret_0a1b2c3d',
  ...['', 'x', 'xy'].map((ref) => tokenOf({ ref, role: 'service_role' })),
];
/** Found by reading them, which a pattern cannot. */
const READ_KEYS = ['SB_SECRET_0A1B2C3D', tokenOf({ role: 'supabase_admin' })];
const PUBLIC_KEYS = ['sb_publishable_0a1b', tokenOf({ role: 'anon', ref: 'abcd' }), 'not.a.token'];

describe('a key', () => {
  it.each([...MARKED_KEYS, ...READ_KEYS])('that opens every row is refused: %s', (key) => {
    expect(isSecretKey(key)).toBe(true);
    expect(keyProblem(` ${key}\n`)).toBe('secretKey');
  });

  it.each(PUBLIC_KEYS)('that opens no more than its user’s rows is taken: %s', (key) => {
    expect(keyProblem(key)).toBeUndefined();
  });

  it('may be missing', () => {
    expect(keyProblem('  ')).toBe('noKey');
  });
});

describe('an address', () => {
  it.each([
    'https://abcd.supabase.co',
    'https://abcd.supabase.co/',
    'http://localhost:54321',
    'http://[::1]:1',
  ])('is one: %s', (url) => expect(urlProblem(url)).toBeUndefined());

  it.each([
    ['', 'noUrl'],
    ['abcd', 'badUrl'],
    ['ftp://abcd.supabase.co', 'badUrl'],
    ['https://ada:secret@abcd.supabase.co', 'badUrl'],
    ['http://abcd.supabase.co', 'plainHttp'],
    ['http://localhost.evil.example', 'plainHttp'],
    ['http://127.0.0.1.evil.example', 'plainHttp'],
  ])('is none: %s', (url, problem) => {
    expect(urlProblem(url)).toBe(problem);
    expect(storeSettingsProblem(url, 'sb_publishable_0a1b')).toBe(problem);
  });
});

describe('the settings editor', () => {
  const manifest: unknown = JSON.parse(
    readFileSync(join(import.meta.dirname, '..', '..', '..', 'package.json'), 'utf8'),
  );
  const patternOf = (name: string): RegExp => {
    const found = new RegExp(`"${name}":\\{[^}]*?"pattern":("(?:[^"\\\\]|\\\\.)*")`, 'u').exec(
      JSON.stringify(manifest),
    );
    // Without the flag u, as the editor reads it.
    return new RegExp(JSON.parse(found?.[1] ?? '"no pattern"'));
  };

  it('marks the keys that are seen to be secret', () => {
    const pattern = patternOf('fixward.store.publishableKey');
    for (const key of MARKED_KEYS) expect(key).not.toMatch(pattern);
    for (const key of ['', ...PUBLIC_KEYS]) expect(key).toMatch(pattern);
  });

  it('marks the same addresses', () => {
    const pattern = patternOf('fixward.store.supabaseUrl');
    for (const url of ['', 'https://abcd.supabase.co', 'http://localhost:54321'])
      expect(url).toMatch(pattern);
    for (const url of ['abcd', 'http://abcd.supabase.co', 'http://localhost.evil.example'])
      expect(url).not.toMatch(pattern);
  });
});
