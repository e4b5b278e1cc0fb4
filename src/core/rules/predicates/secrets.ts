import { contentOfString } from './stringText.ts';

/**
 * Token shapes that their issuers document, so that a match is a credential and not chance.
 * Prefix, alphabet and length are all checked.
 */
const KNOWN_SHAPES: readonly RegExp[] = [
  /^(?:AKIA|ASIA)[A-Z0-9]{16}$/u,
  /^gh[pousr]_[A-Za-z0-9]{36,255}$/u,
  /^github_pat_[A-Za-z0-9_]{60,}$/u,
  /^glpat-[\w-]{20,}$/u,
  /^xox[abeoprs]-[A-Za-z0-9-]{10,}$/u,
  /^(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}$/u,
  /^whsec_[A-Za-z0-9+/=]{20,}$/u,
  /^sk-(?:proj-|svcacct-|ant-)?[A-Za-z0-9_-]{20,}$/u,
  /^AIza[\w-]{35}$/u,
  /^SG\.[\w-]{16,}\.[\w-]{16,}$/u,
  /^sb_secret_[\w-]{20,}$/u,
  /^sbp_[a-f0-9]{40}$/u,
  /^npm_[A-Za-z0-9]{36}$/u,
  /^pypi-[\w-]{50,}$/u,
  /^dop_v1_[a-f0-9]{64}$/u,
  /^eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}$/u,
  /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/u,
];

/** Bits per character below which text reads like words rather than like a random key. */
const ENTROPY_BITS_MIN = 3.5;

/** Shorter strings have too few characters for their entropy to mean anything. */
const ENTROPY_LENGTH_MIN = 16;

export function isKnownSecretShape(text: string): boolean {
  const content = contentOfString(text);
  return KNOWN_SHAPES.some((shape) => shape.test(content));
}

/** Whether a string looks random: long, one word, mixed characters, high Shannon entropy per character. */
export function isHighEntropy(text: string): boolean {
  const content = contentOfString(text);
  if (content.length < ENTROPY_LENGTH_MIN || /\s/u.test(content)) return false;
  if (!/[0-9]/u.test(content) || !/[A-Za-z]/u.test(content)) return false;
  return entropyBits(content) >= ENTROPY_BITS_MIN;
}

/** Shannon entropy of the character distribution, in bits per character. */
export function entropyBits(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) {
    const share = count / text.length;
    bits -= share * Math.log2(share);
  }
  return bits;
}
