/** In JSON text, an escaped backslash, or an escape that a database's text cannot hold; the first keeps the second honest. */
const ESCAPES = /\\(?:\\|u(?:0000|d[89a-f][0-9a-f]{2}))/gu;
const REPLACEMENT = '\uFFFD';

/**
 * JSON for a store function. Postgres refuses a whole request for one NUL or for half of an emoji that was cut through:
 * such characters are replaced the way UTF-8 encoders do it.
 */
export function storableJson(value: unknown): string {
  // JSON leaves whole surrogate pairs as they are and escapes only the lone ones.
  return JSON.stringify(value).replace(ESCAPES, (escaped) => (escaped === '\\\\' ? escaped : REPLACEMENT));
}
