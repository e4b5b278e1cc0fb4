import type { Span } from '../text/span.ts';
import { alterCommands } from './alterCommands.ts';
import { nodeAs, type SqlStatement, statementNode } from './sqlStatement.ts';
import { afterName, indexOfWord, spanOfTokens, tokenIndexAt } from './statementTokens.ts';
import { nameOfToken } from './token.ts';
import { walkTree } from './walkTree.ts';

/** A name that a statement gives to something new. */
export interface DefinedName {
  readonly name: string;
  readonly isColumn: boolean;
  readonly span: Span;
}

/** Every name a statement brings into the database, without schemas: of objects, columns, constraints. */
export function definedNames(statement: SqlStatement): readonly DefinedName[] {
  const names = [...objectNames(statement), ...columnsAndConstraints(statement)];
  return names.filter(({ name }) => name !== '');
}

/** Statements whose new name stands after these words and `IF NOT EXISTS`. */
const NAME_AFTER: Readonly<Record<string, readonly string[]>> = {
  CreateStmt: ['table'],
  CreateForeignTableStmt: ['table'],
  CreateTableAsStmt: ['table', 'view'],
  ViewStmt: ['view'],
  CreateSeqStmt: ['sequence'],
  CreateSchemaStmt: ['schema'],
  CreateFunctionStmt: ['function', 'procedure'],
  CreatedbStmt: ['database'],
  CreateRoleStmt: ['role', 'user', 'group'],
  CreateTableSpaceStmt: ['tablespace'],
  CreateTrigStmt: ['trigger'],
  CreateEventTrigStmt: ['trigger'],
  CreateEnumStmt: ['type'],
  CompositeTypeStmt: ['type'],
  CreateRangeStmt: ['type'],
  CreateDomainStmt: ['domain'],
  CreatePolicyStmt: ['policy'],
  CreatePublicationStmt: ['publication'],
  CreateSubscriptionStmt: ['subscription'],
  CreateStatsStmt: ['statistics'],
  CreateForeignServerStmt: ['server'],
  CreateFdwStmt: ['wrapper'],
  DefineStmt: ['aggregate', 'type', 'collation'],
  RuleStmt: ['rule'],
  IndexStmt: ['index'],
  RenameStmt: ['to'],
  SelectStmt: ['into'],
};

function objectNames(statement: SqlStatement): readonly DefinedName[] {
  const words = NAME_AFTER[statement.kind ?? ''];
  if (words === undefined) return [];
  const { tokens } = statement;
  if (statement.kind === 'SelectStmt' && statementNode(statement, 'SelectStmt')?.intoClause === undefined)
    return [];
  let at = tokens.findIndex(({ word }, index) => index > 0 && words.includes(word)) + 1;
  if (at === 0) return [];
  if (tokens[at]?.word === 'concurrently') at++;
  if (statement.kind === 'SelectStmt') while (BEFORE_TARGET.has(tokens[at]?.word ?? '')) at++;
  if (tokens[at]?.word === 'if' && tokens[at + 1]?.word === 'not') at += 3;
  // An index may go without a name, a schema may take its owner's.
  if (tokens[at]?.kind === 'word' && (tokens[at]?.word === 'on' || tokens[at]?.word === 'authorization'))
    return [];
  const rename = statementNode(statement, 'RenameStmt');
  const isColumn = rename?.renameType === 'OBJECT_COLUMN' || rename?.renameType === 'OBJECT_ATTRIBUTE';
  return named(statement, afterName(statement, at) - 1, isColumn);
}

const BEFORE_TARGET: ReadonlySet<string> = new Set(['temp', 'temporary', 'unlogged', 'table']);

function named(statement: SqlStatement, at: number, isColumn: boolean): readonly DefinedName[] {
  const token = statement.tokens[at];
  if (token === undefined || (token.kind !== 'word' && token.kind !== 'quotedName')) return [];
  return [{ name: nameOfToken(token, statement.text), isColumn, span: spanOfTokens(statement, at) }];
}

function columnsAndConstraints(statement: SqlStatement): readonly DefinedName[] {
  const names: DefinedName[] = [];
  const isAlter = alterCommands(statement).length > 0 || statement.kind === 'AlterDomainStmt';
  if (!isAlter && indexOfWord(statement, 'create') !== 0) return names;
  walkTree(statement.tree, (node, ancestors) => {
    const column = nodeAs(node, 'ColumnDef');
    // The definition in ALTER COLUMN … TYPE has no name of its own.
    if (column?.colname !== undefined && ancestors?.kind !== 'RangeTableFunc') {
      names.push(...named(statement, tokenIndexAt(statement, statement.offsetOf(column.location)), true));
    }
    const constraint = nodeAs(node, 'Constraint');
    if (constraint?.conname === undefined) return;
    const at = tokenIndexAt(statement, statement.offsetOf(constraint.location));
    if (statement.tokens[at]?.word === 'constraint') names.push(...named(statement, at + 1, false));
  });
  return names;
}
