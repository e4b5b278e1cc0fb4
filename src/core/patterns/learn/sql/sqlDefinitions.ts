import type { PlainNode } from '../plainTree.ts';
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
  nameAt,
  nodeOf,
  pathNode,
  type Run,
  startsWith,
  type Tokens,
  withField,
  wordAt,
} from './sqlNodes.ts';
import { readType } from './sqlTypes.ts';

const TABLE_CONSTRAINTS: ReadonlySet<string> = new Set(
  'constraint primary unique foreign check exclude'.split(' '),
);
const CONSTRAINT_STARTS: ReadonlySet<string> = new Set(
  'constraint not null default primary unique references check generated collate deferrable initially foreign exclude like'.split(
    ' ',
  ),
);

/** The elements of `CREATE TABLE`: columns and constraints between commas. */
export function elementsNode(tokens: Tokens, open: number): PlainNode {
  const end = after(tokens, open);
  if (end === open + 1) return leafAt(tokens, open);
  const element = (run: Run): readonly PlainNode[] => [
    TABLE_CONSTRAINTS.has(wordAt(tokens, run.from)) || wordAt(tokens, run.from) === 'like'
      ? constraintNode(tokens, run)
      : columnNode(tokens, run),
  ];
  return nodeOf('table_elements', [
    leafAt(tokens, open),
    ...listOf(tokens, { from: open + 1, to: end - 1 }, element),
    leafAt(tokens, end - 1),
  ]);
}

/** A column: its name, its type, and each of its constraints. */
function columnNode(tokens: Tokens, { from, to }: Run): PlainNode {
  const parts: PlainNode[] = [withField(nameAt(tokens, from), 'name')];
  let index = from + 1;
  const type = CONSTRAINT_STARTS.has(wordAt(tokens, index))
    ? undefined
    : readType(tokens, { from: index, to });
  if (type) {
    parts.push(withField(type.node, 'type'));
    index = type.next;
  }
  parts.push(...constraintNodes(tokens, { from: index, to }));
  return nodeOf('sql_column', parts);
}

/** A constraint of a table, its name before it. */
function constraintNode(tokens: Tokens, run: Run): PlainNode {
  return nodeOf('sql_constraint', constraintNodes(tokens, run));
}

/** What stands after a column's type, one node for each constraint and each of its clauses. */
function constraintNodes(tokens: Tokens, { from, to }: Run): readonly PlainNode[] {
  const nodes: PlainNode[] = [];
  let start = from;
  while (start < to) {
    const head = headLength(tokens, { from: start, to });
    const end = findAt(tokens, { from: Math.min(start + head, to), to }, (index) =>
      startsConstraint(tokens, index),
    );
    nodes.push(oneConstraint(tokens, { from: start, to: Math.max(end, start + 1) }));
    start = Math.max(end, start + 1);
  }
  return nodes;
}

function startsConstraint(tokens: Tokens, index: number): boolean {
  const word = wordAt(tokens, index);
  if (word === 'null' && wordAt(tokens, index - 1) === 'set') return false;
  if (word === 'default' && /^(?:set|by)$/u.test(wordAt(tokens, index - 1))) return false;
  if (word === 'unique' || word === 'primary') return wordAt(tokens, index - 1) !== 'using';
  return CONSTRAINT_STARTS.has(word);
}

/** Words by which the constraint begins, which never begin another. */
function headLength(tokens: Tokens, run: Run): number {
  if (startsWith(tokens, run, 'not') || startsWith(tokens, run, 'constraint')) return 2;
  if (startsWith(tokens, run, 'initially')) return 2;
  if (startsWith(tokens, run, 'default', 'null')) return 2;
  return 1;
}

function oneConstraint(tokens: Tokens, run: Run): PlainNode {
  const { from, to } = run;
  const word = wordAt(tokens, from);
  switch (word) {
    case 'not':
      return nodeOf(`not_${wordAt(tokens, from + 1) || 'null'}`, keywords(tokens, run));
    case 'null':
    case 'deferrable':
    case 'initially':
      return nodeOf(word, keywords(tokens, run));
    case 'constraint':
      return nodeOf('constraint_name', [
        keywordAt(tokens, from),
        ...(from + 1 < to ? [nameAt(tokens, from + 1)] : []),
        ...looseWords(tokens, { from: from + 2, to }),
      ]);
    case 'default':
      return nodeOf('default', [
        keywordAt(tokens, from),
        ...(from + 1 < to ? [expressionNode(tokens, { from: from + 1, to })] : []),
      ]);
    case 'references':
      return referencesNode(tokens, run);
    case 'primary':
    case 'foreign':
      return nodeOf(`${word}_key`, looseWords(tokens, run));
    default:
      return nodeOf(CONSTRAINT_STARTS.has(word) ? word : 'option', looseWords(tokens, run));
  }
}

function referencesNode(tokens: Tokens, { from, to }: Run): PlainNode {
  const end = Math.min(afterPath(tokens, from + 1), to);
  const parts: PlainNode[] = [keywordAt(tokens, from)];
  if (from + 1 < to) parts.push(pathNode(tokens, { from: from + 1, to: end }));
  const actions = findAt(tokens, { from: end, to }, (index) => wordAt(tokens, index) === 'on');
  parts.push(...looseWords(tokens, { from: end, to: actions }));
  for (let start = actions; start < to; ) {
    const next = findAt(tokens, { from: start + 1, to }, (index) => wordAt(tokens, index) === 'on');
    parts.push(nodeOf('reference_action', looseWords(tokens, { from: start, to: next })));
    start = next;
  }
  return nodeOf('sql_references', parts);
}

