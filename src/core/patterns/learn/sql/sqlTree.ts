import type { ParseScript } from '../../../ports.ts';
import { flatTokens } from '../../../sql/flatTokens.ts';
import { scanLexeme } from '../../../sql/lexeme.ts';
import type { SqlToken } from '../../../sql/token.ts';
import type { PlainTree } from '../plainTree.ts';
import { placeComments } from './placeComments.ts';
import { bodyNode } from './sqlBodies.ts';
import { leafAt, pairBrackets, type Run, type Tokens, wordAt } from './sqlNodes.ts';
import { queryNodes } from './sqlQueries.ts';
import { statementNode } from './sqlStatements.ts';

/**
 * A tree of a SQL text from its tokens alone: statements, clauses, lists, expressions. It stands for any text, half-typed
 * or of another dialect; what has no structure stays a row of tokens.
 *
 * @param parseScript asked, when the errors are, for each statement that Postgres does not read
 */
export function parseSqlTree(text: string, parseScript?: ParseScript): PlainTree {
  const { tokens: list, comments } = flatTokens(text);
  const { closeOf, loneBrackets } = pairBrackets(list);
  const tokens: Tokens = { text, list, closeOf, readQuery: queryNodes, readBody: bodyNode };
  const statements = statementRuns(tokens);
  const root = placeComments(
    {
      kind: 'source',
      named: true,
      start: 0,
      end: text.length,
      children: statements.flatMap(({ from, to }) => [
        ...(to > from ? [statementNode(tokens, { from, to })] : []),
        ...(to < list.length && wordAt(tokens, to) === ';' ? [leafAt(tokens, to)] : []),
      ]),
    },
    comments,
  );
  let errorCount: number | undefined;
  return {
    language: 'sql',
    text,
    root,
    get errorCount() {
      errorCount ??= loneBrackets + unclosed(text, list) + refused(tokens, statements, parseScript);
      return errorCount;
    },
  };
}

/** From each statement's first token to its `;`, which the next one starts after. */
function statementRuns(tokens: Tokens): readonly Run[] {
  const runs: Run[] = [];
  let from = 0;
  for (let index = 0; index <= tokens.list.length; index++) {
    if (index < tokens.list.length && (wordAt(tokens, index) !== ';' || isInAtomicBody(tokens, from, index)))
      continue;
    if (index > from || index < tokens.list.length) runs.push({ from, to: index });
    from = index + 1;
  }
  return runs;
}

/** `BEGIN ATOMIC … END` holds statements that end with `;` as well. */
function isInAtomicBody(tokens: Tokens, from: number, to: number): boolean {
  if (wordAt(tokens, from) !== 'create') return false;
  let depth = 0;
  for (let index = from; index < to; index++) {
    const word = wordAt(tokens, index);
    if (word === 'atomic' && wordAt(tokens, index - 1) === 'begin') depth = 1;
    else if (depth > 0 && word === 'case') depth++;
    else if (depth > 0 && word === 'end') depth--;
  }
  return depth > 0;
}

/** A quoted text that the end of the text cuts off is one error; only the last token can be such. */
function unclosed(text: string, list: readonly SqlToken[]): number {
  const last = list.at(-1);
  return last !== undefined && last.end === text.length && scanLexeme(text, last.start).unclosed ? 1 : 0;
}

function refused(tokens: Tokens, statements: readonly Run[], parseScript: ParseScript | undefined): number {
  if (parseScript === undefined) return 0;
  return statements.filter(({ from, to }) => {
    if (to <= from) return false;
    const start = tokens.list[from]?.start ?? 0;
    const end = tokens.list[to - 1]?.end ?? start;
    return 'error' in parseScript(tokens.text.slice(start, end));
  }).length;
}
