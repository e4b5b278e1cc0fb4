import type { SqlToken } from './token.ts';

/** A run of tokens in a PL/pgSQL body, both ends included. */
export interface PlPgSqlPiece {
  /** `statement`: SQL as written; `expression`: what PL/pgSQL puts after a `SELECT`; `dynamic`: what follows `EXECUTE`. */
  readonly kind: 'statement' | 'expression' | 'dynamic';
  readonly first: number;
  readonly last: number;
}

/**
 * The SQL in a body, in order. Works on tokens alone: a body that is half typed or uses what a later release brings loses
 * nothing but the piece that is not understood.
 */
export function plPgSqlPieces(tokens: readonly SqlToken[]): readonly PlPgSqlPiece[] {
  return new BodyReader(tokens).read();
}

class BodyReader {
  readonly #tokens: readonly SqlToken[];
  readonly #pieces: PlPgSqlPiece[] = [];
  #at = 0;
  #declaring = false;

  constructor(tokens: readonly SqlToken[]) {
    this.#tokens = tokens;
  }

  read(): readonly PlPgSqlPiece[] {
    while (this.#at < this.#tokens.length) {
      const before = this.#at;
      this.#step();
      // Nothing may hold the reader up, whatever the text.
      if (this.#at === before) this.#at++;
    }
    return this.#pieces;
  }

  #word(index = this.#at): string {
    return this.#tokens[index]?.word ?? '';
  }

  #step(): void {
    const word = this.#word();
    if (this.#declaring && word !== 'begin' && word !== 'declare') {
      this.#declaration();
      return;
    }
    switch (word) {
      case 'declare':
        this.#declaring = true;
        this.#at++;
        return;
      case 'begin':
        this.#declaring = false;
        this.#at++;
        return;
      case 'exception':
      case 'else':
      case 'loop':
      case ';':
        this.#at++;
        return;
      case '<<':
        this.#at = this.#indexOf('>>') + 1;
        return;
      case 'if':
      case 'elsif':
      case 'elseif':
      case 'when':
        this.#expressionUntil('then', this.#at + 1);
        return;
      case 'while':
        this.#expressionUntil('loop', this.#at + 1);
        return;
      case 'case':
        // What stands between CASE and its first WHEN is a value, not a condition.
        this.#at = this.#indexOf('when');
        return;
      case 'for':
        this.#forLoop();
        return;
      case 'foreach':
        this.#at = this.#indexOf('loop') + 1;
        return;
      case 'return':
        this.#returned();
        return;
      case 'execute':
        this.#until(';', 'dynamic', this.#at + 1);
        return;
      case 'open':
        this.#opened();
        return;
      case 'assert':
        this.#until(';', 'expression', this.#at + 1);
        return;
      case 'exit':
      case 'continue':
        this.#jump();
        return;
      case 'end':
      case 'null':
      case 'raise':
      case 'get':
      case 'close':
      case 'fetch':
      case 'move':
      case 'commit':
      case 'rollback':
        this.#at = this.#indexOf(';') + 1;
        return;
      default:
        this.#statement();
        return;
    }
  }

  /** `name type := expression;` or `name CURSOR FOR query;` */
  #declaration(): void {
    const end = this.#indexOf(';');
    for (let index = this.#at; index < end; index++) {
      const word = this.#word(index);
      const isCursor = word === 'for' || word === 'is';
      if (word === ':=' || word === '=' || word === 'default' || isCursor) {
        this.#add(isCursor ? 'statement' : 'expression', index + 1, end - 1);
        break;
      }
    }
    this.#at = end + 1;
  }

  #forLoop(): void {
    const end = this.#indexOf('loop');
    const from = this.#indexOf('in') + 1;
    const word = this.#word(from);
    if (from < end && word === 'execute') this.#add('dynamic', from + 1, end - 1);
    else if (from < end && STARTS_QUERY.has(word)) this.#add('statement', from, end - 1);
    this.#at = end + 1;
  }

  #returned(): void {
    const next = this.#word(this.#at + 1);
    if (next === 'next') {
      this.#until(';', 'expression', this.#at + 2);
      return;
    }
    if (next !== 'query') {
      this.#until(';', 'expression', this.#at + 1);
      return;
    }
    if (this.#word(this.#at + 2) === 'execute') this.#until(';', 'dynamic', this.#at + 3);
    else this.#until(';', 'statement', this.#at + 2);
  }

  #opened(): void {
    const end = this.#indexOf(';');
    const from = this.#indexOf('for') + 1;
    if (from < end && this.#word(from) === 'execute') this.#add('dynamic', from + 1, end - 1);
    else if (from < end) this.#add('statement', from, end - 1);
    this.#at = end + 1;
  }

  #jump(): void {
    const end = this.#indexOf(';');
    const when = this.#indexOf('when');
    if (when < end) this.#add('expression', when + 1, end - 1);
    this.#at = end + 1;
  }

  #statement(): void {
    const afterTarget = this.#afterAssignmentTarget();
    if (afterTarget === undefined) {
      this.#until(';', 'statement', this.#at);
      return;
    }
    this.#until(';', 'expression', afterTarget);
    return;
  }

  /** Where the value of an assignment starts; undefined when this is none. No SQL statement starts with a name and `=`. */
  #afterAssignmentTarget(): number | undefined {
    const { kind } = this.#tokens[this.#at] ?? {};
    if (kind !== 'word' && kind !== 'quotedName' && kind !== 'parameter') return undefined;
    let index = this.#at + 1;
    for (;;) {
      const word = this.#word(index);
      if (word === ':=' || word === '=') return index + 1;
      if (word === '.') index += 2;
      else if (word === '[') index = this.#closing(index) + 1;
      else return undefined;
    }
  }

  #closing(open: number): number {
    let depth = 0;
    for (let index = open; index < this.#tokens.length; index++) {
      const word = this.#word(index);
      if (word === '[') depth++;
      else if (word === ']' && --depth === 0) return index;
      else if (word === ';') return index;
    }
    return this.#tokens.length;
  }

  #expressionUntil(word: string, from: number): void {
    this.#until(word, 'expression', from);
  }

  #until(word: string, kind: PlPgSqlPiece['kind'], from: number): void {
    const end = this.#indexOf(word, from);
    this.#add(kind, from, end - 1);
    this.#at = end + 1;
  }

  #add(kind: PlPgSqlPiece['kind'], first: number, last: number): void {
    if (last >= first) this.#pieces.push({ kind, first, last: Math.min(last, this.#tokens.length - 1) });
  }

  /** Index of the word outside brackets and `CASE … END`; where it is missing, of the `;` that ends the statement. */
  #indexOf(wanted: string, from = this.#at): number {
    let depth = 0;
    let cases = 0;
    for (let index = from; index < this.#tokens.length; index++) {
      const word = this.#word(index);
      if (word === ';') return index;
      if (depth === 0 && cases === 0 && word === wanted) return index;
      if (word === '(' || word === '[') depth++;
      else if (word === ')' || word === ']') depth--;
      else if (word === 'case' && index > this.#at) cases++;
      else if (word === 'end' && cases > 0) cases--;
    }
    return this.#tokens.length;
  }
}

const STARTS_QUERY: ReadonlySet<string> = new Set([
  'select',
  'with',
  'insert',
  'update',
  'delete',
  'merge',
  'values',
  'table',
  '(',
]);
