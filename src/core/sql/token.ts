import type { Span } from '../text/span.ts';

/**
 * `word`: a keyword or unquoted name; `quotedName`: `"…"`; `string`: every quoted literal, dollar quotes included;
 * `parameter`: `$1`; `hole`: a template placeholder or psql variable, whose value is not known.
 */
export type SqlTokenKind = 'word' | 'quotedName' | 'string' | 'number' | 'parameter' | 'symbol' | 'hole';

export interface SqlToken extends Span {
  readonly kind: SqlTokenKind;
  /** Lowercase for words, as written for symbols, empty for the rest: `"table"` in quotes is never the keyword. */
  readonly word: string;
}

/** A comment or psql meta-command between tokens. */
export interface SqlTrivia extends Span {
  readonly kind: 'comment' | 'metaCommand';
}

/** The name a token spells: unquoted names fold to lowercase as Postgres does. */
export function nameOfToken(token: SqlToken, text: string): string {
  if (token.kind !== 'quotedName') return token.word;
  const quoted = text.slice(token.start, token.end);
  const open = quoted.indexOf('"');
  return quoted
    .slice(open + 1, quoted.endsWith('"') && quoted.length > open + 1 ? -1 : undefined)
    .replaceAll('""', '"');
}
