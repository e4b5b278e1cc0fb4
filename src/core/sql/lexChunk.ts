import { HOLE_LENGTH_MAX, opensHole, scanHole } from './holes.ts';
import { type Lexeme, scanLexeme } from './lexeme.ts';
import { definitionEnd, indentationOf } from './statementStarts.ts';
import { TextMarks } from './textMarks.ts';
import type { SqlToken, SqlTokenKind, SqlTrivia } from './token.ts';

/**
 * One piece of a document: what stands before a statement, the statement, its `;` and the rows that follow
 * `COPY … FROM stdin`. Pieces follow each other without gaps, and each is lexed from its own start alone, which is
 * what lets an edit be answered by lexing only the piece it touches.
 */
export interface LexedChunk {
  readonly start: number;
  readonly end: number;
  /** Offset of the first token; `end` when there is none. */
  readonly statementStart: number;
  /** Offset after the `;`, or after the last token when the statement has none. */
  readonly statementEnd: number;
  readonly terminated: boolean;
  /** Offsets count from `statementStart`. */
  readonly tokens: readonly SqlToken[];
  /** Offsets count from `start`. */
  readonly trivia: readonly SqlTrivia[];
  /** Offset of a comment that never closes. */
  readonly openComment: number | undefined;
  /** The last token is a quoted text or name that never closes. */
  readonly endsInQuote: boolean;
  /** Text at or after this offset did not matter; one more than the text's length when its end did. */
  readonly readTo: number;
}

const STATEMENT_BREAKPOINT = '--> statement-breakpoint';
const ENDING_META_COMMAND = /\\(?:g|gx|gexec|gset|gdesc|crosstabview|watch|bind)\b/y;
// A breakpoint comment, a meta-command or the end of COPY data is told by what follows it, never by more than this.
const LOOKAHEAD_MAX = 40;
const DEFINING: ReadonlySet<string> = new Set(['create', 'alter', 'drop', 'comment']);
// Two leave room to tell where the broken statement ends; no whole statement has any.
const SWALLOWED_MAX = 3;
const BYTE_ORDER_MARK = 0xfeff;

/**
 * Lexes from `start` to the end of one statement. Never throws; always moves forward.
 *
 * @param marks of the text; one value for all its pieces keeps a broken text from being searched again and again
 */
export function lexChunk(text: string, start: number, marks = new TextMarks(text)): LexedChunk {
  return new ChunkLexer(text, start, marks).run();
}

class ChunkLexer {
  readonly #text: string;
  readonly #start: number;
  readonly #marks: TextMarks;
  readonly #tokens: SqlToken[] = [];
  readonly #trivia: SqlTrivia[] = [];
  #offset: number;
  #statementStart = -1;
  #parens = 0;
  #brackets = 0;
  /** Nesting inside `BEGIN ATOMIC … END`: 0 is outside, each `CASE` adds one. */
  #atomic = 0;
  #openComment: number | undefined;
  #endsInQuote = false;
  #readTo = 0;
  #indentation = 0;
  #definitions = 0;

  constructor(text: string, start: number, marks: TextMarks) {
    this.#text = text;
    this.#start = start;
    this.#marks = marks;
    this.#offset = start;
  }

