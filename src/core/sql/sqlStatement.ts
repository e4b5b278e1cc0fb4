import type { Node } from '@pgsql/types';
import type { SqlParser, SqlSyntaxError } from '../ports.ts';
import { utf8OffsetMapper } from '../text/utf8Offsets.ts';
import { fillHoles } from './holes.ts';
import type { SqlToken } from './token.ts';

type KeysOfUnion<T> = T extends unknown ? keyof T : never;

/** Names of Postgres' parse tree nodes: `CreateStmt`, `IndexStmt`, … */
export type NodeKind = KeysOfUnion<Node>;

/** Node contents by kind. */
type NodeContents = {
  [K in NodeKind]: Extract<Node, Record<K, unknown>> extends Record<K, infer Content> ? Content : never;
};

/**
 * One statement as written, with nothing that depends on where it stands, so that equal texts share one value.
 * Offsets count UTF-16 units from the statement's first token.
 */
export interface SqlStatement {
  /** From the first token to the `;`, both included. */
  readonly text: string;
  /** Without the final `;`. */
  readonly tokens: readonly SqlToken[];
  /** Offset after the last token, before the `;`: where a clause can be added. */
  readonly bodyEnd: number;
  readonly terminated: boolean;
  readonly kind: NodeKind | undefined;
  /** Postgres' parse tree; undefined when the text has an error or placeholders that could not be read around. */
  readonly tree: Node | undefined;
  readonly error: SqlSyntaxError | undefined;
  /** True when the text holds template placeholders or psql variables. */
  readonly hasHoles: boolean;
  /** Turns a location of the tree (UTF-8 bytes; absent means 0, negative unknown) into an offset. */
  offsetOf(location: number | undefined): number;
}

/** What the parser is given in place of a statement's text. */
export interface ParserReading {
  readonly text: string;
  /** Characters before those of the statement; from there on the two texts have equal lengths. */
  readonly lead: number;
}

/** Parses one statement. A text with placeholders that does not parse has neither tree nor error. */
export function parseSqlStatement(
  text: string,
  tokens: readonly SqlToken[],
  terminated: boolean,
  parser: SqlParser,
  reading: ParserReading = { text, lead: 0 },
): SqlStatement {
  const hasHoles = tokens.some(({ kind }) => kind === 'hole');
  // The parser reads C strings: what stands after a NUL would silently be left out.
  const parsed = (hasHoles ? fillHoles(reading.text, tokens, reading.lead) : reading.text).replaceAll(
    '\0',
    ' ',
  );
  const result = parser.parseStatement(parsed);
  const error = 'error' in result ? result.error : undefined;
  // SAFETY: the SqlParser port promises the JSON of RawStmt.stmt, which is what Node describes.
  const tree = 'tree' in result ? (result.tree as Node | undefined) : undefined;
  let map: ((byte: number) => number) | undefined;
  return {
    text,
    tokens,
    bodyEnd: tokens.at(-1)?.end ?? 0,
    terminated,
    // SAFETY: every node of the tree is an object with its kind as the only key.
    kind: tree === undefined ? undefined : (Object.keys(tree)[0] as NodeKind | undefined),
    tree,
    error: hasHoles || isNewer(tokens) ? undefined : error && clearError(error, text),
    hasHoles,
    offsetOf(location = 0) {
      map ??= utf8OffsetMapper(parsed);
      return Math.max(0, map(Math.max(0, location)) - reading.lead);
    },
  };
}

/** First words of statements that came with releases newer than the parser. */
const NEWER: ReadonlySet<string> = new Set(['repack']);

function isNewer(tokens: readonly SqlToken[]): boolean {
  return NEWER.has(tokens[0]?.word ?? '');
}

/** A statement whose last token is a quoted text or name that never closes: the parser could say no more of it. */
export function unclosedStatement(text: string, tokens: readonly SqlToken[]): SqlStatement {
  const hasHoles = tokens.some(({ kind }) => kind === 'hole');
  const { start = 0, kind } = tokens.at(-1) ?? {};
  const message =
    kind === 'quotedName' ? UNCLOSED_NAME : text[start] === '$' ? UNCLOSED_DOLLAR_QUOTE : UNCLOSED_TEXT;
  return {
    ...unparsedStatement(text, tokens),
    error: hasHoles ? undefined : { message, offset: start },
    hasHoles,
  };
}

/** A statement that the parser was not asked about. */
export function unparsedStatement(text: string, tokens: readonly SqlToken[]): SqlStatement {
  return {
    text,
    tokens,
    bodyEnd: tokens.at(-1)?.end ?? 0,
    terminated: false,
    kind: undefined,
    tree: undefined,
    error: undefined,
    hasHoles: false,
    offsetOf: (location = 0) => Math.max(0, location),
  };
}

/** The statement's own node when it is of this kind. */
export function statementNode<K extends NodeKind>(
  statement: SqlStatement,
  kind: K,
): NodeContents[K] | undefined {
  return statement.kind === kind ? nodeAs(statement.tree, kind) : undefined;
}

/** The content of a node when it is of this kind. */
export function nodeAs<K extends NodeKind>(node: Node | undefined, kind: K): NodeContents[K] | undefined {
  if (node === undefined || !(kind in node)) return undefined;
  // SAFETY: a node's only key names its kind, and `kind` is that key.
  return (node as unknown as NodeContents)[kind];
}

const UNCLOSED_TEXT = 'This quoted text is never closed.';
const UNCLOSED_DOLLAR_QUOTE = 'This dollar-quoted text is never closed.';
const UNCLOSED_NAME = 'This quoted name is never closed.';

const UNCLOSED: readonly (readonly [start: string, message: string])[] = [
  ['unterminated quoted string', UNCLOSED_TEXT],
  ['unterminated dollar-quoted string', UNCLOSED_DOLLAR_QUOTE],
  ['unterminated quoted identifier', UNCLOSED_NAME],
  ['unterminated /* comment', 'This comment is never closed.'],
];

function clearError(error: SqlSyntaxError, text: string): SqlSyntaxError {
  for (const [start, message] of UNCLOSED) {
    if (error.message.startsWith(start)) return { message, offset: error.offset };
  }
  if (error.message === 'syntax error at end of input') {
    return { message: 'The statement ends before it is complete.', offset: text.trimEnd().length };
  }
  const near = /^syntax error at or near "([\s\S]*)"$/u.exec(error.message)?.[1];
  if (near !== undefined) {
    return near === ';'
      ? { message: 'The statement ends before it is complete.', offset: error.offset }
      : { message: `Postgres cannot read this statement from "${shorten(near)}" on.`, offset: error.offset };
  }
  return { message: `Postgres cannot read this statement: ${shorten(error.message)}.`, offset: error.offset };
}

const QUOTED_TEXT_MAX = 60;

function shorten(text: string): string {
  const line = text.split(/[\r\n]/u, 1)[0] ?? '';
  return line.length <= QUOTED_TEXT_MAX ? line : `${line.slice(0, QUOTED_TEXT_MAX)}…`;
}
