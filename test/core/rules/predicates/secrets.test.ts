import { describe, expect, it } from 'vitest';
import {
  entropyBits,
  isHighEntropy,
  isKnownSecretShape,
} from '../../../../src/core/rules/predicates/secrets.ts';

const RANDOM = 'q8Zt3LxW0vB7nKc5RjY2mHs9';
const tokenWith = (claims: object): string =>
  ['{"alg":"HS256"}', JSON.stringify(claims), RANDOM]
    .map((part, index) => (index < 2 ? Buffer.from(part).toString('base64url') : part))
    .join('.');

describe('isKnownSecretShape', () => {
  it.each([
    ['an AWS access key', `"AKIA${'Q3ZT8LXW0VB7NKC5'}"`],
    ['a GitHub token', `'ghp_${'q8Zt3LxW0vB7nKc5RjY2mHs9PdFg4TuA6eXo'}'`],
    ['a live payment key', `sk_live_${RANDOM}`],
    ['a private key with its body', `"-----BEGIN RSA PRIVATE KEY-----\\nMIIEpAIBAAKCAQEA${RANDOM}"`],
    ['a signed token', tokenWith({ sub: 'u_42', role: 'service_role' })],
  ])('knows %s', (_, text) => expect(isKnownSecretShape(text)).toBe(true));

  it.each([
    ['the header of a private key alone', '"-----BEGIN PRIVATE KEY-----"'],
    ['a prefix alone', '"ghp_"'],
    ['a key of the wrong length', '"AKIA1234"'],
    ['a name with the same prefix', '"sk-button-primary-outline-large"'],
    ['a Supabase token of the anonymous role', tokenWith({ iss: 'supabase', role: 'anon' })],
    ['the sample token of jwt.io', tokenWith({ sub: '1234567890', name: 'John Doe' })],
    ['nothing', ''],
  ])('leaves %s alone', (_, text) => expect(isKnownSecretShape(text)).toBe(false));
});

describe('isHighEntropy', () => {
  it.each([`"${RANDOM}"`, '"9f86d081884c7d659a2feaa0c55ad015"', `b"${RANDOM}"`])('finds %s random', (text) =>
    expect(isHighEntropy(text)).toBe(true),
  );
  it.each([
    ['"short1"', 'short'],
    ['"the quick brown fox 42"', 'a sentence'],
    ['"X-Acme-Request-Signature-V2"', 'a header name'],
    ['"com.acme.billing.Token2Service"', 'a class name'],
    ['"naïve-straße-éàü-0123456"', 'not ASCII'],
    ['"aaaaaaaaaaaaaaaa1"', 'one character repeated'],
  ])('finds %s not random: %s', (text) => expect(isHighEntropy(text)).toBe(false));
});

it('measures the entropy of a text in bits per character', () => {
  expect(entropyBits('aaaa')).toBe(0);
  expect(entropyBits('abab')).toBe(1);
  expect(entropyBits('')).toBe(0);
});
