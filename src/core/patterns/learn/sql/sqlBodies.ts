import { flatTokens } from '../../../sql/flatTokens.ts';
import type { PlainNode } from '../plainTree.ts';
import { placeComments } from './placeComments.ts';
import { expressionNode } from './sqlExpressions.ts';
import {
  findAt,
  keywordAt,
  keywords,
  leafAt,
  nodeOf,
  pairBrackets,
  type Run,
  type Tokens,
  wordAt,
} from './sqlNodes.ts';
import { looseNodes, statementNode } from './sqlStatements.ts';

const TAG = /^\$[^$]*\$/u;
const BLOCK_WORDS: ReadonlySet<string> = new Set(['begin', 'declare', 'loop', 'else', 'exception']);
/** Words that a condition follows, and the word after the condition. */
const CONDITIONS: Readonly<Record<string, string>> = {
  if: 'then',
  elsif: 'then',
  elseif: 'then',
  when: 'then',
  while: 'loop',
  for: 'loop',
  foreach: 'loop',
};
const QUERIES: ReadonlySet<string> = new Set('select insert update delete with merge values'.split(' '));

/** The statements of a dollar-quoted body between its tags. A text that is no program still becomes tokens. */
export function bodyNode(tokens: Tokens, index: number): PlainNode {
  const leaf = leafAt(tokens, index);
  const written = tokens.text.slice(leaf.start, leaf.end);
  const tag = TAG.exec(written)?.[0] ?? '';
  if (tag === '' || written.length < 2 * tag.length || !written.endsWith(tag)) return leaf;
  const start = leaf.start + tag.length;
  const end = leaf.end - tag.length;
  const { tokens: list, comments } = flatTokens(tokens.text.slice(start, end));
  const shifted = list.map((token) => ({ ...token, start: token.start + start, end: token.end + start }));
  const inner: Tokens = { ...tokens, list: shifted, closeOf: pairBrackets(shifted).closeOf };
  const body = nodeOf('dollar_body', [
    { kind: tag, named: false, start: leaf.start, end: start, children: [] },
    ...programNodes(inner),
    { kind: tag, named: false, start: end, end: leaf.end, children: [] },
  ]);
  return placeComments(
    body,
    comments.map((comment) => ({ start: comment.start + start, end: comment.end + start })),
  );
}

function programNodes(tokens: Tokens): readonly PlainNode[] {
  const nodes: PlainNode[] = [];
  let from = 0;
  for (let index = 0; index <= tokens.list.length; index++) {
    if (index < tokens.list.length && wordAt(tokens, index) !== ';') continue;
    nodes.push(...pieceNodes(tokens, { from, to: index }));
    if (index < tokens.list.length) nodes.push(leafAt(tokens, index));
    from = index + 1;
  }
  return nodes;
}

/** Up to a `;`: words of blocks, conditions, and the statement after them. */
function pieceNodes(tokens: Tokens, { from, to }: Run): readonly PlainNode[] {
  const nodes: PlainNode[] = [];
  let at = from;
  while (at < to) {
    const word = wordAt(tokens, at);
    const closing = CONDITIONS[word];
    if (BLOCK_WORDS.has(word)) nodes.push(keywordAt(tokens, at++));
    else if (closing !== undefined) {
      const end = findAt(tokens, { from: at, to }, (index) => wordAt(tokens, index) === closing);
      nodes.push(conditionNode(tokens, { from: at, to: end }, to));
      at = end + 1;
    } else {
      nodes.push(bodyStatement(tokens, { from: at, to }));
      at = to;
    }
  }
  return nodes;
}

function conditionNode(tokens: Tokens, { from, to }: Run, limit: number): PlainNode {
  const word = wordAt(tokens, from);
  const inner = { from: from + 1, to };
  const content =
    CONDITIONS[word] === 'then' || word === 'while'
      ? inner.from < inner.to
        ? [expressionNode(tokens, inner)]
        : []
      : looseNodes(tokens, inner);
  return nodeOf('condition', [
    keywordAt(tokens, from),
    ...content,
    ...(to < limit ? [keywordAt(tokens, to)] : []),
  ]);
}

function bodyStatement(tokens: Tokens, run: Run): PlainNode {
  const word = wordAt(tokens, run.from);
  if (word === 'return' || word === 'perform') {
    const query = word === 'return' && wordAt(tokens, run.from + 1) === 'query' ? run.from + 2 : run.from + 1;
    const rest = { from: Math.min(query, run.to), to: run.to };
    const value =
      rest.from >= rest.to
        ? []
        : QUERIES.has(wordAt(tokens, rest.from))
          ? [statementNode(tokens, rest)]
          : [expressionNode(tokens, rest)];
    return nodeOf(`sql_${word}`, [...keywords(tokens, { from: run.from, to: rest.from }), ...value]);
  }
  const assigned = findAt(tokens, run, (index) => wordAt(tokens, index) === ':=');
  if (assigned > run.from && assigned < run.to)
    return nodeOf('assignment', [
      ...looseNodes(tokens, { from: run.from, to: assigned }),
      leafAt(tokens, assigned),
      ...(assigned + 1 < run.to ? [expressionNode(tokens, { from: assigned + 1, to: run.to })] : []),
    ]);
  return statementNode(tokens, run);
}
