import { keywordClass } from '../../../sql/keywords.ts';
import type { SqlToken } from '../../../sql/token.ts';
import type { PlainNode } from '../plainTree.ts';

/** The tokens of a text with the brackets that belong together. */
export interface Tokens {
  readonly text: string;
  readonly list: readonly SqlToken[];
  /** By the index of an opening bracket: the index of the one that closes it; -1 where none does. */
  readonly closeOf: readonly number[];
  /** Reads a query that stands in brackets; given here, since expressions and queries hold each other. */
  readonly readQuery: (tokens: Tokens, run: Run, depth: number) => readonly PlainNode[];
  /** Reads the program in a dollar-quoted text. */
  readonly readBody: (tokens: Tokens, index: number) => PlainNode;
}

/** A run of tokens: from the first up to, not with, `to`. */
export interface Run {
  readonly from: number;
  readonly to: number;
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']' };

/** Pairs brackets; one that stands alone stays a token like others, and counts as an error. */
export function pairBrackets(list: readonly SqlToken[]): {
  readonly closeOf: readonly number[];
  readonly loneBrackets: number;
} {
  const closeOf = new Array<number>(list.length).fill(-1);
  const open: number[] = [];
  let lone = 0;
  for (const [index, { word }] of list.entries()) {
    if (word === '(' || word === '[') open.push(index);
    else if (word === ')' || word === ']') {
      const last = open.at(-1);
      if (last !== undefined && CLOSING[list[last]?.word ?? ''] === word) {
        closeOf[last] = index;
        open.pop();
      } else lone++;
    } else if (word === ';') {
      lone += open.length;
      open.length = 0;
    }
  }
  return { closeOf, loneBrackets: lone + open.length };
}

export function wordAt({ list }: Tokens, index: number): string {
  return list[index]?.word ?? '';
}

/** The index after the token, or after the bracket that closes the one it opens. */
export function after(tokens: Tokens, index: number): number {
  const close = tokens.closeOf[index] ?? -1;
  return (close < 0 ? index : close) + 1;
}

/** The first index in the run, outside of inner brackets, where the test holds; `to` when it holds nowhere. */
export function findAt(tokens: Tokens, { from, to }: Run, test: (index: number) => boolean): number {
  for (let index = from; index < to; index = after(tokens, index)) {
    if (test(index)) return index;
  }
  return to;
}

/** A node over those children that are there: a half-typed text lacks some. */
export function nodeOf(kind: string, parts: readonly PlainNode[], field?: string): PlainNode {
  const children = parts.every(isThere) ? parts : parts.filter(isThere);
  const start = children[0]?.start ?? 0;
  return {
    kind,
    named: true,
    start,
    end: children.at(-1)?.end ?? start,
    children,
    ...(field !== undefined && { field }),
  };
}

function isThere(node: PlainNode): boolean {
  return node.end > node.start;
}

export function withField(node: PlainNode, field: string): PlainNode {
  return { ...node, field };
}

const NAMED_KINDS: Readonly<Partial<Record<SqlToken['kind'], string>>> = {
  quotedName: 'identifier',
  string: 'string',
  number: 'number',
  parameter: 'parameter',
  hole: 'placeholder',
};

/** A token as a leaf; a word is a keyword where Postgres reserves it, and a name elsewhere. */
export function leafAt(tokens: Tokens, index: number): PlainNode {
  const token = tokens.list[index];
  if (token === undefined) return { kind: '', named: false, start: 0, end: 0, children: [] };
  if (token.kind === 'word') {
    return keywordClass(token.word) === 'reserved' ? keywordAt(tokens, index) : nameAt(tokens, index);
  }
  const { start, end } = token;
  const kind = NAMED_KINDS[token.kind];
  return kind === undefined
    ? { kind: token.word, named: false, start, end, children: [] }
    : { kind, named: true, start, end, children: [] };
}

/** A word that has its meaning from the grammar, in whatever case it is written. */
export function keywordAt(tokens: Tokens, index: number): PlainNode {
  const token = tokens.list[index];
  if (token?.kind !== 'word') return leafAt(tokens, index);
  return {
    kind: token.word,
    named: false,
    start: token.start,
    end: token.end,
    children: [],
    key: token.word,
  };
}

/** A word that its author chose. */
export function nameAt(tokens: Tokens, index: number, kind = 'identifier'): PlainNode {
  const token = tokens.list[index];
  if (token?.kind !== 'word') return leafAt(tokens, index);
  return { kind, named: true, start: token.start, end: token.end, children: [], key: token.word };
}

/** Each token of a run as a keyword where it is a word that the grammar knows. */
export function keywords(tokens: Tokens, { from, to }: Run): PlainNode[] {
  const nodes: PlainNode[] = [];
  for (let index = from; index < to; index++) {
    const isKnown = keywordClass(wordAt(tokens, index)) !== undefined;
    nodes.push(isKnown ? keywordAt(tokens, index) : leafAt(tokens, index));
  }
  return nodes;
}

export function isName(tokens: Tokens, index: number): boolean {
  const kind = tokens.list[index]?.kind;
  return kind === 'word' || kind === 'quotedName' || kind === 'hole';
}

/** The index after a name and the parts that dots join to it. */
export function afterPath(tokens: Tokens, from: number): number {
  let index = from + 1;
  while (wordAt(tokens, index) === '.' && (isName(tokens, index + 1) || wordAt(tokens, index + 1) === '*'))
    index += 2;
  return index;
}

/** A name, or several joined by dots. */
export function pathNode(tokens: Tokens, { from, to }: Run): PlainNode {
  if (to - from <= 1) return nameAt(tokens, from);
  const parts: PlainNode[] = [];
  for (let index = from; index < to; index++) parts.push(nameAt(tokens, index));
  return nodeOf('qualified_name', parts);
}

/** Parts between commas, each made a node by `make`, the commas between them. */
export function listOf(
  tokens: Tokens,
  { from, to }: Run,
  make: (run: Run) => readonly PlainNode[],
): PlainNode[] {
  const nodes: PlainNode[] = [];
  let start = from;
  for (let index = from; index <= to; index = after(tokens, index)) {
    if (index < to && wordAt(tokens, index) !== ',') continue;
    if (index > start) nodes.push(...make({ from: start, to: index }));
    if (index < to) nodes.push(leafAt(tokens, index));
    start = index + 1;
  }
  return nodes;
}

const QUERY_STARTS: ReadonlySet<string> = new Set(['select', 'with', 'values', 'insert', 'update', 'delete']);

/** Whether what stands here reads as a query: the word, or brackets around one. */
export function startsQuery(tokens: Tokens, index: number): boolean {
  return QUERY_STARTS.has(wordAt(tokens, index)) && wordAt(tokens, index + 1) !== '(';
}

/** From `from` on, the words that follow each other there. */
export function startsWith(tokens: Tokens, { from, to }: Run, ...words: readonly string[]): boolean {
  return from + words.length <= to && words.every((word, offset) => wordAt(tokens, from + offset) === word);
}
