import type { Span } from '../text/span.ts';
import { scanHole } from './holes.ts';
import { scanLexeme } from './lexeme.ts';
import type { SqlToken } from './token.ts';

/** All tokens of a text, `;` included, without regard to statements. Offsets count from the text's start. */
export interface FlatTokens {
  readonly tokens: readonly SqlToken[];
  readonly comments: readonly Span[];
}

export function flatTokens(text: string): FlatTokens {
  const tokens: SqlToken[] = [];
  const comments: Span[] = [];
  for (let at = 0; at < text.length; ) {
    // Colons are PL/pgSQL's own here, never psql's variables.
    const { kind, end, word } = scanHole(text, at, true) ?? scanLexeme(text, at);
    if (kind === 'comment') comments.push({ start: at, end });
    else if (kind !== 'space') tokens.push({ kind, start: at, end, word });
    at = end;
  }
  return { tokens, comments };
}
