import { flatTokens } from '../../../sql/flatTokens.ts';
import type { PlainNode } from '../plainTree.ts';
import { placeComments } from './placeComments.ts';
import { expressionNode } from './sqlExpressions.ts';
import {
  after,
  afterPath,
  findAt,
  isName,
  keywordAt,
  keywords,
  leafAt,
  nameAt,
  nodeOf,
  pairBrackets,
  type Run,
  type Tokens,
  wordAt,
} from './sqlNodes.ts';
import { looseNodes, statementNode } from './sqlStatements.ts';
import { readType } from './sqlTypes.ts';

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
const ASSIGNS = /^:?=$/u;
const BEGINS_WITH = /^(?::?=|default)$/u;
/** Words that begin a statement of a program; any other is a name. */
const COMMANDS: ReadonlySet<string> = new Set(
  (
    'alter analyze assert begin call case close cluster comment commit continue copy create delete do drop end execute exit ' +
    'explain fetch get grant import insert listen lock merge move notify null open perform prepare raise refresh reindex release ' +
    'reset return revoke rollback savepoint security select set show truncate update vacuum values with'
  ).split(' '),
);
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
  if (word === 'execute') return executeNode(tokens, run);
  return assignmentNode(tokens, run) ?? declarationNode(tokens, run) ?? statementNode(tokens, run);
}

/** A statement that is put together as a text. */
function executeNode(tokens: Tokens, { from, to }: Run): PlainNode {
  const end = findAt(tokens, { from: from + 1, to }, (index) =>
    /^(?:into|using)$/u.test(wordAt(tokens, index)),
  );
  return nodeOf('sql_execute', [
    keywordAt(tokens, from),
    ...(end > from + 1 ? [expressionNode(tokens, { from: from + 1, to: end })] : []),
    ...looseNodes(tokens, { from: end, to }),
  ]);
}

function assignmentNode(tokens: Tokens, { from, to }: Run): PlainNode | undefined {
  if (!isName(tokens, from)) return undefined;
  let sign = afterPath(tokens, from);
  while (sign < to && wordAt(tokens, sign) === '[' && after(tokens, sign) > sign + 1)
    sign = after(tokens, sign);
  if (sign >= to || !ASSIGNS.test(wordAt(tokens, sign))) return undefined;
  return nodeOf('assignment', [
    ...looseNodes(tokens, { from, to: sign }),
    leafAt(tokens, sign),
    ...(sign + 1 < to ? [expressionNode(tokens, { from: sign + 1, to })] : []),
  ]);
}

/** A variable with its type, and what it begins with. */
function declarationNode(tokens: Tokens, { from, to }: Run): PlainNode | undefined {
  if (!isName(tokens, from) || COMMANDS.has(wordAt(tokens, from))) return undefined;
  const isConstant = wordAt(tokens, from + 1) === 'constant';
  const type = readType(tokens, { from: from + (isConstant ? 2 : 1), to });
  if (!type) return undefined;
  const value = findAt(tokens, { from: type.next, to }, (index) => BEGINS_WITH.test(wordAt(tokens, index)));
  return nodeOf('declaration', [
    nameAt(tokens, from),
    ...(isConstant ? [keywordAt(tokens, from + 1)] : []),
    type.node,
    ...looseNodes(tokens, { from: type.next, to: value }),
    ...(value < to ? [keywordAt(tokens, value)] : []),
    ...(value + 1 < to ? [expressionNode(tokens, { from: value + 1, to })] : []),
  ]);
}
