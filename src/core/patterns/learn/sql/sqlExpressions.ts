import { keywordClass } from '../../../sql/keywords.ts';
import type { PlainNode } from '../plainTree.ts';
import {
  after,
  afterPath,
  findAt,
  isName,
  keywordAt,
  keywords,
  leafAt,
  listOf,
  nameAt,
  nodeOf,
  pathNode,
  type Run,
  startsQuery,
  type Tokens,
  withField,
  wordAt,
} from './sqlNodes.ts';
import { readType } from './sqlTypes.ts';

const COMPARISONS: ReadonlySet<string> = new Set(['=', '<', '>', '<=', '>=', '<>', '!=']);
/** Signs that join no two operands. */
const STRUCTURAL: ReadonlySet<string> = new Set([
  '(',
  ')',
  '[',
  ']',
  ',',
  ';',
  '.',
  '::',
  ':',
  ':=',
  '=>',
  '\\',
  '..',
]);
const TIGHTNESS: Readonly<Record<string, number>> = { '+': 2, '-': 2, '*': 3, '/': 3, '%': 3, '^': 4 };
const LIKE: ReadonlySet<string> = new Set(['like', 'ilike', 'similar']);
/** What may follow a call's arguments and belongs to it. */
const CALL_TAILS: ReadonlySet<string> = new Set(['filter', 'over', 'within']);
/** Brackets nested deeper than this stay flat, so that no text exhausts the stack. */
const DEPTH_MAX = 200;

/** The whole run as one node, whatever it holds: what is no expression stands beside what is. */
export function expressionNode(tokens: Tokens, run: Run, depth = 0): PlainNode {
  const pieces = expressionNodes(tokens, run, depth);
  const only = pieces[0];
  return pieces.length === 1 && only !== undefined ? only : nodeOf('sequence', pieces);
}

/** The run as expressions one after another: one where the text is whole. */
export function expressionNodes(tokens: Tokens, { from, to }: Run, depth = 0): readonly PlainNode[] {
  if (depth > DEPTH_MAX) return flat(tokens, { from, to });
  const reader = new ExpressionReader(tokens, { from, to }, depth);
  const pieces: PlainNode[] = [];
  while (reader.at < to) {
    const start = reader.at;
    const piece = reader.disjunction();
    if (reader.at === start) pieces.push(leafAt(tokens, reader.at++));
    else pieces.push(piece);
  }
  return pieces;
}

function flat(tokens: Tokens, { from, to }: Run): PlainNode[] {
  const nodes: PlainNode[] = [];
  for (let index = from; index < to; index++) nodes.push(leafAt(tokens, index));
  return nodes;
}

/** Brackets with what stands in them: a query, or a list of expressions. */
export function groupNode(tokens: Tokens, open: number, kind: string, depth = 0): PlainNode {
  const end = after(tokens, open);
  if (end === open + 1) return leafAt(tokens, open);
  const inner = { from: open + 1, to: end - 1 };
  const content =
    depth > DEPTH_MAX
      ? flat(tokens, inner)
      : startsQuery(tokens, inner.from)
        ? tokens.readQuery(tokens, inner, depth + 1)
        : listOf(tokens, inner, (run) => [argumentNode(tokens, run, depth + 1)]);
  const queried = depth <= DEPTH_MAX && startsQuery(tokens, inner.from);
  return nodeOf(queried ? 'subquery' : kind, [leafAt(tokens, open), ...content, leafAt(tokens, end - 1)]);
}

/** One argument: `name => value`, `DISTINCT x ORDER BY y`, `x AS type`, `field FROM x`, or an expression. */
function argumentNode(tokens: Tokens, { from, to }: Run, depth: number): PlainNode {
  const arrow = wordAt(tokens, from + 1);
  if (to - from > 2 && isName(tokens, from) && (arrow === '=>' || arrow === ':=')) {
    const value = expressionNode(tokens, { from: from + 2, to }, depth);
    return nodeOf('named_argument', [nameAt(tokens, from), leafAt(tokens, from + 1), value]);
  }
  const as = findAt(tokens, { from, to }, (index) => wordAt(tokens, index) === 'as');
  const type = as < to ? readType(tokens, { from: as + 1, to }) : undefined;
  if (as > from && type?.next === to) {
    const value = expressionNode(tokens, { from, to: as }, depth);
    return nodeOf('typed_argument', [value, keywordAt(tokens, as), type.node]);
  }
  return expressionNode(tokens, { from, to }, depth);
}

