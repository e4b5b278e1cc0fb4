import { identifierWords, lastName } from './identifierWords.ts';

/** Words that make a name public, a sample, or a yes-or-no question about a secret. */
const PUBLIC_WORDS: ReadonlySet<string> = new Set([
  'public',
  'publishable',
  'anon',
  'anonymous',
  'site',
  'csrf',
  'xsrf',
  'example',
  'test',
  'fake',
  'mock',
  'dummy',
  'is',
  'has',
  'no',
  'show',
  'use',
  'needs',
  'require',
  'requires',
  'forgot',
  'invalid',
  'missing',
]);

const PASSWORD_WORDS: ReadonlySet<string> = new Set(['password', 'passwd', 'passphrase', 'pwd', 'passwort']);

const SECRET_WORDS: ReadonlySet<string> = new Set([...PASSWORD_WORDS, 'secret', 'token', 'apikey', 'jwt']);

const SECRET_KEY_WORDS: ReadonlySet<string> = new Set([
  'api',
  'secret',
  'private',
  'access',
  'signing',
  'encryption',
  'auth',
  'service',
  'role',
  'master',
  'license',
  'account',
  'jwt',
  'hmac',
]);

/** Whether an identifier or key names a password itself, not something about one. */
export function isPasswordName(text: string): boolean {
  const words = identifierWords(lastName(text));
  const last = words.at(-1);
  return (
    last !== undefined &&
    (PASSWORD_WORDS.has(last) || last === 'pass' || last.endsWith('password')) &&
    !words.some((word) => PUBLIC_WORDS.has(word))
  );
}

/** Whether an identifier or key names a secret value, not something about one: a password, token, API key, signing key. */
export function isSecretName(text: string): boolean {
  const words = identifierWords(lastName(text));
  const last = words.at(-1);
  if (last === undefined || words.some((word) => PUBLIC_WORDS.has(word))) return false;
  if (SECRET_WORDS.has(last) || last.endsWith('password')) return true;
  return last === 'key' && SECRET_KEY_WORDS.has(words.at(-2) ?? '');
}

const PERSONAL_NAMES =
  /^(?:.* )?(?:ssn|social security(?: number)?|(?:credit )?card (?:number|no|num)|credit card|pan number|cvv2?|cvc2?|iban|passport(?: number| no)?|national id|tax id|date of birth|dob|bank account(?: number)?)$/u;

/** Whether a name holds personal data that must not be copied around: card and identity numbers, birth dates. */
export function isPersonalDataName(text: string): boolean {
  return PERSONAL_NAMES.test(identifierWords(lastName(text)).join(' '));
}

const SESSION_COOKIE =
  /(?:^|[ ])(?:session|sess|sid|sessionid|auth|token|jwt|refresh|access|remember|connect)(?:$|[ ])/u;
const CSRF_COOKIE = /\b(?:csrf|xsrf)\b/u;

/** Whether a cookie's name says that holding the cookie means being signed in. */
export function isSessionCookieName(text: string): boolean {
  const words = identifierWords(text).join(' ');
  return SESSION_COOKIE.test(words) && !CSRF_COOKIE.test(words);
}
