import { quoteIdentifier } from '../../down/catalog/catalogEntry.ts';
import { alterCommands } from '../../sql/alterCommands.ts';
import { writtenColumns } from '../../sql/columns.ts';
import { nodeAs, type SqlStatement, statementNode } from '../../sql/sqlStatement.ts';
import { relationName } from '../../sql/statementFacts.ts';
import { indexOfWord, spanOfTokens, textOfSpan } from '../../sql/statementTokens.ts';
import { walkTree } from '../../sql/walkTree.ts';
import { replaceAction, type SubjectAction, subjectAction } from '../actionEdits.ts';
import { batchedUpdate } from '../batches.ts';
import type { RecipePlan, RecipeStep, RecipeSubject } from '../recipe.ts';
import { slug, tableNames } from '../sqlNames.ts';
import {
  catalogText,
  moveDefaultAndNotNull,
  refuseToLoseParts,
  requireCopy,
  validateCopy,
} from './columnSwap.ts';
import { notNullCheck } from './planProveNotNull.ts';
import { twoWayTrigger } from './twoWayTrigger.ts';

/** Fills a column of the new type beside the old one, lets them change places, and drops the old one in the end. */
export function planChangeType(subject: RecipeSubject): RecipePlan | undefined {
  const { statement, knowledge } = subject;
  const action = subjectAction(subject);
  const definition = nodeAs(action?.command.def, 'ColumnDef');
  const name = action?.command.name ?? '';
  if (action?.command.subtype !== 'AT_AlterColumnType' || !definition) return undefined;
  const written = writtenColumns(statement).find(
    (column) => column.place === 'retype' && column.name === name,
  );
  if (!written) return undefined;
  const relation = statementNode(statement, 'AlterTableStmt')?.relation;
  const table = tableNames(relation);
  const [old, next, kept] = [name, `${name}_new`, `${name}_old`].map(quoteIdentifier);
  if (old === undefined || next === undefined || kept === undefined) return undefined;
  const type = textOfSpan(statement, spanOfTokens(statement, written.typeFirst, written.typeLast));
  const oldType = knowledge.column(relationName(relation), name)?.type;
  const using = usingExpression(statement, action);
  const trigger = twoWayTrigger(
    table,
    name,
    `${name}_new`,
    using === undefined ? `NEW.${old}` : `(${using.ofNew})`,
  );
  const alter = `ALTER TABLE ${table.full}`;
  const check = notNullCheck(table, `${name}_new`);
  const value = using === undefined ? `${old}::${type}` : `(${using.text})`;
  const missing = `${next} IS NULL AND ${old} IS NOT NULL`;
  const first = [`${alter} ADD COLUMN ${next} ${type}`, ...trigger.make, requireCopy(table, name, check)];
  const columns = { table, name, check };
  const steps: readonly RecipeStep[] = [
    {
      name: `copy_${slug(table.bare)}_${slug(name)}`,
      up: first,
      down: [...trigger.drop, `${alter} DROP COLUMN ${next}`],
      note: 'Both columns are kept in step, whichever is written.',
      inTransaction: true,
    },
    {
      name: `fill_${slug(table.bare)}_${slug(name)}`,
      up: [batchedUpdate(table, `${next} = ${value}`, missing)],
      down: [],
      note: `Fills old rows in batches; it can be run again. Then give ${name}_new, without blocking, the indexes and constraints that ${name} has.`,
      inTransaction: false,
      inTransactionInstead: {
        up: [`UPDATE ${table.full} SET ${next} = ${value} WHERE ${missing}`],
        down: [],
      },
    },
    {
      name: `switch_${slug(table.bare)}_${slug(name)}`,
      up: [
        refuseToLoseParts(columns),
        validateCopy(columns),
        ...trigger.drop,
        `${alter} RENAME COLUMN ${old} TO ${kept}`,
        `${alter} RENAME COLUMN ${next} TO ${old}`,
        moveDefaultAndNotNull(table, `${name}_old`, name),
        `${alter} DROP CONSTRAINT IF EXISTS ${quoteIdentifier(check.name)}`,
      ],
      down: [
        fillOldAgain(table.full, kept, old, `${name}_old`),
        moveDefaultAndNotNull(table, name, `${name}_old`),
        `${alter} RENAME COLUMN ${old} TO ${next}`,
        `${alter} RENAME COLUMN ${kept} TO ${old}`,
        ...trigger.make,
        requireCopy(table, name, check),
      ],
      note: `Clients must be ready for the new type. It refuses to run while ${name} has an index or constraint that ${name}_new has not.`,
      inTransaction: true,
    },
    ...(oldType === undefined
      ? []
      : [
          {
            name: `drop_${slug(table.bare)}_${slug(name)}_old`,
            up: [`${alter} DROP COLUMN ${kept}`],
            down: [`${alter} ADD COLUMN ${kept} ${oldType}`],
            note: 'Going back makes the column anew, as the last one; its values come from the new column with the step before.',
            inTransaction: true,
          },
        ]),
  ];
  return {
    id: 'change-type',
    steps,
    ...replaceAction(statement, action, first),
    isUndoneBy: (other) =>
      alterCommands(other).some(
        ({ command }) => command.subtype === 'AT_AlterColumnType' && command.name === name,
      ),
  };
}

interface UsingExpression {
  readonly text: string;
  /** With the columns of the row that a trigger sees. */
  readonly ofNew: string;
}

function usingExpression(statement: SqlStatement, action: SubjectAction): UsingExpression | undefined {
  const expression = nodeAs(action.command.def, 'ColumnDef')?.raw_default;
  if (expression === undefined) return undefined;
  const using = indexOfWord(statement, 'using', action.first);
  if (using < 0 || using > action.last) return undefined;
  const span = spanOfTokens(statement, using + 1, action.last);
  const starts: number[] = [];
  walkTree(expression, (node) => {
    const column = nodeAs(node, 'ColumnRef');
    if (column?.location !== undefined && column.fields?.length === 1) {
      starts.push(statement.offsetOf(column.location) - span.start);
    }
  });
  const text = textOfSpan(statement, span);
  let ofNew = text;
  for (const start of starts.sort((a, b) => b - a)) {
    ofNew = `${ofNew.slice(0, start)}NEW.${ofNew.slice(start)}`;
  }
  return { text, ofNew };
}

/** Values written since the columns changed places, in the old type again. */
function fillOldAgain(table: string, kept: string, current: string, keptName: string): string {
  const [target, source] = [kept, current].map((column) =>
    column.replaceAll("'", "''").replaceAll('%', '%%'),
  );
  const relation = table.replaceAll("'", "''").replaceAll('%', '%%');
  return `DO $$
BEGIN
  EXECUTE (
    SELECT format(
      'UPDATE ${relation} SET ${target} = ${source}::%1$s WHERE ${target} IS DISTINCT FROM ${source}::%1$s',
      pg_catalog.format_type(atttypid, atttypmod)
    )
    FROM pg_catalog.pg_attribute
    WHERE attrelid = '${catalogText(table)}'::regclass AND attname = '${catalogText(keptName)}'
  );
END
$$`;
}
