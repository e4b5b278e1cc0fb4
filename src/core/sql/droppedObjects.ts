import type { DropStmt, Node } from '@pgsql/types';
import type { Span } from '../text/span.ts';
import { nodeAs, type SqlStatement, statementNode } from './sqlStatement.ts';
import { nameOfParts } from './statementFacts.ts';
import { closingIndex, commaParts, spanOfTokens } from './statementTokens.ts';

/** One object that a `DROP` names. */
export interface DroppedObject {
  readonly kind: NonNullable<DropStmt['removeType']>;
  /** As `statementFacts.ts` spells names; arguments of functions are left out. */
  readonly name: string;
  /** The last part of the name. */
  readonly ownName: string;
  /** Number of parts the name has: 2 with its schema. Triggers, policies and rules count their table too. */
  readonly partCount: number;
  /** The name as written, without arguments. */
  readonly span: Span;
}

const NONE: readonly DroppedObject[] = [];

/** The objects of a `DROP` statement, in order; empty for other statements. */
export function droppedObjects(statement: SqlStatement): readonly DroppedObject[] {
  const drop = statementNode(statement, 'DropStmt');
  const kind = drop?.removeType;
  if (!drop || kind === undefined) return NONE;
  const parts = commaParts(statement, firstNameToken(statement), statement.tokens.length - 1);
  return (drop.objects ?? []).map((object, index) => {
    const names = nameParts(object);
    const part = parts[index] ?? { first: 0, last: 0 };
    return {
      kind,
      name: nameOfParts(names),
      ownName: nodeAs(names.at(-1), 'String')?.sval ?? '',
      partCount: names.length,
      span: spanOfTokens(statement, part.first, lastNameToken(statement, part.first, part.last)),
    };
  });
}

function nameParts(object: Node): readonly Node[] {
  return (
    nodeAs(object, 'List')?.items ??
    nodeAs(object, 'ObjectWithArgs')?.objname ??
    nodeAs(object, 'TypeName')?.names ?? [object]
  );
}

/** Kinds that are written with more than one word. */
const LONG_KINDS: readonly (readonly string[])[] = [
  ['foreign', 'data', 'wrapper'],
  ['text', 'search', 'configuration'],
  ['text', 'search', 'dictionary'],
  ['text', 'search', 'parser'],
  ['text', 'search', 'template'],
  ['procedural', 'language'],
  ['materialized', 'view'],
  ['foreign', 'table'],
  ['event', 'trigger'],
  ['access', 'method'],
  ['operator', 'class'],
  ['operator', 'family'],
];

function firstNameToken(statement: SqlStatement): number {
  const word = (index: number): string | undefined => statement.tokens[index]?.word;
  const long = LONG_KINDS.find((words) => words.every((part, offset) => word(1 + offset) === part));
  let index = 1 + (long?.length ?? 1);
  if (word(index) === 'concurrently') index++;
  return word(index) === 'if' && word(index + 1) === 'exists' ? index + 2 : index;
}

const AFTER_NAME: ReadonlySet<string> = new Set(['(', 'on', 'using', 'cascade', 'restrict']);

function lastNameToken(statement: SqlStatement, first: number, last: number): number {
  // A cast is named by its types in brackets.
  if (statement.tokens[first]?.word === '(') return closingIndex(statement, first);
  for (let index = first + 1; index <= last; index++) {
    if (AFTER_NAME.has(statement.tokens[index]?.word ?? '')) return index - 1;
  }
  return last;
}
