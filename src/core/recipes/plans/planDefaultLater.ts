import { quoteIdentifier } from '../../down/catalog/catalogEntry.ts';
import { alterCommands } from '../../sql/alterCommands.ts';
import { writtenColumns } from '../../sql/columns.ts';
import { nodeAs, type SqlStatement, statementNode } from '../../sql/sqlStatement.ts';
import { spanOfTokens, textOfSpan, tokenIndexAt } from '../../sql/statementTokens.ts';
import { replaceAction, subjectAction } from '../actionEdits.ts';
import { batchedUpdate } from '../batches.ts';
import type { RecipePlan, RecipeSubject } from '../recipe.ts';
import { slug, tableNames } from '../sqlNames.ts';
import { notNullSteps } from './planProveNotNull.ts';

/** Adds a column without its default, sets the default for new rows, and fills old ones in batches. */
export function planDefaultLater(subject: RecipeSubject): RecipePlan | undefined {
  const { statement } = subject;
  const action = subjectAction(subject);
  const definition = nodeAs(action?.command.def, 'ColumnDef');
  if (action?.command.subtype !== 'AT_AddColumn' || !definition) return undefined;
  const constraints = (definition.constraints ?? []).flatMap((node) => nodeAs(node, 'Constraint') ?? []);
  const others = constraints.filter(
    ({ contype }) =>
      contype !== 'CONSTR_DEFAULT' && contype !== 'CONSTR_NOTNULL' && contype !== 'CONSTR_NULL',
  );
  const initial = constraints.findIndex(({ contype }) => contype === 'CONSTR_DEFAULT');
  // Keys, references and generated columns need a plan of their own.
  if (others.length > 0 || initial < 0) return undefined;
  const column = writtenColumns(statement).find(({ name }) => name === definition.colname);
  const table = tableNames(statementNode(statement, 'AlterTableStmt')?.relation);
  const name = definition.colname ?? '';
  const quoted = quoteIdentifier(name);
  const expression = expressionOf(statement, constraints, initial, action.last);
  if (!column || expression === undefined) return undefined;
  const type = textOfSpan(statement, spanOfTokens(statement, column.typeFirst, column.typeLast));
  const alter = `ALTER TABLE ${table.full}`;
  const first = [
    `${alter} ADD COLUMN ${action.command.missing_ok ? 'IF NOT EXISTS ' : ''}${quoted} ${type}`,
    `${alter} ALTER COLUMN ${quoted} SET DEFAULT ${expression}`,
  ];
  const isRequired = constraints.some(({ contype }) => contype === 'CONSTR_NOTNULL');
  const missing = `${quoted} IS NULL`;
  return {
    id: 'default-later',
    steps: [
      {
        name: `add_${slug(table.bare)}_${slug(name)}`,
        up: first,
        down: [`${alter} DROP COLUMN ${quoted}`],
        note: 'New rows get the default from here on; both statements take the lock for an instant.',
        inTransaction: true,
      },
      {
        name: `fill_${slug(table.bare)}_${slug(name)}`,
        up: [batchedUpdate(table, `${quoted} = DEFAULT`, missing)],
        down: [],
        note: 'Fills old rows in batches; it can be run again.',
        inTransaction: false,
        inTransactionInstead: {
          up: [`UPDATE ${table.full} SET ${quoted} = DEFAULT WHERE ${missing}`],
          down: [],
        },
      },
      ...(isRequired ? notNullSteps(table, name) : []),
    ],
    ...replaceAction(statement, action, first),
    isUndoneBy: (other) =>
      alterCommands(other).some(
        ({ command }) => command.subtype === 'AT_DropColumn' && command.name === name,
      ),
  };
}

/** From after the word `DEFAULT` to the next constraint of the column. */
function expressionOf(
  statement: SqlStatement,
  constraints: readonly { readonly location?: number }[],
  index: number,
  last: number,
): string | undefined {
  const at = (which: number): number | undefined => {
    const location = constraints[which]?.location;
    return location === undefined ? undefined : tokenIndexAt(statement, statement.offsetOf(location));
  };
  const start = at(index);
  if (start === undefined || statement.tokens[start]?.word !== 'default') return undefined;
  const next = at(index + 1);
  return textOfSpan(statement, spanOfTokens(statement, start + 1, next === undefined ? last : next - 1));
}
