import type { PlainNode } from '../plainTree.ts';
import { expressionNode, expressionNodes, groupNode } from './sqlExpressions.ts';
import {
  after,
  findAt,
  isName,
  keywordAt,
  keywords,
  leafAt,
  listOf,
  nameAt,
  nodeOf,
  type Run,
  startsWith,
  type Tokens,
  wordAt,
} from './sqlNodes.ts';

const SET_OPERATORS: ReadonlySet<string> = new Set(['union', 'intersect', 'except']);
const PLAIN_STARTS: ReadonlySet<string> = new Set(
  'select from where having window limit offset fetch returning values set partition'.split(' '),
);
const JOIN_WORDS: ReadonlySet<string> = new Set('natural inner left right full outer cross join'.split(' '));

/** Clauses of a query, its `WITH` before them; parts that UNION and its like join stand as queries side by side. */
export function queryNodes(tokens: Tokens, run: Run, depth = 0): readonly PlainNode[] {
  const nodes: PlainNode[] = [];
  let { from } = run;
  const { to } = run;
  if (wordAt(tokens, from) === 'with' && from < to) {
    const end = endOfWith(tokens, run);
    nodes.push(withClause(tokens, { from, to: end }, depth));
    from = end;
  }
  while (from < to) {
    const end = findAt(tokens, { from, to }, (index) => SET_OPERATORS.has(wordAt(tokens, index)));
    if (end > from) nodes.push(queryNode(tokens, { from, to: end }, run, depth));
    if (end >= to) break;
    const next = /^(?:all|distinct)$/u.test(wordAt(tokens, end + 1)) ? end + 2 : end + 1;
    nodes.push(nodeOf('set_operator', keywords(tokens, { from: end, to: Math.min(next, to) })));
    from = next;
  }
  return nodes;
}

/** Brackets around an operand of `UNION` are another thing than brackets around all. */
function queryNode(tokens: Tokens, run: Run, whole: Run, depth: number): PlainNode {
  if (wordAt(tokens, run.from) === '(' && after(tokens, run.from) === run.to) {
    const inner = { from: run.from + 1, to: run.to - 1 };
    const content = queryNodes(tokens, inner, depth + 1);
    const kind = run.from === whole.from && run.to === whole.to ? 'parenthesized_query' : 'operand_query';
    return nodeOf(kind, [leafAt(tokens, run.from), ...content, leafAt(tokens, inner.to)]);
  }
  return nodeOf('sql_query', clauseNodes(tokens, run, depth));
}

