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
  /^(?:sk|rk)_live_[A-Za-z0-9]{16,}$/u,
  /^whsec_[A-Za-z0-9+/=]{20,}$/u,
  /^sk-(?:proj-|svcacct-|ant-)?[A-Za-z0-9_-]{20,}$/u,
  /^AIza[\w-]{35}$/u,
  /^SG\.[\w-]{16,}\.[\w-]{16,}$/u,
  /^sb_secret_[\w-]{20,}$/u,
  /^sbp_[a-f0-9]{40}$/u,
  /^npm_[A-Za-z0-9]{36}$/u,
  /^pypi-[\w-]{50,}$/u,
  /^dop_v1_[a-f0-9]{64}$/u,
  /^hf_[A-Za-z0-9]{30,}$/u,
  /^shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}$/u,
  /^https:\/\/hooks\.slack\.com\/services\/T\w{6,}\/B\w{6,}\/\w{16,}$/u,
];

/** The header alone is what parsers look for; the key is there when its base64 text follows. */
const PRIVATE_KEY = /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----(?:\\[rn]|\s)+(?:[A-Za-z0-9+/=]{16,})/u;

const SIGNED_TOKEN = /^eyJ[\w-]{10,}\.(eyJ[\w-]{10,})\.[\w-]{20,}$/u;

/** Claims of tokens that are public by design: Supabase's anonymous role, its local demo, the token of jwt.io. */
const PUBLIC_CLAIMS = /"role":"anon"|"iss":"supabase-demo"|"sub":"1234567890"/u;

/** Bits per character below which text reads like words rather than like a random key. */
const ENTROPY_BITS_MIN = 3.5;

/** Shorter strings have too few characters for their entropy to mean anything. */
const ENTROPY_LENGTH_MIN = 16;

/** Shorter hexadecimal text is a revision or an identifier far more often than a key. */
const HEXADECIMAL_LENGTH_MIN = 32;

/** Identifiers have this form; the few keys that do cannot be told from them. */
const UUID = /^[a-f0-9]{8}-(?:[a-f0-9]{4}-){3}[a-f0-9]{12}$/iu;

/** Above this share of letters that stand in word-like runs, text is an identifier or a sentence, not a key. */
const WORD_SHARE_MAX = 0.45;

export function isKnownSecretShape(text: string): boolean {
  const content = contentOfString(text).trim();
  if (PRIVATE_KEY.test(content)) return true;
  const claims = SIGNED_TOKEN.exec(content)?.[1];
  if (claims !== undefined) return !PUBLIC_CLAIMS.test(decodeBase64Url(claims).replace(/\s/gu, ''));
  return KNOWN_SHAPES.some((shape) => shape.test(content)) && looksRandom(content);
}

/** Whether a string looks random: long, one word, mixed characters, high Shannon entropy per character. */
export function isHighEntropy(text: string): boolean {
  const content = contentOfString(text);
  if (content.length < ENTROPY_LENGTH_MIN || !/^[\w\-+/=.~!@#$%^&*]+$/u.test(content)) return false;
  if (UUID.test(content)) return false;
  if (/^[a-f0-9]+$/iu.test(content) && content.length < HEXADECIMAL_LENGTH_MIN) return false;
  if (!/[0-9]/u.test(content) || !/[A-Za-z]/u.test(content)) return false;
  return entropyBits(content) >= ENTROPY_BITS_MIN && looksRandom(content);
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

/** Few letters stand in runs of one case as long as words have; hexadecimal runs do not count as words. */
function looksRandom(content: string): boolean {
  if (/^[a-f0-9-]+$/iu.test(content)) return true;
  const runs = content.match(/[A-Z]?[a-z]{5,}|[A-Z]{5,}/g) ?? [];
  const inWords = runs.filter((run) => /[aeiou]/iu.test(run)).reduce((sum, run) => sum + run.length, 0);
  return inWords / content.length <= WORD_SHARE_MAX;
}

const BASE64_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Decodes to one character per byte, which is exact for the ASCII names and values of token claims. */
function decodeBase64Url(text: string): string {
  let decoded = '';
  let bits = 0;
  let bitCount = 0;
  for (const character of text) {
    bits = ((bits << 6) | Math.max(0, BASE64_ALPHABET.indexOf(character))) & 0xffff;
    bitCount += 6;
    if (bitCount >= 8) {
      bitCount -= 8;
      decoded += String.fromCharCode((bits >> bitCount) & 0xff);
    }
  }
  return decoded;
}
