import { lexChunk } from '../sql/lexChunk.ts';

/** goose ends a statement at every `;` that ends a line; one that holds such a `;` needs marks around it. */
export function withGooseMarks(script: string): string {
  let result = '';
  for (let at = 0; at < script.length; ) {
    const { statementStart, statementEnd, end } = lexChunk(script, at);
    const next = Math.max(end, at + 1);
    const statement = script.slice(statementStart, statementEnd);
    const holdsEnd = /;[ \t]*\r?\n/u.test(statement);
    const lineBreak = statement.includes('\r\n') ? '\r\n' : '\n';
    result += holdsEnd
      ? `${script.slice(at, statementStart)}-- +goose StatementBegin${lineBreak}${statement}${lineBreak}-- +goose StatementEnd${script.slice(statementEnd, next)}`
      : script.slice(at, next);
    at = next;
  }
  return result;
}
