import type { CreateFunctionStmt } from '@pgsql/types';
import type { SqlParser } from '../ports.ts';
import type { Span } from '../text/span.ts';
import { flatTokens } from './flatTokens.ts';
import { fillFormat } from './formatTemplate.ts';
import { lastingFacts } from './lastingFacts.ts';
import { lexChunk } from './lexChunk.ts';
import { type PlPgSqlPiece, plPgSqlPieces } from './plPgSqlPieces.ts';
import { readAsSelect, readAsSql } from './plPgSqlReading.ts';
import { nestQuoted, type QuotedText, quotedText } from './quotedText.ts';
import type { StatementPlace } from './ruleDispatch.ts';
import {
  nodeAs,
  type ParserReading,
  parseSqlStatement,
  type SqlStatement,
  unparsedStatement,
} from './sqlStatement.ts';
import { factsOfStatement, type SqlFact } from './statementFacts.ts';
import { tokenIndexAt } from './statementTokens.ts';
import { TextMarks } from './textMarks.ts';
import type { SqlToken } from './token.ts';

/** A statement that stands inside another: in a body, a rule or a string that is executed. */
export interface InnerStatement {
  readonly statement: SqlStatement;
  readonly place: Exclude<StatementPlace, 'file'>;
  /** Offset in the outer statement of an offset in this one. */
  at(offset: number): number;
  /** How new text is written there; undefined when it cannot be. */
  quote(newText: string): string | undefined;
  /** It does not run with the file. */
  readonly isDeferred: boolean;
  /** It runs whenever a row of some table changes. */
  readonly isTriggered: boolean;
  /** Nothing can be put before it: it is the text of an `EXECUTE`. */
  readonly isDynamic: boolean;
  /** What it means for the statements after it. */
  readonly facts: readonly SqlFact[];
}

export interface InnerText {
  readonly statements: readonly InnerStatement[];
  /** Comments between them, as offsets in the outer statement. */
  readonly comments: readonly Span[];
}

const NOTHING: InnerText = { statements: [], comments: [] };

/** A function made by a `DO` block that runs an `EXECUTE` is three deep; hardly anybody goes further. */
const DEPTH_MAX = 4;

/** What stands inside a statement; much the same work as parsing, so callers keep the answer. */
export function innerText(statement: SqlStatement, parser: SqlParser): InnerText {
  if (!mayHoldStatements(statement)) return NOTHING;
  const collector = new Collector(parser);
  const whole: QuotedText = { text: statement.text, at: (offset) => offset, quote: (newText) => newText };
  collector.look(statement, whole, 'block', 0);
  return collector.statements.length === 0 && collector.comments.length === 0 ? NOTHING : collector;
}

/** True for the kinds of statement that others can stand in. */
export function mayHoldStatements({ kind }: SqlStatement): boolean {
  return kind === 'DoStmt' || kind === 'CreateFunctionStmt' || kind === 'RuleStmt';
}

type RunPlace = 'block' | 'function' | 'trigger';

/** Where a statement was found: from `base` on in a text. */
interface Where {
  readonly text: QuotedText;
  readonly base: number;
  readonly place: RunPlace;
  readonly isDynamic: boolean;
  readonly isExpression: boolean;
}

class Collector {
  readonly statements: InnerStatement[] = [];
  readonly comments: Span[] = [];
  readonly #parser: SqlParser;

  constructor(parser: SqlParser) {
    this.#parser = parser;
  }

  /** @param within the text that holds the statement, from the statement's first character */
  look(statement: SqlStatement, within: QuotedText, place: RunPlace, depth: number): void {
    if (depth >= DEPTH_MAX) return;
    const { tree } = statement;
    if (tree === undefined) return;
    if ('DoStmt' in tree) {
      const { language, at } = bodyOf(statement, tree.DoStmt.args);
      const body = statement.tokens.findIndex(({ kind }, index) => kind === 'string' && index >= at);
      this.#body(statement, within, body, language ?? 'plpgsql', place, depth);
    } else if ('CreateFunctionStmt' in tree) {
      if (tree.CreateFunctionStmt.sql_body !== undefined) {
        this.#actions(statement, within, atomicRange(statement), depth);
        return;
      }
      const { language, at } = bodyOf(statement, tree.CreateFunctionStmt.options);
      const body = statement.tokens.findIndex(({ kind }, index) => kind === 'string' && index >= at);
      this.#body(statement, within, body, language ?? 'sql', returnsTrigger(tree.CreateFunctionStmt), depth);
    } else if ('RuleStmt' in tree) {
      this.#actions(statement, within, ruleRange(statement), depth);
    }
  }

