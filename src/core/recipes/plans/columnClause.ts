import type { Constraint } from '@pgsql/types';
import { quoteIdentifier } from '../../down/catalog/catalogEntry.ts';
import { alterCommands } from '../../sql/alterCommands.ts';
import { nodeAs, type SqlStatement, statementNode } from '../../sql/sqlStatement.ts';
import {
  indexOfWord,
  removeTokens,
  spanOfTokens,
  textOfSpan,
  tokenIndexAt,
} from '../../sql/statementTokens.ts';
import { replaceAction, type SubjectAction } from '../actionEdits.ts';
import type { RecipePlan, RecipeStep, RecipeSubject } from '../recipe.ts';
import { generatedName, slug, tableNames } from '../sqlNames.ts';

/** A constraint written inside `ADD COLUMN`, and the step that adds the column without it. */
export interface ColumnClause {
  readonly constraint: Constraint;
  /** As written, or as Postgres would call it. */
  readonly name: string;
  /** Not quoted. */
  readonly column: string;
  /** Token indexes from after the constraint's name to its last word, both included. */
  readonly first: number;
  readonly last: number;
  readonly columnStep: RecipeStep;
  readonly edits: Pick<RecipePlan, 'inPlace' | 'taken' | 'isUndoneBy'>;
}

const LABELS = { CONSTR_FOREIGN: 'fkey', CONSTR_UNIQUE: 'key' } as const;

/** Undefined when the action adds no column, or its definition goes on in a way that cannot be cut safely. */
export function columnClause(
  { statement, span }: RecipeSubject,
  action: SubjectAction,
  kind: keyof typeof LABELS,
): ColumnClause | undefined {
  const definition = nodeAs(action.command.def, 'ColumnDef');
  const column = definition?.colname;
  if (action.command.subtype !== 'AT_AddColumn' || !definition || column === undefined) return undefined;
  const constraints = (definition.constraints ?? []).flatMap((node) => nodeAs(node, 'Constraint') ?? []);
  const tokenOf = ({ location }: Constraint): number => tokenIndexAt(statement, statement.offsetOf(location));
  const index = constraints.findIndex(
    (constraint) =>
      constraint.contype === kind && (statement.tokens[tokenOf(constraint)]?.start ?? -1) >= span.start,
  );
  const constraint = constraints[index];
  if (!constraint) return undefined;
  // `DEFERRABLE` and the like are read as constraints of their own, and belong to the one before them.
  const next = constraints
    .slice(index + 1)
    .find(({ contype }) => contype?.startsWith('CONSTR_ATTR_') !== true);
  const own = tokenOf(constraint);
  const last = next === undefined ? action.last : tokenOf(next) - 1;
  const collation = indexOfWord(statement, 'collate', own);
  if (collation >= 0 && collation <= last) return undefined;
  const table = tableNames(statementNode(statement, 'AlterTableStmt')?.relation);
  const add = textWithout(statement, action, own, last);
  return {
    constraint,
    name: constraint.conname ?? generatedName(table.bare, column, LABELS[kind]),
    column,
    first: statement.tokens[own]?.word === 'constraint' ? own + 2 : own,
    last,
    columnStep: {
      name: `add_${slug(table.bare)}_${slug(column)}`,
      up: [`ALTER TABLE ${table.full} ${add}`],
      down: [`ALTER TABLE ${table.full} DROP COLUMN ${quoteIdentifier(column)}`],
      note: 'The column alone takes the lock for an instant.',
      inTransaction: true,
    },
    edits: {
      inPlace: [removeTokens(statement, own, last)],
      taken: replaceAction(statement, action, []).taken,
      isUndoneBy: (other) =>
        alterCommands(other).some(
          ({ command }) => command.subtype === 'AT_DropColumn' && command.name === column,
        ),
    },
  };
}

/** The words of the action without those from `cutFirst` to `cutLast`. */
function textWithout(
  statement: SqlStatement,
  { first, last }: SubjectAction,
  cutFirst: number,
  cutLast: number,
): string {
  const part = (from: number, to: number): string =>
    to < from ? '' : textOfSpan(statement, spanOfTokens(statement, from, to));
  return [part(first, cutFirst - 1), part(cutLast + 1, last)].filter((text) => text !== '').join(' ');
}
