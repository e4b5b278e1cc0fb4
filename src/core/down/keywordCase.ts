import { lexChunk } from '../sql/lexChunk.ts';
import type { SqlToken } from '../sql/token.ts';

/** Calls back for every token of every statement; offsets count in the text. */
function forEachToken(text: string, visit: (token: SqlToken, offset: number) => void): void {
  for (let at = 0; at < text.length; ) {
    const { statementStart, tokens, end } = lexChunk(text, at);
    for (const token of tokens) visit(token, statementStart);
    at = Math.max(end, at + 1);
  }
}

/** Whether an author writes keywords in lower case, judged by the first word of each statement. */
export function writesLowerCase(text: string): boolean {
  let lower = 0;
  let upper = 0;
  for (let at = 0; at < text.length; ) {
    const { statementStart, tokens, end } = lexChunk(text, at);
    const first = tokens[0];
    if (first?.kind === 'word') {
      const written = text.slice(statementStart + first.start, statementStart + first.end);
      if (written === written.toLowerCase()) lower++;
      else upper++;
    }
    at = Math.max(end, at + 1);
  }
  return lower > upper;
}

/** Puts every word outside quotes into lower case, which changes nothing that Postgres reads. */
export function toLowerCase(sql: string): string {
  let result = '';
  let copied = 0;
  forEachToken(sql, ({ kind, start, end, word }, offset) => {
    if (kind !== 'word') return;
    result += sql.slice(copied, offset + start) + word;
    copied = offset + end;
  });
  return result + sql.slice(copied);
}
