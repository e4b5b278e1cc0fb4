import type { Constraint } from '@pgsql/types';
import { quoteIdentifier } from '../../down/catalog/catalogEntry.ts';
import { alterCommands } from '../../sql/alterCommands.ts';
import { nodeAs, type SqlStatement, statementNode } from '../../sql/sqlStatement.ts';
import { inAuthorsCase, insertAfter, spanOfTokens, textOfSpan } from '../../sql/statementTokens.ts';
import { walkTree } from '../../sql/walkTree.ts';
import { replaceAction, type SubjectAction, subjectAction } from '../actionEdits.ts';
import type { RecipePlan, RecipeStep, RecipeSubject } from '../recipe.ts';
import { generatedName, slug, type TableNames, tableNames } from '../sqlNames.ts';
import { columnClause } from './columnClause.ts';

/** Adds a check or foreign key NOT VALID, and validates it in the next migration. */
export function planValidateLater(subject: RecipeSubject): RecipePlan | undefined {
  const { statement } = subject;
  const action = subjectAction(subject);
  const alter = statementNode(statement, 'AlterTableStmt');
  if (action?.command.subtype === 'AT_AddColumn') return planReference(subject, action);
  const constraint = nodeAs(action?.command.def, 'Constraint');
  if (!action || !constraint || constraint.skip_validation) return undefined;
  if (constraint.contype !== 'CONSTR_CHECK' && constraint.contype !== 'CONSTR_FOREIGN') return undefined;
  const table = tableNames(alter?.relation);
  const name = constraint.conname ?? defaultName(table.bare, constraint);
  const body = bodyOf(statement, action.first, action.last);
  return {
    id: 'validate-later',
    steps: notValidSteps(table, name, body),
    taken: replaceAction(statement, action, []).taken,
    inPlace: [
      ...(constraint.conname === undefined
        ? [
            insertAfter(
              statement,
              action.first,
              ` ${inAuthorsCase(statement, 'CONSTRAINT')} ${quoteIdentifier(name)}`,
            ),
          ]
        : []),
      insertAfter(statement, action.last, ` ${inAuthorsCase(statement, 'NOT VALID')}`),
    ],
    isUndoneBy: (other) => dropsConstraint(other, name),
  };
}

/** A column with `REFERENCES`: the column, then the foreign key NOT VALID, then its validation. */
function planReference(subject: RecipeSubject, action: SubjectAction): RecipePlan | undefined {
  const { statement } = subject;
  const clause = columnClause(subject, action, 'CONSTR_FOREIGN');
  if (!clause) return undefined;
  const table = tableNames(statementNode(statement, 'AlterTableStmt')?.relation);
  const references = textOfSpan(statement, spanOfTokens(statement, clause.first, clause.last));
  const body = `FOREIGN KEY (${quoteIdentifier(clause.column)}) ${references}`;
  return {
    id: 'validate-later',
    steps: [clause.columnStep, ...notValidSteps(table, clause.name, body)],
    ...clause.edits,
  };
}

function notValidSteps(table: TableNames, name: string, body: string): readonly RecipeStep[] {
  const add = `ALTER TABLE ${table.full} ADD CONSTRAINT ${quoteIdentifier(name)} ${body} NOT VALID`;
  return [
    {
      name: `add_${slug(name)}`,
      up: [add],
      down: [`ALTER TABLE ${table.full} DROP CONSTRAINT ${quoteIdentifier(name)}`],
      note: 'New and changed rows are checked from here on; rows that are there already are not yet.',
      inTransaction: true,
    },
    validation(table, name, add),
  ];
}

/** Reads the table while others write to it. */
function validation(table: TableNames, name: string, addAgain: string): RecipeStep {
  return {
    name: `validate_${slug(name)}`,
    up: [`ALTER TABLE ${table.full} VALIDATE CONSTRAINT ${quoteIdentifier(name)}`],
    down: [`ALTER TABLE ${table.full} DROP CONSTRAINT ${quoteIdentifier(name)}`, addAgain],
    note: 'Checks the old rows while reads and writes go on. It fails, and changes nothing, when a row breaks the rule.',
    inTransaction: true,
  };
}

/** `CHECK (…)` or `FOREIGN KEY …` as the author wrote it, without `ADD`, `CONSTRAINT` and the name. */
function bodyOf(statement: SqlStatement, first: number, last: number): string {
  const word = statement.tokens[first + 1]?.word;
  const start = word === 'constraint' ? first + 3 : first + 1;
  return textOfSpan(statement, spanOfTokens(statement, start, last));
}

/** As Postgres names a constraint that has no name. */
export function defaultName(table: string, constraint: Constraint): string {
  if (constraint.contype === 'CONSTR_PRIMARY') return generatedName(table, '', 'pkey');
  if (constraint.contype === 'CONSTR_CHECK') {
    const columns = new Set<string>();
    walkTree(constraint.raw_expr, (node) => {
      const name = nodeAs(nodeAs(node, 'ColumnRef')?.fields?.at(-1), 'String')?.sval;
      if (name !== undefined) columns.add(name);
    });
    const [only, ...others] = columns;
    return generatedName(table, only !== undefined && others.length === 0 ? only : '', 'check');
  }
  const isForeign = constraint.contype === 'CONSTR_FOREIGN';
  const keys = [...(constraint.keys ?? []), ...(constraint.including ?? [])];
  const columns = (isForeign ? (constraint.fk_attrs ?? []) : keys)
    .map((node) => nodeAs(node, 'String')?.sval ?? '')
    .join('_');
  return generatedName(table, columns, isForeign ? 'fkey' : 'key');
}

export function dropsConstraint(statement: SqlStatement, name: string): boolean {
  return alterCommands(statement).some(
    ({ command }) => command.subtype === 'AT_DropConstraint' && command.name === name,
  );
}

/** Moves VALIDATE out of the transaction that adds the constraint. */
export function planMoveValidation(subject: RecipeSubject): RecipePlan | undefined {
  const { statement, earlier } = subject;
  const action = subjectAction(subject);
  if (action?.command.subtype !== 'AT_ValidateConstraint') return undefined;
  const name = action.command.name ?? '';
  const table = tableNames(statementNode(statement, 'AlterTableStmt')?.relation);
  const added = earlier.flatMap((other) =>
    alterCommands(other).flatMap(({ command, table: of, first, last }) => {
      const isIt = nodeAs(command.def, 'Constraint')?.conname === name && of === action.table;
      return isIt ? [textOfSpan(other, spanOfTokens(other, first, last))] : [];
    }),
  )[0];
  if (added === undefined) return undefined;
  const step = validation(table, name, `ALTER TABLE ${table.full} ${added}`);
  return {
    id: 'move-validation',
    steps: [step],
    startsLater: true,
    ...replaceAction(statement, action, []),
    isUndoneBy: () => false,
  };
}
