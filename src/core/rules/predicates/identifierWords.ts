import { contentOfString } from './stringText.ts';

/** The lower-case words of an identifier, key or member path: `DB_AdminPassword` is `db admin password`. */
export function identifierWords(text: string): readonly string[] {
  return contentOfString(text)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/u)
    .filter((word) => word !== '');
}

/** The last name of a member path: `passwordHash` of `user.passwordHash`, quotes and brackets left out. */
export function lastName(text: string): string {
  const parts = contentOfString(text)
    .split(/[.:>[\]'"?()]+/u)
    .filter((part) => part !== '');
  return parts.at(-1) ?? '';
}
