import type { Constraint } from '@pgsql/types';
import { quoteIdentifier } from '../../down/catalog/catalogEntry.ts';
import { nodeAs, type SqlStatement, statementNode } from '../../sql/sqlStatement.ts';
import {
  closingIndex,
  indexOfWord,
  indexOfWords,
  spanOfTokens,
  textOfSpan,
} from '../../sql/statementTokens.ts';
import { replaceAction, type SubjectAction, subjectAction } from '../actionEdits.ts';
import type { RecipePlan, RecipeStep, RecipeSubject } from '../recipe.ts';
import { slug, type TableNames, tableNames } from '../sqlNames.ts';
import { columnClause } from './columnClause.ts';
import { type NotNullCheck, notNullCheck } from './planProveNotNull.ts';
import { defaultName, dropsConstraint } from './planValidateLater.ts';

/** Builds the index of a unique constraint or primary key without locking, then makes the constraint of it. */
export function planIndexFirst(subject: RecipeSubject): RecipePlan | undefined {
  const { statement } = subject;
  const action = subjectAction(subject);
  if (action?.command.subtype === 'AT_AddColumn') return planUniqueColumn(subject, action);
  const constraint = nodeAs(action?.command.def, 'Constraint');
  if (!action || !constraint || constraint.indexname !== undefined) return undefined;
  if (constraint.contype !== 'CONSTR_UNIQUE' && constraint.contype !== 'CONSTR_PRIMARY') return undefined;
  // An index over periods and ranges is no plain unique one.
  if (constraint.without_overlaps) return undefined;
  const table = tableNames(statementNode(statement, 'AlterTableStmt')?.relation);
  const name = constraint.conname ?? defaultName(table.bare, constraint);
  const key = keyOf(statement, action, constraint, table, name);
  const columns = (constraint.keys ?? []).map((node) => nodeAs(node, 'String')?.sval ?? '');
  const isPrimary = constraint.contype === 'CONSTR_PRIMARY';
  const checks = isPrimary ? columns.map((column) => notNullCheck(table, column)) : [];
  const steps = [
    ...(checks.length === 0 ? [] : [nonNullStep(table, checks)]),
    indexStep(table, name, key),
    constraintStep(table, name, key, isPrimary, checks),
  ];
  return {
    id: 'index-first',
    steps,
    ...replaceAction(statement, action, steps[0]?.up ?? []),
    isUndoneBy: (other) => dropsConstraint(other, name),
  };
}

/** A column with `UNIQUE`: the column, then its index, then the constraint. */
function planUniqueColumn(subject: RecipeSubject, action: SubjectAction): RecipePlan | undefined {
  const { statement } = subject;
  const clause = columnClause(subject, action, 'CONSTR_UNIQUE');
  if (!clause) return undefined;
  const table = tableNames(statementNode(statement, 'AlterTableStmt')?.relation);
  const { name, column, columnStep, edits, first, last, constraint } = clause;
  const key: IndexKey = {
    text: `${quoteIdentifier(name)} ON ${table.full} (${quoteIdentifier(column)})${storageOf(statement, first, last, constraint)}`,
    timing: timingOf(statement, first, last),
  };
  return {
    id: 'index-first',
    steps: [columnStep, indexStep(table, name, key), constraintStep(table, name, key, false, [])],
    ...edits,
  };
}

interface IndexKey {
  /** `(number) INCLUDE (total)` and what else the index says. */
  readonly text: string;
  /** `DEFERRABLE` and so on: what only the constraint says. */
  readonly timing: string;
}

function keyOf(
  statement: SqlStatement,
  { first, last }: SubjectAction,
  constraint: Constraint,
  table: TableNames,
  name: string,
): IndexKey {
  const open = indexOfWord(statement, '(', first);
  const close = closingIndex(statement, open);
  const columns = textOfSpan(statement, spanOfTokens(statement, open, close));
  return {
    text: `${quoteIdentifier(name)} ON ${table.full} ${columns}${storageOf(statement, close + 1, last, constraint)}`,
    timing: timingOf(statement, close + 1, last),
  };
}