/** Keywords, brackets and values one after another; a word that the grammar knows is taken as a keyword. */
function looseWords(tokens: Tokens, { from, to }: Run): readonly PlainNode[] {
  const nodes: PlainNode[] = [];
  for (let index = from; index < to; ) {
    if (wordAt(tokens, index) === '(' && after(tokens, index) > index + 1) {
      nodes.push(groupNode(tokens, index, 'list'));
      index = after(tokens, index);
    } else nodes.push(...keywords(tokens, { from: index, to: ++index }));
  }
  return nodes;
}

/** What one comma of `ALTER TABLE` parts from the next. */
export function alterAction(tokens: Tokens, run: Run): PlainNode {
  const { from, to } = run;
  const next = wordAt(tokens, from + 1);
  switch (wordAt(tokens, from)) {
    case 'add':
      if (TABLE_CONSTRAINTS.has(next))
        return nodeOf('add_constraint', [
          keywordAt(tokens, from),
          constraintNode(tokens, { from: from + 1, to }),
        ]);
      return nodeOf('add_column', [
        ...columnHead(tokens, run),
        columnNode(tokens, { from: endOfColumnHead(tokens, run), to }),
      ]);
    case 'drop':
      return nodeOf(next === 'constraint' ? 'drop_constraint' : 'drop_column', namedAction(tokens, run));
    case 'alter':
      return next === 'constraint'
        ? nodeOf('alter_constraint', namedAction(tokens, run))
        : alterColumn(tokens, run);
    case 'rename':
    case 'validate':
      return nodeOf(`${wordAt(tokens, from)}_action`, namedAction(tokens, run));
    default:
      return nodeOf('alter_action', looseWords(tokens, run));
  }
}

function endOfColumnHead(tokens: Tokens, { from, to }: Run): number {
  let index = from + 1;
  if (/^(?:column|constraint|attribute)$/u.test(wordAt(tokens, index))) index++;
  if (wordAt(tokens, index) === 'if') index += wordAt(tokens, index + 1) === 'not' ? 3 : 2;
  return Math.min(index, to);
}

/** The verb, `COLUMN`, and `IF [NOT] EXISTS` as one node. */
function columnHead(tokens: Tokens, run: Run): PlainNode[] {
  const end = endOfColumnHead(tokens, run);
  const test = findAt(tokens, { from: run.from, to: end }, (index) => wordAt(tokens, index) === 'if');
  const nodes = keywords(tokens, { from: run.from, to: test });
  if (test < end) nodes.push(nodeOf('if_exists', keywords(tokens, { from: test, to: end })));
  return nodes;
}

function namedAction(tokens: Tokens, run: Run): readonly PlainNode[] {
  const name = endOfColumnHead(tokens, run);
  const isNamed = name < run.to && isName(tokens, name) && !/^(?:to|set)$/u.test(wordAt(tokens, name));
  const rest = isNamed ? name + 1 : name;
  const to = findAt(tokens, { from: rest, to: run.to }, (index) => wordAt(tokens, index) === 'to');
  return [
    ...columnHead(tokens, run),
    ...(isNamed ? [withField(nameAt(tokens, name), 'name')] : []),
    ...looseWords(tokens, { from: rest, to }),
    ...(to < run.to ? [keywordAt(tokens, to), ...namesAfter(tokens, { from: to + 1, to: run.to })] : []),
  ];
}

function namesAfter(tokens: Tokens, { from, to }: Run): readonly PlainNode[] {
  return from < to ? [nameAt(tokens, from), ...looseWords(tokens, { from: from + 1, to })] : [];
}

function alterColumn(tokens: Tokens, run: Run): PlainNode {
  const name = endOfColumnHead(tokens, run);
  const parts = columnHead(tokens, run);
  if (name < run.to) parts.push(withField(nameAt(tokens, name), 'name'));
  const rest = { from: name + 1, to: run.to };
  if (rest.from < rest.to) parts.push(columnChange(tokens, rest));
  return nodeOf('alter_column', parts);
}

function columnChange(tokens: Tokens, run: Run): PlainNode {
  const { from, to } = run;
  const dataType = startsWith(tokens, run, 'set', 'data', 'type') ? 3 : 1;
  if (dataType === 3 || wordAt(tokens, from) === 'type') {
    const type = readType(tokens, { from: from + dataType, to });
    const parts = keywords(tokens, { from, to: Math.min(from + dataType, to) });
    if (type) {
      parts.push(withField(type.node, 'type'));
      const using = wordAt(tokens, type.next) === 'using' ? type.next : to;
      parts.push(...looseWords(tokens, { from: type.next, to: using }));
      if (using < to)
        parts.push(
          nodeOf('using_expression', [
            keywordAt(tokens, using),
            expressionNode(tokens, { from: using + 1, to }),
          ]),
        );
    }
    return nodeOf('set_type', parts);
  }
  if (startsWith(tokens, run, 'set', 'default') && from + 2 < to)
    return nodeOf('set_default', [
      ...keywords(tokens, { from, to: from + 2 }),
      expressionNode(tokens, { from: from + 2, to }),
    ]);
  return nodeOf('column_change', looseWords(tokens, run));
}
