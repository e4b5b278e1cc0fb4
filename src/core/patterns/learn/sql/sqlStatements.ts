import { keywordClass } from '../../../sql/keywords.ts';
import type { PlainNode } from '../plainTree.ts';
import { alterAction, elementsNode } from './sqlDefinitions.ts';
import { expressionNode, groupNode } from './sqlExpressions.ts';
import {
  after,
  afterPath,
  findAt,
  isName,
  keywordAt,
  keywords,
  leafAt,
  listOf,
  nodeOf,
  pathNode,
  type Run,
  startsWith,
  type Tokens,
  withField,
  wordAt,
} from './sqlNodes.ts';
import { queryNodes } from './sqlQueries.ts';

const QUERIES: ReadonlySet<string> = new Set(
  'select with values insert update delete merge table ('.split(' '),
);
/** Words between the verb of a definition and what is defined. */
const MODIFIERS: ReadonlySet<string> = new Set(
  'or replace unique temp temporary unlogged global local recursive materialized foreign constraint event default trusted procedural concurrently'.split(
    ' ',
  ),
);
const TWO_WORDS: Readonly<Record<string, string>> = {
  access: 'method',
  text: 'search',
  event: 'trigger',
  user: 'mapping',
};

/** One statement as a node, without its `;`. */
export function statementNode(tokens: Tokens, run: Run): PlainNode {
  const word = wordAt(tokens, run.from);
  if (QUERIES.has(word)) {
    const kind = word === 'with' || word === '(' ? 'select' : word;
    return nodeOf(`sql_${kind}`, queryNodes(tokens, run));
  }
  if (word === 'create' || word === 'alter' || word === 'drop') return definitionNode(tokens, run);
  if (word === 'explain') {
    const query = findAt(
      tokens,
      run,
      (index) => index > run.from && QUERIES.has(wordAt(tokens, index)) && wordAt(tokens, index) !== '(',
    );
    return nodeOf('sql_explain', [
      ...looseNodes(tokens, { from: run.from, to: query }),
      ...(query < run.to ? [statementNode(tokens, { from: query, to: run.to })] : []),
    ]);
  }
  return nodeOf(`sql_${word || 'other'}`, looseNodes(tokens, run));
}

function definitionNode(tokens: Tokens, run: Run): PlainNode {
  const { from, to } = run;
  const verb = wordAt(tokens, from);
  let at = from + 1;
  while (at < to && MODIFIERS.has(wordAt(tokens, at))) at++;
  const object = wordAt(tokens, at);
  const modifiers = { from: from + 1, to: at };
  if (at < to) at += TWO_WORDS[object] === wordAt(tokens, at + 1) ? 2 : 1;
  if (wordAt(tokens, at) === 'concurrently' && at < to) at++;
  const parts: PlainNode[] = [
    nodeOf(`${verb}_head`, [
      keywordAt(tokens, from),
      ...(modifiers.to > modifiers.from ? [nodeOf('modifiers', keywords(tokens, modifiers))] : []),
      ...keywords(tokens, { from: modifiers.to, to: at }),
    ]),
  ];
  const test = endOfTest(tokens, { from: at, to });
  if (test > at) parts.push(nodeOf('if_exists', keywords(tokens, { from: at, to: test })));
  const kind = `sql_${verb}_${object || 'object'}`;
  const rest = { from: test, to };
  if (verb === 'drop') return nodeOf(kind, [...parts, ...dropTail(tokens, rest)]);
  if (verb === 'alter') return nodeOf(kind, [...parts, ...alterTail(tokens, rest)]);
  if (object === 'index') return nodeOf(kind, [...parts, ...indexTail(tokens, rest)]);
  return nodeOf(kind, [...parts, ...createTail(tokens, rest, object)]);
}

function endOfTest(tokens: Tokens, run: Run): number {
  if (startsWith(tokens, run, 'if', 'not', 'exists')) return run.from + 3;
  return startsWith(tokens, run, 'if', 'exists') ? run.from + 2 : run.from;
}