  #body(
    statement: SqlStatement,
    within: QuotedText,
    index: number,
    language: string,
    place: RunPlace,
    depth: number,
  ): void {
    const token = statement.tokens[index];
    const quoted = token && quotedText(statement.text, token);
    if (!quoted) return;
    const body = nestQuoted(within, quoted);
    if (language === 'plpgsql') this.#plPgSql(body, place, depth);
    else if (language === 'sql') this.#script(body, place, depth, false);
  }

  #plPgSql(body: QuotedText, place: RunPlace, depth: number): void {
    const { tokens, comments } = flatTokens(body.text);
    for (const { start, end } of comments) this.comments.push({ start: body.at(start), end: body.at(end) });
    for (const piece of plPgSqlPieces(tokens)) {
      const own = tokens.slice(piece.first, piece.last + 1);
      if (piece.kind === 'dynamic') this.#execute(body, own, place, depth);
      else this.#piece(body, own, piece.kind, place, depth);
    }
  }

  #piece(
    body: QuotedText,
    own: readonly SqlToken[],
    kind: PlPgSqlPiece['kind'],
    place: RunPlace,
    depth: number,
  ): void {
    const base = own[0]?.start ?? 0;
    const text = body.text.slice(base, own.at(-1)?.end);
    const tokens = own.map((token) => ({ ...token, start: token.start - base, end: token.end - base }));
    const isExpression = kind === 'expression';
    const reading = isExpression ? readAsSelect(text) : readAsSql(text, tokens);
    const isPlain = isExpression && !tokens.some(({ word }) => WORTH_PARSING.has(word));
    const statement = isPlain
      ? unparsedStatement(text, tokens)
      : parseSqlStatement(text, tokens, false, this.#parser, reading);
    this.#add(statement, { text: body, base, place, isDynamic: false, isExpression });
    this.look(statement, moved(body, base), place, depth + 1);
  }

  /** `'…'` or `format('…', …)`, with nothing added to it. */
  #execute(body: QuotedText, own: readonly SqlToken[], place: RunPlace, depth: number): void {
    const isFormat = own[0]?.word === 'format' && own[1]?.word === '(';
    const at = isFormat ? 2 : own.findIndex(({ word }) => word !== '(');
    const token = own[at];
    const after = own[at + 1]?.word;
    if (token?.kind !== 'string' || (after !== undefined && !FOLLOWS_CONSTANT.has(after))) return;
    const quoted = quotedText(body.text, token);
    if (!quoted) return;
    const dynamic = nestQuoted(body, quoted);
    if (isFormat) {
      const filled = fillFormat(dynamic.text);
      if (!filled) return;
      const template = { text: dynamic.text, holes: filled.holes };
      this.#script({ ...dynamic, text: filled.text }, place, depth, true, template);
    } else {
      this.#script(dynamic, place, depth, true);
    }
  }

  /**
   * Statements one after the other.
   *
   * @param template what the script is written as, where names were put in for the arguments of `format`
   */
  #script(
    script: QuotedText,
    place: RunPlace,
    depth: number,
    isDynamic: boolean,
    template?: { readonly text: string; readonly holes: readonly Span[] },
  ): void {
    const marks = new TextMarks(script.text);
    for (let offset = 0; offset < script.text.length; ) {
      const piece = lexChunk(script.text, offset, marks);
      for (const { kind, start, end } of piece.trivia) {
        if (kind !== 'comment') continue;
        this.comments.push({ start: script.at(offset + start), end: script.at(offset + end) });
      }
      const base = piece.statementStart;
      if (piece.tokens.length > 0) {
        const tokens = template ? withHoles(piece.tokens, base, template.holes) : piece.tokens;
        const text = (template?.text ?? script.text).slice(base, piece.statementEnd);
        const reading: ParserReading = { text: script.text.slice(base, piece.statementEnd), lead: 0 };
        const statement = parseSqlStatement(text, tokens, piece.terminated, this.#parser, reading);
        this.#add(statement, { text: script, base, place, isDynamic, isExpression: false });
        this.look(statement, moved(script, base), place, depth + 1);
      }
      offset = Math.max(piece.end, offset + 1);
    }
  }

  /** Statements of a rule or of `BEGIN ATOMIC`, which stand in the outer one without quotes. */
  #actions(statement: SqlStatement, within: QuotedText, range: TokenRange | undefined, depth: number): void {
    let first = range?.first ?? 0;
    for (let index = first; range && index <= range.last + 1; index++) {
      if (index <= range.last && statement.tokens[index]?.word !== ';') continue;
      if (index > first) {
        this.#piece(within, statement.tokens.slice(first, index), 'statement', 'function', depth);
      }
      first = index + 1;
    }
  }

  #add(statement: SqlStatement, { text, base, place, isDynamic, isExpression }: Where): void {
    // A body's transactions are its caller's, which its statements cannot end.
    if (statement.kind === 'TransactionStmt') return;
    this.statements.push({
      statement,
      place: isExpression ? 'expression' : place === 'block' ? 'block' : 'function',
      at: (offset) => text.at(base + offset),
      quote: text.quote,
      isDeferred: place !== 'block',
      isTriggered: place === 'trigger',
      isDynamic,
      facts: isExpression ? [] : [...factsOfStatement(statement), ...lastingFacts(statement)],
    });
  }
}