  run(): LexedChunk {
    const text = this.#text;
    if (this.#offset === 0 && text.charCodeAt(0) === BYTE_ORDER_MARK) this.#offset = 1;
    while (this.#offset < text.length) {
      const at = this.#offset;
      const lexeme = scanHole(text, at, this.#brackets > 0) ?? scanLexeme(text, at, this.#marks);
      if (opensHole(text, at)) this.#readTo = Math.max(this.#readTo, at + HOLE_LENGTH_MAX);
      if (lexeme.kind === 'space') {
        this.#offset = lexeme.end;
      } else if (lexeme.kind === 'comment') {
        if (this.#tokens.length > 0 && text.startsWith(STATEMENT_BREAKPOINT, at))
          return this.#finish(at, false);
        if (lexeme.unclosed) this.#openComment = at;
        this.#skip('comment', lexeme.end);
      } else if (lexeme.word === '\\' && this.#tokens.length === 0) {
        this.#skip('metaCommand', endOfLine(text, at));
      } else if (lexeme.word === '\\' && matchesAt(ENDING_META_COMMAND, text, at)) {
        return this.#finish(at, false);
      } else if (lexeme.word === ';' && this.#endsStatement()) {
        this.#offset = lexeme.end;
        return this.#finish(this.#endAfterSemicolon(lexeme.end), true);
      } else if (lexeme.kind === 'word' && this.#hasRunOn(lexeme.word)) {
        return this.#finish(at, false);
      } else {
        this.#push(lexeme.kind, lexeme);
      }
    }
    this.#readTo = text.length + 1;
    return this.#finish(text.length, false);
  }

  /**
   * A statement that has swallowed several definitions lacks its `;` for certain. Reading on to the next one would
   * cost the whole text for every statement of a file that has none.
   */
  #hasRunOn(word: string): boolean {
    if (this.#tokens.length === 0 || !DEFINING.has(word) || this.#atomic > 0) return false;
    const indentation = indentationOf(this.#text, this.#start, this.#offset);
    if (indentation === undefined || indentation > this.#indentation) return false;
    const end = definitionEnd(this.#text, this.#offset);
    if (end === undefined) return false;
    this.#readTo = Math.max(this.#readTo, end + 1);
    if (this.#tokens[0]?.word === 'create' && this.#tokens[1]?.word === 'schema') return false;
    return ++this.#definitions >= SWALLOWED_MAX;
  }

  #push(kind: SqlTokenKind, { word, end, unclosed }: Lexeme): void {
    if (this.#tokens.length === 0) {
      this.#statementStart = this.#offset;
      this.#indentation = indentationOf(this.#text, this.#start, this.#offset) ?? 0;
    }
    const base = this.#statementStart;
    this.#tokens.push({ kind, start: this.#offset - base, end: end - base, word });
    this.#nest(word);
    this.#endsInQuote = unclosed;
    this.#offset = end;
  }

  #skip(kind: SqlTrivia['kind'], end: number): void {
    this.#trivia.push({ kind, start: this.#offset - this.#start, end: end - this.#start });
    this.#offset = end;
  }

  #finish(end: number, terminated: boolean): LexedChunk {
    const statementStart = this.#statementStart < 0 ? end : this.#statementStart;
    const lastEnd = statementStart + (this.#tokens.at(-1)?.end ?? 0);
    if (!terminated || end > this.#offset) this.#readTo = Math.max(this.#readTo, end + LOOKAHEAD_MAX);
    return {
      start: this.#start,
      end,
      statementStart,
      statementEnd: terminated && this.#tokens.length > 0 ? this.#offset : lastEnd,
      terminated,
      tokens: this.#tokens,
      trivia: this.#trivia,
      openComment: this.#openComment,
      endsInQuote: this.#endsInQuote,
      readTo: Math.max(end, Math.min(this.#readTo, this.#text.length + 1)),
    };
  }

  #nest(word: string): void {
    if (word === '(') this.#parens++;
    else if (word === ')') this.#parens--;
    else if (word === '[') this.#brackets++;
    else if (word === ']') this.#brackets--;
    else if (word === 'atomic' && this.#atomic === 0) {
      if (this.#tokens.at(-2)?.word === 'begin' && this.#tokens[0]?.word === 'create') this.#atomic = 1;
    } else if (this.#atomic > 0) {
      if (word === 'case') this.#atomic++;
      else if (word === 'end') this.#atomic--;
    }
  }

  /** Inside parentheses only a rule's action list may hold `;`; anywhere else it means a bracket was left open. */
  #endsStatement(): boolean {
    if (this.#atomic > 0) return false;
    return this.#parens <= 0 || !isCreateRule(this.#tokens);
  }

  #endAfterSemicolon(end: number): number {
    if (!isCopyFromStdin(this.#tokens)) return end;
    const rowsEnd = this.#marks.copyEndFrom(endOfLine(this.#text, end));
    if (rowsEnd >= 0) return rowsEnd;
    this.#readTo = this.#text.length + 1;
    return end;
  }
}

function matchesAt(sticky: RegExp, text: string, at: number): boolean {
  sticky.lastIndex = at;
  return sticky.test(text);
}

function endOfLine(text: string, from: number): number {
  const lineFeed = text.indexOf('\n', from);
  return lineFeed < 0 ? text.length : lineFeed;
}

function isCreateRule(tokens: readonly SqlToken[]): boolean {
  if (tokens[0]?.word !== 'create') return false;
  return tokens[1]?.word === 'rule' || (tokens[1]?.word === 'or' && tokens[3]?.word === 'rule');
}

function isCopyFromStdin(tokens: readonly SqlToken[]): boolean {
  if (tokens[0]?.word !== 'copy') return false;
  return tokens.some((token, index) => token.word === 'from' && tokens[index + 1]?.word === 'stdin');
}