/** What stands behind the columns and is the index's as well: `INCLUDE`, nulls, `WITH`, tablespace. */
function storageOf(statement: SqlStatement, first: number, last: number, constraint: Constraint): string {
  const at = (word: string): number => {
    const found = indexOfWord(statement, word, first);
    return found > last ? -1 : found;
  };
  const clause = (from: number): string =>
    textOfSpan(
      statement,
      spanOfTokens(statement, from, closingIndex(statement, indexOfWord(statement, '(', from))),
    );
  const include = at('include');
  const storage = at('with');
  const space = at('tablespace');
  return [
    include < 0 ? '' : ` ${clause(include)}`,
    constraint.nulls_not_distinct ? ' NULLS NOT DISTINCT' : '',
    storage < 0 ? '' : ` ${clause(storage)}`,
    space < 0 ? '' : ` ${textOfSpan(statement, spanOfTokens(statement, space, space + 1))}`,
  ].join('');
}

function timingOf(statement: SqlStatement, first: number, last: number): string {
  const stands = (words: readonly string[]): boolean => {
    const at = indexOfWords(statement, words, first);
    return at >= 0 && at <= last;
  };
  const isDeferred = stands(['initially', 'deferred']);
  // A constraint that is deferred at first is deferrable without the word.
  const isDeferrable = isDeferred || (stands(['deferrable']) && !stands(['not', 'deferrable']));
  return `${isDeferrable ? ' DEFERRABLE' : ''}${isDeferred ? ' INITIALLY DEFERRED' : ''}`;
}

function nonNullStep(table: TableNames, checks: readonly NotNullCheck[]): RecipeStep {
  return {
    name: `check_${slug(table.bare)}_key`,
    up: checks.map(({ add }) => add),
    down: checks.map(({ drop }) => drop),
    note: 'A primary key allows no nulls: this check proves it later without a scan under lock.',
    inTransaction: true,
  };
}

function indexStep(table: TableNames, name: string, key: IndexKey): RecipeStep {
  const full = `${table.prefix}${quoteIdentifier(name)}`;
  return {
    name: `index_${slug(name)}`,
    up: [`CREATE UNIQUE INDEX CONCURRENTLY ${key.text}`],
    down: [`DROP INDEX CONCURRENTLY ${full}`],
    note: `Builds the index while reads and writes go on. If it fails, as it does on a duplicate, it leaves an invalid index: drop ${name} before the next try.`,
    inTransaction: false,
    inTransactionInstead: {
      up: [`CREATE UNIQUE INDEX IF NOT EXISTS ${key.text}`],
      down: [`DROP INDEX IF EXISTS ${full}`],
      reportedBy: 'require-concurrent-index-creation',
    },
  };
}

function constraintStep(
  table: TableNames,
  name: string,
  key: IndexKey,
  isPrimary: boolean,
  checks: readonly NotNullCheck[],
): RecipeStep {
  const quoted = quoteIdentifier(name);
  const kind = isPrimary ? 'PRIMARY KEY' : 'UNIQUE';
  return {
    name: `add_${slug(name)}`,
    up: [
      ...checks.flatMap(({ validate, setNotNull }) => [validate, setNotNull]),
      `ALTER TABLE ${table.full} ADD CONSTRAINT ${quoted} ${kind} USING INDEX ${quoted}${key.timing}`,
      ...checks.map(({ drop }) => drop),
    ],
    down: [
      `ALTER TABLE ${table.full} DROP CONSTRAINT ${quoted}`,
      `CREATE UNIQUE INDEX ${key.text}`,
      ...checks.flatMap(({ dropNotNull, add }) => [dropNotNull, add]),
    ],
    note: [
      'Takes the lock for an instant: the index is there already.',
      'Going back builds the index anew, because it goes with its constraint.',
      ...(checks.length === 0
        ? []
        : ['Going back also allows nulls; leave that out where the column was NOT NULL before.']),
    ].join(' '),
    inTransaction: true,
  };
}
