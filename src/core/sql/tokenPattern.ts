import type { Capture } from '../ports.ts';
import type { Span } from '../text/span.ts';
import { lexChunk } from './lexChunk.ts';
import type { SqlStatement } from './sqlStatement.ts';
import { nameOfToken, type SqlToken } from './token.ts';

type Element =
  | { readonly kind: 'token'; readonly token: SqlToken; readonly name: string; readonly text: string }
  | { readonly kind: 'one'; readonly name: string }
  | { readonly kind: 'run'; readonly name: string };

export interface CompiledSqlPattern {
  readonly elements: readonly Element[];
}

export interface SqlPatternHit {
  readonly span: Span;
  readonly captures: ReadonlyMap<string, Capture>;
}

/** Backtracking over several `$$$` runs could take long on a huge statement; a match needing more is not found. */
const STEPS_MAX = 50_000;

const METAVARIABLE = /(\$\$\$|\$)([A-Z][A-Z0-9_]*)/g;

/** Throws a `RangeError` for a pattern without any token of its own: it would match everything. */
export function compileSqlPattern(pattern: string): CompiledSqlPattern {
  const elements: Element[] = [];
  let cursor = 0;
  for (const found of pattern.matchAll(METAVARIABLE)) {
    elements.push(...literals(pattern.slice(cursor, found.index)));
    elements.push({ kind: found[1] === '$' ? 'one' : 'run', name: found[2] ?? '' });
    cursor = found.index + found[0].length;
  }
  elements.push(...literals(pattern.slice(cursor)));
  if (!elements.some(({ kind }) => kind === 'token')) {
    throw new RangeError('a SQL pattern needs at least one word or symbol beside its metavariables');
  }
  return { elements };
}

function literals(text: string): readonly Element[] {
  return lexChunk(text, 0).tokens.map((token, _, tokens) => {
    const base = text.length === 0 ? 0 : lexStart(text, tokens);
    const written = text.slice(base + token.start, base + token.end);
    return {
      kind: 'token',
      token,
      name: nameOfToken({ ...token, start: 0, end: written.length }, written),
      text: written,
    };
  });
}

/** Token offsets count from the first token, which stands after leading space. */
function lexStart(text: string, tokens: readonly SqlToken[]): number {
  return tokens.length === 0 ? 0 : lexChunk(text, 0).statementStart;
}

/** Every place where the pattern matches, from left to right, none overlapping. */
export function matchSqlPattern(
  pattern: CompiledSqlPattern,
  statement: SqlStatement,
): readonly SqlPatternHit[] {
  const matcher = new Matcher(pattern.elements, statement);
  const hits: SqlPatternHit[] = [];
  let from = 0;
  while (from < statement.tokens.length) {
    const end = matcher.matchFrom(from);
    if (end === undefined || end === from) {
      from++;
      continue;
    }
    hits.push(matcher.hit(from, end));
    from = end;
  }
  return hits;
}

/** A bound metavariable: token indexes from `first` up to `after`. */
interface Bound {
  readonly first: number;
  readonly after: number;
}

class Matcher {
  readonly #elements: readonly Element[];
  readonly #tokens: readonly SqlToken[];
  readonly #text: string;
  readonly #bound = new Map<string, Bound>();
  #steps = 0;

  constructor(elements: readonly Element[], statement: SqlStatement) {
    this.#elements = elements;
    this.#tokens = statement.tokens;
    this.#text = statement.text;
  }

  matchFrom(from: number): number | undefined {
    this.#bound.clear();
    return this.#match(0, from);
  }

  hit(from: number, end: number): SqlPatternHit {
    const captures = new Map<string, Capture>();
    for (const [name, { first, after }] of this.#bound) captures.set(name, this.#capture(first, after));
    return { span: this.#capture(from, end).span, captures };
  }

  #capture(first: number, after: number): Capture {
    const start = this.#tokens[first]?.start ?? this.#text.length;
    const end = after > first ? (this.#tokens[after - 1]?.end ?? start) : start;
    return { text: this.#text.slice(start, end), span: { start, end } };
  }

  #match(element: number, at: number): number | undefined {
    if (++this.#steps > STEPS_MAX) return undefined;
    const wanted = this.#elements[element];
    if (wanted === undefined) return at;
    if (wanted.kind === 'token') {
      return this.#sameToken(wanted, at) ? this.#match(element + 1, at + 1) : undefined;
    }
    const ends = wanted.kind === 'one' ? this.#endsOfOne(at) : this.#endsOfRun(at, element);
    for (const after of ends) {
      const before = this.#bound.get(wanted.name);
      if (before && this.#spelling(before) !== this.#spelling({ first: at, after })) continue;
      this.#bound.set(wanted.name, before ?? { first: at, after });
      const end = this.#match(element + 1, after);
      if (end !== undefined) return end;
      if (before === undefined) this.#bound.delete(wanted.name);
    }
    return undefined;
  }

  #sameToken(wanted: Extract<Element, { kind: 'token' }>, at: number): boolean {
    const token = this.#tokens[at];
    if (token === undefined) return false;
    if (wanted.token.word !== '' || token.word !== '') return wanted.token.word === token.word;
    if (wanted.token.kind !== token.kind) return false;
    return token.kind === 'quotedName'
      ? wanted.name === nameOfToken(token, this.#text)
      : wanted.text === this.#text.slice(token.start, token.end);
  }

  /** One token, a bracketed group, or a dotted name, the longest first. */
  #endsOfOne(at: number): readonly number[] {
    const token = this.#tokens[at];
    if (token === undefined || token.word === ')' || token.word === ']') return [];
    if (token.word === '(' || token.word === '[') {
      const close = this.#closing(at);
      return close === undefined ? [] : [close + 1];
    }
    const ends = [at + 1];
    let last = at;
    while (isName(token) && this.#tokens[last + 1]?.word === '.' && isName(this.#tokens[last + 2])) {
      last += 2;
      ends.unshift(last + 1);
    }
    return ends;
  }

  #closing(open: number): number | undefined {
    let depth = 0;
    for (let index = open; index < this.#tokens.length; index++) {
      const word = this.#tokens[index]?.word;
      if (word === '(' || word === '[') depth++;
      else if ((word === ')' || word === ']') && --depth === 0) return index;
    }
    return undefined;
  }

  /** Shortest first; a run that ends the pattern takes all the rest. A run never leaves the bracket it began in. */
  #endsOfRun(at: number, element: number): readonly number[] {
    const ends: number[] = [];
    let depth = 0;
    let index = at;
    for (; index < this.#tokens.length; index++) {
      ends.push(index);
      const word = this.#tokens[index]?.word;
      if (word === '(' || word === '[') depth++;
      else if ((word === ')' || word === ']') && --depth < 0) break;
    }
    if (index === this.#tokens.length) ends.push(index);
    return element === this.#elements.length - 1 ? ends.slice(-1) : ends;
  }

  #spelling({ first, after }: Bound): string {
    return this.#tokens
      .slice(first, after)
      .map((token) => token.word || this.#text.slice(token.start, token.end))
      .join(' ');
  }
}

function isName(token: SqlToken | undefined): boolean {
  return token?.kind === 'word' || token?.kind === 'quotedName';
}