/** An expression without one of these means the same to every rule; parsing each would take half the time of a body. */
const WORTH_PARSING: ReadonlySet<string> = new Set(['null', 'select', 'in', 'exists']);

const FOLLOWS_CONSTANT: ReadonlySet<string> = new Set([')', ',', 'into', 'using', 'loop']);

function moved(text: QuotedText, base: number): QuotedText {
  return { text: text.text.slice(base), at: (offset) => text.at(base + offset), quote: text.quote };
}

function withHoles(tokens: readonly SqlToken[], base: number, holes: readonly Span[]): readonly SqlToken[] {
  return tokens.map((token) =>
    holes.some(({ start, end }) => start === base + token.start && end === base + token.end)
      ? { ...token, kind: 'hole', word: '' }
      : token,
  );
}

/** The language a body is written in, and the token its text comes after. */
function bodyOf(
  statement: SqlStatement,
  options: readonly Parameters<typeof nodeAs>[0][] | undefined,
): { readonly language: string | undefined; readonly at: number } {
  let language: string | undefined;
  let at = 0;
  for (const node of options ?? []) {
    const option = nodeAs(node, 'DefElem');
    if (option?.defname === 'language') language = nodeAs(option.arg, 'String')?.sval?.toLowerCase();
    if (option?.defname === 'as') at = tokenIndexAt(statement, statement.offsetOf(option.location));
  }
  return { language, at };
}

function returnsTrigger({ returnType }: CreateFunctionStmt): RunPlace {
  return nodeAs(returnType?.names?.at(-1), 'String')?.sval === 'trigger' ? 'trigger' : 'function';
}

interface TokenRange {
  readonly first: number;
  readonly last: number;
}

/** Between `BEGIN ATOMIC` and its `END`. */
function atomicRange({ tokens }: SqlStatement): TokenRange | undefined {
  const atomic = tokens.findIndex(
    ({ word }, index) => word === 'atomic' && tokens[index - 1]?.word === 'begin',
  );
  const end = tokens.findLastIndex(({ word }) => word === 'end');
  return atomic < 0 || end <= atomic ? undefined : { first: atomic + 1, last: end - 1 };
}

/** What a rule does, without the brackets around several actions. */
function ruleRange({ tokens }: SqlStatement): TokenRange | undefined {
  const doing = tokens.findLastIndex(
    ({ word }, index) => word === 'do' && !['.', 'on'].includes(tokens[index - 1]?.word ?? ''),
  );
  if (doing < 0) return undefined;
  const next = tokens[doing + 1]?.word;
  const first = next === 'also' || next === 'instead' ? doing + 2 : doing + 1;
  const isBracketed = tokens[first]?.word === '(' && tokens.at(-1)?.word === ')';
  const last = tokens.length - 1;
  return isBracketed ? { first: first + 1, last: last - 1 } : { first, last };
}