function readName(tokens: Tokens, from: number, to: number): { nodes: PlainNode[]; next: number } {
  if (from >= to || !isName(tokens, from) || keywordClass(wordAt(tokens, from)) === 'reserved')
    return { nodes: [], next: from };
  const next = Math.min(afterPath(tokens, from), to);
  return { nodes: [withField(pathNode(tokens, { from, to: next }), 'name')], next };
}

function dropTail(tokens: Tokens, { from, to }: Run): PlainNode[] {
  const end = findAt(tokens, { from, to }, (index) =>
    /^(?:cascade|restrict|on)$/u.test(wordAt(tokens, index)),
  );
  const name = (run: Run): readonly PlainNode[] => {
    const { nodes, next } = readName(tokens, run.from, run.to);
    return [...nodes, ...looseNodes(tokens, { from: next, to: run.to })];
  };
  return [...listOf(tokens, { from, to: end }, name), ...looseNodes(tokens, { from: end, to })];
}

function alterTail(tokens: Tokens, { from, to }: Run): PlainNode[] {
  const parts: PlainNode[] = [];
  let at = from;
  if (wordAt(tokens, at) === 'only' && at < to) parts.push(keywordAt(tokens, at++));
  const { nodes, next } = readName(tokens, at, to);
  at = wordAt(tokens, next) === '*' ? next + 1 : next;
  parts.push(...nodes, ...keywords(tokens, { from: next, to: Math.min(at, to) }));
  return [...parts, ...listOf(tokens, { from: at, to }, (run) => [alterAction(tokens, run)])];
}

function indexTail(tokens: Tokens, { from, to }: Run): PlainNode[] {
  const { nodes, next } = readName(tokens, from, to);
  const parts: PlainNode[] = [...nodes];
  let at = next;
  if (wordAt(tokens, at) === 'on' && at < to) {
    parts.push(keywordAt(tokens, at++));
    if (wordAt(tokens, at) === 'only' && at < to) parts.push(keywordAt(tokens, at++));
    const table = readName(tokens, at, to);
    parts.push(...table.nodes);
    at = table.next;
  }
  const where = findAt(tokens, { from: at, to }, (index) => wordAt(tokens, index) === 'where');
  parts.push(...looseNodes(tokens, { from: at, to: where }));
  if (where < to)
    parts.push(
      nodeOf('where_clause', [keywordAt(tokens, where), expressionNode(tokens, { from: where + 1, to })]),
    );
  return parts;
}

function createTail(tokens: Tokens, { from, to }: Run, object: string): PlainNode[] {
  const { nodes, next } = readName(tokens, from, to);
  const parts: PlainNode[] = [...nodes];
  let at = next;
  if (object === 'table' && wordAt(tokens, at) === '(') {
    parts.push(elementsNode(tokens, at));
    at = after(tokens, at);
  }
  if (object === 'view' || object === 'table') {
    const as = findAt(tokens, { from: at, to }, (index) => wordAt(tokens, index) === 'as');
    parts.push(...looseNodes(tokens, { from: at, to: Math.min(as + 1, to) }));
    return as + 1 < to ? [...parts, ...queryNodes(tokens, { from: as + 1, to })] : parts;
  }
  return [...parts, ...looseNodes(tokens, { from: at, to })];
}

/** Words, names with dots and brackets as they come; a word with any meaning in the grammar is taken as a keyword. */
export function looseNodes(tokens: Tokens, { from, to }: Run): PlainNode[] {
  const nodes: PlainNode[] = [];
  for (let index = from; index < to; ) {
    const word = wordAt(tokens, index);
    if (word === '(' && after(tokens, index) > index + 1) {
      nodes.push(groupNode(tokens, index, 'list'));
      index = after(tokens, index);
    } else if (isName(tokens, index) && wordAt(tokens, index + 1) === '.' && index + 2 < to) {
      const end = Math.min(afterPath(tokens, index), to);
      nodes.push(pathNode(tokens, { from: index, to: end }));
      index = end;
    } else if (tokens.text[tokens.list[index]?.start ?? 0] === '$' && tokens.list[index]?.kind === 'string')
      nodes.push(tokens.readBody(tokens, index++));
    else if (keywordClass(word) !== undefined) nodes.push(keywordAt(tokens, index++));
    else nodes.push(leafAt(tokens, index++));
  }
  return nodes;
}
