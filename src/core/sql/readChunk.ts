import type { SqlSyntaxError } from '../ports.ts';
import { type LexedChunk, lexChunk } from './lexChunk.ts';
import { findRestart } from './restart.ts';
import { type SqlStatement, unclosedStatement } from './sqlStatement.ts';
import { TextMarks } from './textMarks.ts';
import type { SqlToken, SqlTrivia } from './token.ts';

/** One piece of a document, free of its position: see `LexedChunk`. */
export interface SqlChunk {
  readonly length: number;
  /** Offset of the statement in the piece. */
  readonly statementStart: number;
  readonly statement: SqlStatement | undefined;
  /** Offset counts from the piece's start. */
  readonly error: SqlSyntaxError | undefined;
  /** Offsets count from the piece's start. */
  readonly comments: readonly SqlTrivia[];
  /** How many characters from the piece's start decided all of this. */
  readonly readLength: number;
}

export type ParseStatement = (text: string, tokens: readonly SqlToken[], terminated: boolean) => SqlStatement;

const OPEN_COMMENT = 'This comment is never closed.';

/** Reads the piece at `start`, cutting it short where a broken statement has swallowed the next one. */
export function readChunk(
  text: string,
  start: number,
  parse: ParseStatement,
  marks = new TextMarks(text),
): SqlChunk {
  const lexed = lexChunk(text, start, marks);
  const statement = parseLexed(text, lexed, parse);
  const error = errorOf(lexed, statement);
  if (!error) return toChunk(lexed, statement, lexed.readTo, undefined);
  const restart = findRestart(text, lexed, (offset) => {
    const ahead = lexChunk(text, offset, marks);
    const tried = parseLexed(text, ahead, parse);
    return { parses: tried?.tree !== undefined, readTo: ahead.readTo };
  });
  if (restart.offset === undefined) return toChunk(lexed, statement, restart.readTo, error);
  const piece = text.slice(start, restart.offset);
  const short = lexChunk(piece, 0);
  const shortStatement = parseLexed(piece, short, parse);
  const shortError = errorOf(short, shortStatement) ?? missingSemicolon(short, shortStatement);
  return toChunk(short, shortStatement, restart.readTo - start, shortError);
}

function parseLexed(text: string, lexed: LexedChunk, parse: ParseStatement): SqlStatement | undefined {
  if (lexed.tokens.length === 0) return undefined;
  const written = text.slice(lexed.statementStart, lexed.statementEnd);
  // What is left of the text would be parsed for nothing, once for each quote that does not close.
  return lexed.endsInQuote
    ? unclosedStatement(written, lexed.tokens)
    : parse(written, lexed.tokens, lexed.terminated);
}

/** What is wrong with a piece; its offset counts from the piece's start. */
function errorOf(lexed: LexedChunk, statement: SqlStatement | undefined): SqlSyntaxError | undefined {
  if (lexed.openComment !== undefined) {
    return { message: OPEN_COMMENT, offset: lexed.openComment - lexed.start };
  }
  if (!statement?.error) return undefined;
  const { message, offset } = statement.error;
  return { message, offset: lexed.statementStart - lexed.start + offset };
}

/** A statement that is whole by itself but ran into the next one lacks only its `;`. */
function missingSemicolon(
  lexed: LexedChunk,
  statement: SqlStatement | undefined,
): SqlSyntaxError | undefined {
  if (statement === undefined || statement.hasHoles) return undefined;
  return {
    message: 'A semicolon is missing after this statement.',
    offset: lexed.statementStart - lexed.start + statement.bodyEnd,
  };
}

function toChunk(
  lexed: LexedChunk,
  statement: SqlStatement | undefined,
  readTo: number,
  error: SqlSyntaxError | undefined,
): SqlChunk {
  return {
    length: lexed.end - lexed.start,
    statementStart: lexed.statementStart - lexed.start,
    statement,
    error,
    comments: lexed.trivia.filter(({ kind }) => kind === 'comment'),
    readLength: readTo - lexed.start,
  };
}
