import type { PlainNode } from '../plainTree.ts';
import {
  after,
  afterPath,
  isName,
  keywordAt,
  leafAt,
  nameAt,
  nodeOf,
  type Run,
  type Tokens,
  wordAt,
} from './sqlNodes.ts';

/** Second words of types that are written in two. */
const SECOND_WORDS: Readonly<Record<string, readonly string[]>> = {
  character: ['varying'],
  char: ['varying'],
  bit: ['varying'],
  nchar: ['varying'],
  double: ['precision'],
  national: ['character', 'char'],
};

const ZONED: ReadonlySet<string> = new Set(['time', 'timestamp']);

/** A type as columns, casts and arguments name it, and the index after it; undefined where none can stand. */
export function readType(
  tokens: Tokens,
  { from, to }: Run,
): { readonly node: PlainNode; readonly next: number } | undefined {
  if (from >= to || !isName(tokens, from)) return undefined;
  const children: PlainNode[] = [];
  let index = from;
  if (wordAt(tokens, index) === 'setof') children.push(keywordAt(tokens, index++));
  const pathEnd = Math.min(afterPath(tokens, index), to);
  for (; index < pathEnd; index++) children.push(nameAt(tokens, index, 'type_identifier'));
  while (index < to && SECOND_WORDS[wordAt(tokens, index - 1)]?.includes(wordAt(tokens, index)))
    children.push(nameAt(tokens, index++, 'type_identifier'));
  const bare = wordAt(tokens, index - 1);
  if (wordAt(tokens, index) === '(' && index < to) {
    children.push(argumentsOf(tokens, index));
    index = after(tokens, index);
  }
  if (
    ZONED.has(bare) &&
    /^with(?:out)?$/u.test(wordAt(tokens, index)) &&
    wordAt(tokens, index + 1) === 'time'
  ) {
    for (const end = Math.min(index + 3, to); index < end; index++) children.push(keywordAt(tokens, index));
  }
  return dimensions(tokens, nodeOf('type', children), { from: index, to });
}

function dimensions(
  tokens: Tokens,
  base: PlainNode,
  { from, to }: Run,
): { readonly node: PlainNode; readonly next: number } {
  const parts: PlainNode[] = [];
  let index = from;
  if (wordAt(tokens, index) === 'array' && index < to) parts.push(keywordAt(tokens, index++));
  while (index < to && wordAt(tokens, index) === '[' && after(tokens, index) > index + 1) {
    for (const end = after(tokens, index); index < end; index++) parts.push(leafAt(tokens, index));
  }
  return { node: parts.length === 0 ? base : nodeOf('array_type', [base, ...parts]), next: index };
}

function argumentsOf(tokens: Tokens, open: number): PlainNode {
  const children: PlainNode[] = [];
  for (let index = open, end = after(tokens, open); index < end; index++)
    children.push(leafAt(tokens, index));
  return nodeOf('type_arguments', children);
}
