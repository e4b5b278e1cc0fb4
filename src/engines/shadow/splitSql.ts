import { lexChunk } from '../../core/sql/lexChunk.ts';
import type { Span } from '../../core/text/span.ts';

/** The statements of a text, each from its first token to its `;`. Texts without tokens give none. */
export function splitSql(sql: string): readonly Span[] {
  const spans: Span[] = [];
  for (let offset = 0; offset < sql.length; ) {
    const chunk = lexChunk(sql, offset);
    if (chunk.tokens.length > 0) spans.push({ start: chunk.statementStart, end: chunk.statementEnd });
    offset = Math.max(offset + 1, chunk.end);
  }
  return spans;
}
