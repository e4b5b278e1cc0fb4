import { quoteIdentifier } from '../../down/catalog/catalogEntry.ts';
import { alterCommands } from '../../sql/alterCommands.ts';
import { statementNode } from '../../sql/sqlStatement.ts';
import { replaceAction, subjectAction } from '../actionEdits.ts';
import type { RecipePlan, RecipeStep, RecipeSubject } from '../recipe.ts';
import { generatedName, slug, type TableNames, tableNames } from '../sqlNames.ts';

/** The statements around a check that stands in for NOT NULL until it is validated. */
export interface NotNullCheck {
  readonly name: string;
  readonly add: string;
  readonly drop: string;
  readonly validate: string;
  readonly setNotNull: string;
  readonly dropNotNull: string;
}

export function notNullCheck(table: TableNames, column: string): NotNullCheck {
  // Postgres 18 itself calls the constraint of NOT NULL `…_not_null`.
  const name = generatedName(table.bare, column, 'not_null_check');
  const [quoted, quotedColumn] = [quoteIdentifier(name), quoteIdentifier(column)];
  const alter = `ALTER TABLE ${table.full}`;
  return {
    name,
    add: `${alter} ADD CONSTRAINT ${quoted} CHECK (${quotedColumn} IS NOT NULL) NOT VALID`,
    drop: `${alter} DROP CONSTRAINT ${quoted}`,
    validate: `${alter} VALIDATE CONSTRAINT ${quoted}`,
    setNotNull: `${alter} ALTER COLUMN ${quotedColumn} SET NOT NULL`,
    dropNotNull: `${alter} ALTER COLUMN ${quotedColumn} DROP NOT NULL`,
  };
}

/** The check and what is made of it, as two steps. */
export function notNullSteps(table: TableNames, column: string): readonly RecipeStep[] {
  const check = notNullCheck(table, column);
  return [
    {
      name: `check_${slug(table.bare)}_${slug(column)}`,
      up: [check.add],
      down: [check.drop],
      note: 'From here on no null is written; nulls that are there already must be filled before the next step.',
      inTransaction: true,
    },
    {
      name: `require_${slug(table.bare)}_${slug(column)}`,
      up: [check.validate, check.setNotNull, check.drop],
      down: [check.dropNotNull, check.add],
      note: 'Looks for nulls while reads and writes go on; with the check proven, SET NOT NULL has nothing left to read.',
      inTransaction: true,
    },
  ];
}

/** Proves a column through a validated check before SET NOT NULL. */
export function planProveNotNull(subject: RecipeSubject): RecipePlan | undefined {
  const { statement } = subject;
  const action = subjectAction(subject);
  // Before Postgres 12 a check spares SET NOT NULL nothing.
  if (action?.command.subtype !== 'AT_SetNotNull' || subject.targetVersion < 12) return undefined;
  const table = tableNames(statementNode(statement, 'AlterTableStmt')?.relation);
  const column = action.command.name ?? '';
  const steps = notNullSteps(table, column);
  return {
    id: 'prove-not-null',
    steps,
    ...replaceAction(statement, action, steps[0]?.up ?? []),
    isUndoneBy: (other) =>
      alterCommands(other).some(
        ({ command }) => command.subtype === 'AT_DropNotNull' && command.name === column,
      ),
  };
}
