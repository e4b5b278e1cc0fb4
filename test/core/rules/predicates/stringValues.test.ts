import { describe, expect, it } from 'vitest';
import { hasConnectionPassword } from '../../../../src/core/rules/predicates/connectionString.ts';
import { isPasswordValue } from '../../../../src/core/rules/predicates/passwordValue.ts';
import { isPlaceholder } from '../../../../src/core/rules/predicates/placeholder.ts';

describe('isPasswordValue', () => {
  it.each(['"Tulip!42"', "'winter2024'", 'Winter#2024'])('reads %s as a password', (text) =>
    expect(isPasswordValue(text)).toBe(true),
  );
  it.each([
    ['"Passwort"', 'a label'],
    ['"Hasło123"', 'a translation'],
    ['"required|min:8"', 'a validation rule'],
    ['"#password1"', 'a selector'],
    ['"auth.form2.pass"', 'a lookup'],
    ['"$2b$10$abcdefghijklmnopqrstuv"', 'a hash'],
    ['"min. 8 signs"', 'a sentence'],
    ['"a1"', 'too short'],
  ])('reads %s as %s', (text) => expect(isPasswordValue(text)).toBe(false));
});

describe('hasConnectionPassword', () => {
  it.each([
    '"postgres://app:Tulip42kd@db.acme.io/app"',
    '"mongodb+srv://app:Tulip42kd@cluster0.ab1cd.mongodb.net"',
    '"Server=db.acme.io;User Id=app;Pwd=Tulip42kd"',
  ])('finds the password in %s', (text) => expect(hasConnectionPassword(text)).toBe(true));
  it.each([
    ['"postgres://app@db.acme.io/app"', 'no password'],
    ['"postgres://app:Tulip42kd@localhost/app"', 'this machine'],
    ['"postgres://app:Tulip42kd@db:5432/app"', 'a neighbour container'],
    ['"postgres://app:Tulip42kd@db.example.com/app"', 'an example host'],
    ['"postgres://app:${PASSWORD}@db.acme.io/app"', 'a variable'],
    ['"postgres://postgres:postgres@db.acme.io/app"', 'a default everyone knows'],
    ['""', 'nothing'],
  ])('finds none in %s: %s', (text) => expect(hasConnectionPassword(text)).toBe(false));
});

describe('isPlaceholder', () => {
  it.each(['"changeme"', '"your-api-key"', '"<token>"', '"xxxxxxxx"', '"{{ token }}"', '"${TOKEN}"', '""'])(
    'takes %s for a placeholder',
    (text) => expect(isPlaceholder(text)).toBe(true),
  );
  it.each(['"Tulip42kd"', '"q8Zt3LxW0vB7nKc5"'])('takes %s for a real value', (text) =>
    expect(isPlaceholder(text)).toBe(false),
  );
});
