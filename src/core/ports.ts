import type { CancellationSignal } from './cancellation.ts';
import type { Language } from './rules/languages.ts';
import type { TreeMatcher } from './rules/ruleModel.ts';
import type { Span } from './text/span.ts';

/** A metavariable's text and place. For `$$$NAME` the span runs from the first to the last node. */
export interface Capture {
  readonly text: string;
  readonly span: Span;
}

export interface TreeMatch {
  /** Index into the matchers given to `SyntaxDocument.match`. */
  readonly matcherIndex: number;
  readonly span: Span;
  readonly text: string;
  /** `$NAME`, `$$$NAME` and `transform` results by name; transformed values have the match's span. */
  readonly captures: ReadonlyMap<string, Capture>;
}

/** A comment as written, delimiters included. */
export interface Comment {
  readonly span: Span;
  readonly text: string;
}

/** One import of a module, whatever the language calls it. */
export interface ImportReference {
  /** Module specifier as written, without quotes: `./db`, `@supabase/supabase-js`, `app.db.session`. */
  readonly specifier: string;
  readonly span: Span;
}

/** A parsed text. Parsing happens once per document version. */
export interface SyntaxDocument {
  readonly language: Language;
  /** Number of error and missing nodes; a fix must not raise it. */
  readonly errorCount: number;
  readonly comments: readonly Comment[];
  readonly imports: readonly ImportReference[];
  /**
   * All matches of all matchers in document order.
   *
   * @param wanted asked once for each matcher that could match; false leaves it out
   */
  match(
    matchers: readonly TreeMatcher[],
    cancellation: CancellationSignal,
    wanted?: (matcherIndex: number) => boolean,
  ): readonly TreeMatch[];
}

/** Parses every language but SQL. */
export interface SyntaxEngine {
  /** Whether a grammar of the language is there; some platforms lack some. */
  supports(language: Language): boolean;
  parse(language: Language, text: string): SyntaxDocument;
  /** Throws with the engine's own words when a matcher cannot be compiled for the language. */
  validate(language: Language, matcher: TreeMatcher): void;
}

export interface SqlSyntaxError {
  readonly message: string;
  /** UTF-16 offset into the text given. */
  readonly offset: number;
}

/** One of several statements, with its own text: comments before it included, the semicolon left out. */
export interface ParsedStatement {
  readonly tree: unknown;
  readonly text: string;
}

/** Reads a text as Postgres would: all of its statements, or why it is none. */
export type ParseScript = (
  sql: string,
) => { readonly statements: readonly ParsedStatement[] } | { readonly error: SqlSyntaxError };

/** Postgres' own grammar. `tree` is the JSON parse tree of one statement (`RawStmt.stmt`), byte offsets inside. */
export interface SqlParser {
  parseStatement(sql: string): { readonly tree: unknown } | { readonly error: SqlSyntaxError };
  /** Function bodies: PL/pgSQL trees of a `CREATE FUNCTION` or `DO` statement. */
  parsePlPgSql(sql: string): { readonly tree: unknown } | { readonly error: SqlSyntaxError };
  readonly parseScript: ParseScript;
}