/** The first token after the list of named queries. */
function endOfWith(tokens: Tokens, { from, to }: Run): number {
  return findAt(
    tokens,
    { from: from + 1, to },
    (index) =>
      index > from + 1 &&
      (wordAt(tokens, index - 1) === ')' || wordAt(tokens, index - 1) === ',') &&
      /^(?:select|insert|update|delete|merge|values|\()$/u.test(wordAt(tokens, index)) &&
      !/^(?:as|materialized)$/u.test(wordAt(tokens, index - 1)),
  );
}

function withClause(tokens: Tokens, { from, to }: Run, depth: number): PlainNode {
  const items = wordAt(tokens, from + 1) === 'recursive' ? from + 2 : from + 1;
  const named = (run: Run): readonly PlainNode[] => [nodeOf('named_query', looseNodes(tokens, run, depth))];
  return nodeOf('with_clause', [
    ...keywords(tokens, { from, to: Math.min(items, to) }),
    ...listOf(tokens, { from: items, to }, named),
  ]);
}

function clauseNodes(tokens: Tokens, { from, to }: Run, depth: number): readonly PlainNode[] {
  const nodes: PlainNode[] = [];
  let start = from;
  while (start < to) {
    const end = findAt(tokens, { from: afterHead(tokens, start, to), to }, (index) =>
      startsClause(tokens, index, to),
    );
    nodes.push(clauseNode(tokens, { from: start, to: end }, depth));
    start = end;
  }
  return nodes;
}

/** Past the words by which a clause begins, which may look like the beginning of another. */
function afterHead(tokens: Tokens, from: number, to: number): number {
  if (startsWith(tokens, { from, to }, 'delete', 'from')) return from + 2;
  if (startsWith(tokens, { from, to }, 'on', 'conflict')) return from + 2;
  if (startsWith(tokens, { from, to }, 'do', 'update', 'set')) return from + 3;
  return Math.max(after(tokens, from), from + 1);
}

function startsClause(tokens: Tokens, index: number, to: number): boolean {
  const word = wordAt(tokens, index);
  const before = wordAt(tokens, index - 1);
  const next = wordAt(tokens, index + 1);
  switch (word) {
    case 'from':
      return before !== 'distinct';
    case 'order':
    case 'group':
    case 'partition':
      return next === 'by';
    case 'for':
      return /^(?:update|no|share|key)$/u.test(next);
    case 'on':
      return next === 'conflict';
    case 'do':
      return next === 'update' || next === 'nothing';
    case 'using':
      return before !== 'join' && tokens.list[index + 1]?.kind !== 'symbol' && index + 1 < to;
    case 'rows':
    case 'range':
      return next === 'between' || next === 'unbounded';
    case 'into':
      return before !== 'insert' && before !== 'merge';
    default:
      return PLAIN_STARTS.has(word);
  }
}

function clauseNode(tokens: Tokens, run: Run, depth: number): PlainNode {
  const { from, to } = run;
  const word = wordAt(tokens, from);
  const list = (kind: string, head: number, item: (part: Run) => readonly PlainNode[]): PlainNode =>
    nodeOf(kind, [
      ...keywords(tokens, { from, to: Math.min(head, to) }),
      ...listOf(tokens, { from: head, to }, item),
    ]);
  const outputs = (part: Run): readonly PlainNode[] => [aliased(tokens, part, depth)];
  const values = (part: Run): readonly PlainNode[] => [ordered(tokens, part, depth)];
  switch (word) {
    case 'select':
      return selectClause(tokens, run, depth);
    case 'from':
    case 'using':
      return nodeOf(`${word}_clause`, [
        keywordAt(tokens, from),
        ...tableNodes(tokens, { from: from + 1, to }, depth),
      ]);
    case 'order':
    case 'group':
    case 'partition':
      return list(`sql_${word}_by_clause`, from + 2, values);
    case 'returning':
      return list('sql_returning_clause', from + 1, outputs);
    case 'set':
      return list('sql_set_clause', from + 1, values);
    case 'do':
      return startsWith(tokens, run, 'do', 'update', 'set')
        ? list('do_update_clause', from + 3, values)
        : nodeOf('do_clause', keywords(tokens, run));
    case 'values':
      return list('sql_values_clause', from + 1, values);
    case 'update':
      return nodeOf('update_clause', [
        keywordAt(tokens, from),
        tableRef(tokens, { from: from + 1, to }, depth),
      ]);
    case 'delete':
      return nodeOf('delete_clause', [
        ...keywords(tokens, { from, to: Math.min(from + 2, to) }),
        ...tableNodes(tokens, { from: from + 2, to }, depth),
      ]);
    case 'insert':
    case 'on':
      return headedNode(`${word}_clause`, tokens, run, 2, depth);
    case 'fetch':
      return headedNode('fetch_clause', tokens, run, 1, depth);
    case 'for':
      return nodeOf('for_clause', keywords(tokens, run));
    default:
      return PLAIN_STARTS.has(word)
        ? nodeOf(`${word}_clause`, [keywordAt(tokens, from), ...values({ from: from + 1, to })])
        : nodeOf('clause', looseNodes(tokens, run, depth));
  }
}

/** The first words as keywords, the rest as it comes. */
function headedNode(kind: string, tokens: Tokens, run: Run, words: number, depth: number): PlainNode {
  const from = Math.min(run.from + words, run.to);
  return nodeOf(kind, [
    ...keywords(tokens, { from: run.from, to: from }),
    ...looseNodes(tokens, { from, to: run.to }, depth),
  ]);
}

function selectClause(tokens: Tokens, { from, to }: Run, depth: number): PlainNode {
  let head = from + 1;
  const heads: PlainNode[] = [keywordAt(tokens, from)];
  if (/^(?:all|distinct)$/u.test(wordAt(tokens, head)) && head < to) {
    const on = wordAt(tokens, head + 1) === 'on' && wordAt(tokens, head + 2) === '(';
    const parts = keywords(tokens, { from: head, to: head + (on ? 2 : 1) });
    if (on) parts.push(groupNode(tokens, head + 2, 'list', depth));
    heads.push(nodeOf('quantifier', parts));
    head = on ? after(tokens, head + 2) : head + 1;
  }
  const item = (run: Run): readonly PlainNode[] => [aliased(tokens, run, depth)];
  return nodeOf('sql_select_clause', [...heads, ...listOf(tokens, { from: head, to }, item)]);
}

/** `value AS name`, `value name`, or the value alone. */
function aliased(tokens: Tokens, { from, to }: Run, depth: number): PlainNode {
  if (to - from > 1 && isName(tokens, to - 1)) {
    if (wordAt(tokens, to - 2) === 'as' && to - from > 2)
      return nodeOf('aliased', [
        expressionNode(tokens, { from, to: to - 2 }, depth),
        keywordAt(tokens, to - 2),
        nameAt(tokens, to - 1),
      ]);
    const pieces = expressionNodes(tokens, { from, to }, depth);
    if (pieces.length === 2) return nodeOf('aliased', pieces);
  }
  return expressionNode(tokens, { from, to }, depth);
}

/** A value, with the direction that may follow it. */
function ordered(tokens: Tokens, { from, to }: Run, depth: number): PlainNode {
  const tail = findAt(tokens, { from, to }, (index) => /^(?:asc|desc|nulls)$/u.test(wordAt(tokens, index)));
  if (tail === to || tail === from) return expressionNode(tokens, { from, to }, depth);
  const value = expressionNode(tokens, { from, to: tail }, depth);
  return nodeOf('ordered', [value, ...keywords(tokens, { from: tail, to })]);
}

function tableNodes(tokens: Tokens, { from, to }: Run, depth: number): readonly PlainNode[] {
  const firstJoin = findAt(tokens, { from, to }, (index) => startsJoin(tokens, index));
  const table = (run: Run): readonly PlainNode[] => [tableRef(tokens, run, depth)];
  const nodes = listOf(tokens, { from, to: firstJoin }, table);
  let start = firstJoin;
  while (start < to) {
    const body = findAt(tokens, { from: start, to }, (index) => !JOIN_WORDS.has(wordAt(tokens, index)));
    const end = findAt(tokens, { from: body, to }, (index) => startsJoin(tokens, index));
    nodes.push(joinClause(tokens, start, body, end, depth));
    start = end > start ? end : to;
  }
  return nodes;
}

/** `left (x, 1)` is a function of that name. */
function startsJoin(tokens: Tokens, index: number): boolean {
  return JOIN_WORDS.has(wordAt(tokens, index)) && wordAt(tokens, index + 1) !== '(';
}

function joinClause(tokens: Tokens, from: number, body: number, to: number, depth: number): PlainNode {
  const condition = findAt(tokens, { from: body, to }, (index) =>
    /^(?:on|using)$/u.test(wordAt(tokens, index)),
  );
  const parts: PlainNode[] = [nodeOf('join_operator', keywords(tokens, { from, to: body }))];
  if (condition > body) parts.push(tableRef(tokens, { from: body, to: condition }, depth));
  if (condition < to) {
    const value = expressionNodes(tokens, { from: condition + 1, to }, depth);
    parts.push(nodeOf(`${wordAt(tokens, condition)}_clause`, [keywordAt(tokens, condition), ...value]));
  }
  return nodeOf('join_clause', parts);
}

/** A table, a function or a query by which rows come, with its name in the query. */
function tableRef(tokens: Tokens, { from, to }: Run, depth: number): PlainNode {
  let start = from;
  const parts: PlainNode[] = [];
  while (/^(?:only|lateral)$/u.test(wordAt(tokens, start)) && start + 1 < to)
    parts.push(keywordAt(tokens, start++));
  const as = findAt(tokens, { from: start, to }, (index) => wordAt(tokens, index) === 'as');
  parts.push(...expressionNodes(tokens, { from: start, to: as }, depth));
  if (as < to) parts.push(keywordAt(tokens, as), ...looseNodes(tokens, { from: as + 1, to }, depth));
  return nodeOf('table', parts);
}

/** Words and brackets as they come, for what has no structure of its own here. */
function looseNodes(tokens: Tokens, { from, to }: Run, depth: number): readonly PlainNode[] {
  const nodes: PlainNode[] = [];
  for (let index = from; index < to; ) {
    if (wordAt(tokens, index) === '(' && after(tokens, index) > index + 1) {
      nodes.push(groupNode(tokens, index, 'list', depth + 1));
      index = after(tokens, index);
    } else nodes.push(leafAt(tokens, index++));
  }
  return nodes;
}
