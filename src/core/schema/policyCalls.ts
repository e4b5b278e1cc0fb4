import type { Span } from '../text/span.ts';

/** A `SELECT` in brackets. */
interface Query {
  readsTables: boolean;
}

interface Bracket {
  /** The innermost query around what stands in the bracket. */
  readonly query: Query | undefined;
  /** The bracket's own words are that query's, not those of a function such as `extract(… from …)`. */
  readonly isQuery: boolean;
}

interface Call {
  readonly start: number;
  readonly query: Query | undefined;
  /** How many brackets are open around the call. */
  readonly depth: number;
  end: number | undefined;
}

/** A string, a name with its dots, or a bracket. */
const PIECE =
  /'(?:[^']|'')*'|(?:"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*)(?:\.(?:"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*))*|[()]/gu;

/**
 * Calls that Postgres makes again for each row, in an expression as `pg_get_expr` writes it with an empty search path.
 * A sub-query that reads no table is run once, so calls inside one are left out.
 *
 * @param functions names as the expression writes them: `auth.uid`, `current_setting`
 */
export function callsPerRow(expression: string, functions: ReadonlySet<string>): readonly Span[] {
  const brackets: Bracket[] = [];
  const calls: Call[] = [];
  let before = '';
  let callStart: number | undefined;
  for (const { 0: piece, index } of expression.matchAll(PIECE)) {
    const around = brackets.at(-1);
    const word = piece.toLowerCase();
    const end = index + piece.length;
    if (piece === '(') {
      if (callStart !== undefined) {
        calls.push({ start: callStart, query: around?.query, depth: brackets.length, end: undefined });
      }
      brackets.push({ query: around?.query, isQuery: false });
    } else if (piece === ')') {
      brackets.pop();
      const call = calls.findLast((open) => open.end === undefined && open.depth === brackets.length);
      if (call) call.end = end;
    } else if (word === 'select' && before === '(') {
      brackets[brackets.length - 1] = { query: { readsTables: false }, isQuery: true };
    } else if (word === 'from' && before !== 'distinct' && around?.isQuery && around.query) {
      around.query.readsTables = true;
    }
    callStart = functions.has(piece) && expression[end] === '(' ? index : undefined;
    before = word;
  }
  return calls
    .filter(({ query }) => !query || query.readsTables)
    .map(({ start, end = expression.length }) => ({ start, end }));
}

/** The expression with each of these calls made once per query. */
export function callOnce(expression: string, calls: readonly Span[]): string {
  let text = expression;
  for (const { start, end } of [...calls].sort((a, b) => b.start - a.start)) {
    text = `${text.slice(0, start)}(SELECT ${text.slice(start, end)})${text.slice(end)}`;
  }
  return text;
}
