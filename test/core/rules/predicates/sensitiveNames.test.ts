import { describe, expect, it } from 'vitest';
import {
  isPasswordName,
  isPersonalDataName,
  isSecretName,
  isSessionCookieName,
} from '../../../../src/core/rules/predicates/sensitiveNames.ts';

describe('isSecretName', () => {
  it.each(['JWT_SECRET', 'apiKey', 'user.accessToken', "'client-secret'", 'this.PrivateKey', 'dbPassword'])(
    'takes %s for a secret',
    (name) => expect(isSecretName(name)).toBe(true),
  );
  it.each([
    'tokenUrl',
    'passwordLength',
    'password.length',
    'publicToken',
    'primaryKey',
    'hasPassword',
    'csrfToken',
    'tokens',
    '',
    'пароль',
  ])('takes %s for something else', (name) => expect(isSecretName(name)).toBe(false));
});

describe('isPasswordName', () => {
  it.each(['password', 'PGPASSWORD', 'smtp_pass', '$pwd'])('takes %s for a password', (name) =>
    expect(isPasswordName(name)).toBe(true),
  );
  it.each(['bypass', 'compass', 'passwordHint', 'showPassword'])('takes %s for something else', (name) =>
    expect(isPasswordName(name)).toBe(false),
  );
});

describe('isPersonalDataName', () => {
  it.each(['customer.ssn', 'cardNumber', 'credit_card_number', 'dateOfBirth', 'iban'])(
    'takes %s for personal data',
    (name) => expect(isPersonalDataName(name)).toBe(true),
  );
  it.each(['card', 'discardNumber', 'phoneNumberFormat', 'order.number'])('takes %s for other data', (name) =>
    expect(isPersonalDataName(name)).toBe(false),
  );
});

describe('isSessionCookieName', () => {
  it.each(["'session'", '"connect.sid"', '`__Host-session`', '"access_token"'])(
    'takes %s for a session',
    (name) => expect(isSessionCookieName(name)).toBe(true),
  );
  it.each(["'theme'", '"csrf_token"', '"sidebar"', '"locale"'])('takes %s for a preference', (name) =>
    expect(isSessionCookieName(name)).toBe(false),
  );
});