class ExpressionReader {
  at: number;
  readonly #tokens: Tokens;
  readonly #to: number;
  readonly #depth: number;

  constructor(tokens: Tokens, { from, to }: Run, depth: number) {
    this.#tokens = tokens;
    this.at = from;
    this.#to = to;
    this.#depth = depth;
  }

  disjunction(): PlainNode {
    return this.#joined('sql_disjunction', 'or', () =>
      this.#joined('sql_conjunction', 'and', () => this.#negation()),
    );
  }

  /** Flat, so that a condition can be added or taken away without the others noticing. */
  #joined(kind: string, word: string, operand: () => PlainNode): PlainNode {
    const parts = [operand()];
    while (this.#word() === word && this.at + 1 < this.#to) {
      parts.push(this.#keyword());
      parts.push(operand());
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : nodeOf(kind, parts);
  }

  #negation(): PlainNode {
    let negations = 0;
    while (this.#word(negations) === 'not') negations++;
    const nots = keywords(this.#tokens, { from: this.at, to: this.at + negations });
    this.at += negations;
    if (negations > 0 && this.at >= this.#to) return nodeOf('negation', nots);
    return nots.reduceRight((inner, not) => nodeOf('negation', [not, inner]), this.#comparison());
  }

  #comparison(): PlainNode {
    let left = this.#operation(0);
    for (;;) {
      const word = this.#word();
      const negated = word === 'not' ? 1 : 0;
      const test = negated === 1 ? this.#word(1) : word;
      if (COMPARISONS.has(word)) left = nodeOf('comparison', [left, this.#leaf(), ...this.#operand()]);
      else if (word === 'is') left = this.#isTest(left);
      else if (word === 'isnull' || word === 'notnull') left = nodeOf('is_test', [left, this.#keyword()]);
      else if (test === 'in' && this.#word(negated + 1) === '(')
        left = nodeOf('in_test', [left, ...this.#keywords(negated + 1), this.#group('list')]);
      else if (LIKE.has(test)) left = this.#likeTest(left, negated + (test === 'similar' ? 2 : 1));
      else if (test === 'between') left = this.#betweenTest(left, negated + 1);
      else return left;
    }
  }

  #isTest(left: PlainNode): PlainNode {
    let count = 1;
    if (this.#word(count) === 'not') count++;
    if (this.#word(count) === 'distinct' && this.#word(count + 1) === 'from')
      return nodeOf('distinct_test', [left, ...this.#keywords(count + 2), ...this.#operand()]);
    return nodeOf('is_test', [left, ...this.#keywords(count + 1)]);
  }

  #likeTest(left: PlainNode, count: number): PlainNode {
    const parts = [left, ...this.#keywords(count), ...this.#operand()];
    if (this.#word() === 'escape') parts.push(this.#keyword(), ...this.#operand());
    return nodeOf('like_test', parts);
  }

  #betweenTest(left: PlainNode, count: number): PlainNode {
    const symmetric = /^a?symmetric$/u.test(this.#word(count)) ? 1 : 0;
    const parts = [left, ...this.#keywords(count + symmetric), ...this.#operand()];
    if (this.#word() === 'and') parts.push(this.#keyword(), ...this.#operand());
    return nodeOf('between_test', parts);
  }

  #operand(): PlainNode[] {
    return this.at < this.#to ? [this.#operation(0)] : [];
  }

  /** Operators of one tightness join from the left. */
  #operation(tightness: number): PlainNode {
    let left = this.#prefixed();
    for (;;) {
      const sign = this.#sign();
      const tight = TIGHTNESS[sign] ?? 1;
      if (sign === '' || tight <= tightness || this.at + 1 >= this.#to) return left;
      left = nodeOf('binary_expression', [left, this.#leaf(), this.#operation(tight)]);
    }
  }

  #sign(): string {
    const token = this.at < this.#to ? this.#tokens.list[this.at] : undefined;
    if (token?.kind !== 'symbol' || STRUCTURAL.has(token.word) || COMPARISONS.has(token.word)) return '';
    return token.word;
  }

  #prefixed(): PlainNode {
    const signs: PlainNode[] = [];
    while (/^[-+~@]$/u.test(this.#sign()) && this.at + 1 < this.#to) signs.push(this.#leaf());
    return signs.reduceRight((inner, sign) => nodeOf('unary_expression', [sign, inner]), this.#postfixed());
  }

  #postfixed(): PlainNode {
    let node = this.#primary();
    for (;;) {
      const word = this.#word();
      if (word === '::') {
        const type = readType(this.#tokens, { from: this.at + 1, to: this.#to });
        if (type === undefined) return node;
        node = nodeOf('cast', [node, this.#leaf(), type.node]);
        this.at = type.next;
      } else if (word === '[' && this.#closes()) node = nodeOf('subscript', [node, this.#group('index')]);
      else if (word === '.' && this.at + 1 < this.#to)
        node = nodeOf('field_access', [node, this.#leaf(), this.#name()]);
      else if (word === 'collate' && isName(this.#tokens, this.at + 1))
        node = nodeOf('collation', [node, this.#keyword(), this.#path()]);
      else if (word === 'at' && this.#word(1) === 'time' && this.#word(2) === 'zone')
        node = nodeOf('zone', [node, ...this.#keywords(3), this.#primary()]);
      else return node;
    }
  }

  #primary(): PlainNode {
    const token = this.at < this.#to ? this.#tokens.list[this.at] : undefined;
    const word = token?.word ?? '';
    if (token === undefined) return leafAt(this.#tokens, this.#tokens.list.length);
    if (word === '(' && this.#closes()) return this.#group('parenthesized');
    if (word === 'case') return this.#caseNode();
    if ((word === 'exists' || word === 'array') && /^[([]$/u.test(this.#word(1)))
      return nodeOf(word === 'exists' ? 'exists_test' : 'array', [this.#keyword(), this.#group('list')]);
    if (token.kind === 'quotedName') return this.#pathOrCall();
    if (token.kind !== 'word') return STRUCTURAL.has(word) ? this.#unread() : this.#leaf();
    if (this.#tokens.list[this.at + 1]?.kind === 'string' && this.at + 1 < this.#to && isTypeWord(word))
      return nodeOf('typed_literal', [nameAt(this.#tokens, this.at++, 'type_identifier'), this.#leaf()]);
    if (keywordClass(word) === 'reserved' && this.#word(1) !== '(') return this.#reserved(word);
    return this.#pathOrCall();
  }

  /** A reserved word ends an expression unless it is a value. */
  #reserved(word: string): PlainNode {
    return VALUE_WORDS.has(word) ? this.#keyword() : this.#unread();
  }

  #unread(): PlainNode {
    return leafAt(this.#tokens, this.at);
  }

  #pathOrCall(): PlainNode {
    const name = this.#path();
    if (this.#word() !== '(' || !this.#closes()) return name;
    const parts = [withField(name, 'function'), withField(this.#group('argument_list'), 'arguments')];
    while (CALL_TAILS.has(this.#word())) {
      const tail = this.at;
      const words = this.#word() === 'within' ? 2 : 1;
      const open = tail + words;
      if (wordAt(this.#tokens, open) === '(') {
        const heads = this.#keywords(words);
        parts.push(nodeOf(`${wordAt(this.#tokens, tail)}_clause`, [...heads, this.#window()]));
      } else if (this.#word() === 'over' && isName(this.#tokens, tail + 1))
        parts.push(nodeOf('over_clause', [this.#keyword(), this.#name()]));
      else break;
    }
    return nodeOf('call', parts);
  }

  /** `(WHERE …)` of a filter, `(PARTITION BY … ORDER BY …)` of a window. */
  #window(): PlainNode {
    const open = this.at;
    const end = after(this.#tokens, open);
    this.at = end;
    if (end === open + 1) return leafAt(this.#tokens, open);
    const inner = this.#tokens.readQuery(this.#tokens, { from: open + 1, to: end - 1 }, this.#depth + 1);
    return nodeOf('window', [leafAt(this.#tokens, open), ...inner, leafAt(this.#tokens, end - 1)]);
  }

  #caseNode(): PlainNode {
    const tokens = this.#tokens;
    const end = this.#endOfCase();
    const parts: PlainNode[] = [];
    let from = this.at;
    let nested = 0;
    for (let index = this.at + 1; index <= end; index++) {
      const word = index === end ? 'end' : wordAt(tokens, index);
      if (word === 'case') nested++;
      else if (word === 'end' && nested > 0) nested--;
      else if (nested === 0 && (word === 'when' || word === 'else' || word === 'end')) {
        parts.push(...this.#caseArm({ from, to: index }));
        from = index;
      }
    }
    if (end < this.#to) parts.push(keywordAt(tokens, end));
    this.at = Math.min(end + 1, this.#to);
    return nodeOf('sql_case', parts);
  }

  #caseArm(run: Run): PlainNode[] {
    const tokens = this.#tokens;
    const head = keywordAt(tokens, run.from);
    const word = wordAt(tokens, run.from);
    const rest = { from: run.from + 1, to: run.to };
    const value = (part: Run): PlainNode[] =>
      part.from < part.to ? [expressionNode(tokens, part, this.#depth + 1)] : [];
    if (word === 'case') return [head, ...value(rest)];
    if (word === 'else') return [nodeOf('else_arm', [head, ...value(rest)])];
    let nested = 0;
    const then = findAt(tokens, rest, (index) => {
      const inner = wordAt(tokens, index);
      if (inner === 'case') nested++;
      else if (inner === 'end') nested--;
      return inner === 'then' && nested === 0;
    });
    const result = then < run.to ? [keywordAt(tokens, then), ...value({ from: then + 1, to: run.to })] : [];
    return [nodeOf('when_arm', [head, ...value({ from: rest.from, to: then }), ...result])];
  }

  #endOfCase(): number {
    let nested = 0;
    for (let index = this.at + 1; index < this.#to; index++) {
      const word = wordAt(this.#tokens, index);
      if (word === 'case') nested++;
      else if (word === 'end' && nested-- === 0) return index;
    }
    return this.#to;
  }

  #word(ahead = 0): string {
    return this.at + ahead < this.#to ? wordAt(this.#tokens, this.at + ahead) : '';
  }

  #closes(): boolean {
    return after(this.#tokens, this.at) > this.at + 1;
  }

  #leaf(): PlainNode {
    return leafAt(this.#tokens, this.at++);
  }

  #name(): PlainNode {
    return nameAt(this.#tokens, this.at++);
  }

  #keyword(): PlainNode {
    return keywordAt(this.#tokens, this.at++);
  }

  #keywords(count: number): PlainNode[] {
    const from = this.at;
    this.at = Math.min(from + count, this.#to);
    return keywords(this.#tokens, { from, to: this.at });
  }

  #path(): PlainNode {
    const from = this.at;
    this.at = Math.min(afterPath(this.#tokens, from), this.#to);
    return pathNode(this.#tokens, { from, to: this.at });
  }

  #group(kind: string): PlainNode {
    const open = this.at;
    this.at = Math.min(after(this.#tokens, open), this.#to);
    return groupNode(this.#tokens, open, kind, this.#depth + 1);
  }
}

const VALUE_WORDS: ReadonlySet<string> = new Set(
  'null true false default current_date current_time current_timestamp current_user current_role current_catalog localtime localtimestamp session_user system_user user any some all'.split(
    ' ',
  ),
);

function isTypeWord(word: string): boolean {
  const reserved = keywordClass(word);
  return reserved === undefined || reserved === 'columnName' || reserved === 'unreserved';
}
