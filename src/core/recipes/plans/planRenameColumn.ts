import { quoteIdentifier } from '../../down/catalog/catalogEntry.ts';
import { type SqlStatement, statementNode } from '../../sql/sqlStatement.ts';
import { relationName } from '../../sql/statementFacts.ts';
import { batchedUpdate } from '../batches.ts';
import type { RecipePlan, RecipeSubject } from '../recipe.ts';
import { slug, type TableNames, tableNames } from '../sqlNames.ts';
import { twoWayTrigger } from './twoWayTrigger.ts';

/**
 * Lets both names live while clients move over: a copy under the new name, kept in step, filled, and in the end given up
 * for the column itself, which then takes the name. Its indexes, constraints, grants and place stay as they are.
 */
export function planRenameColumn(subject: RecipeSubject): RecipePlan | undefined {
  const { statement, knowledge } = subject;
  const rename = statementNode(statement, 'RenameStmt');
  if (rename?.renameType !== 'OBJECT_COLUMN' || rename.relationType !== 'OBJECT_TABLE') return undefined;
  const [from, to] = [rename.subname ?? '', rename.newname ?? ''];
  if (from === '' || to === '') return undefined;
  const table = tableNames(rename.relation);
  const [old, copy] = [quoteIdentifier(from), quoteIdentifier(to)];
  const type = knowledge.column(relationName(rename.relation), from)?.type;
  const add = addCopy(table, from, to, type);
  const trigger = twoWayTrigger(table, from, to, `NEW.${old}`);
  const missing = `${copy} IS NULL AND ${old} IS NOT NULL`;
  const fill = `UPDATE ${table.full} SET ${copy} = ${old} WHERE ${missing}`;
  const names = `${slug(table.bare)}_${slug(from)}`;
  const first = [add, ...trigger.make];
  const dropCopy = `ALTER TABLE ${table.full} DROP COLUMN ${copy}`;
  return {
    id: 'rename-column',
    steps: [
      {
        name: `copy_${names}_to_${slug(to)}`,
        up: first,
        down: [...trigger.drop, dropCopy],
        note: `Both names can be written from here on. Readers that filter by ${to} want its index first.`,
        inTransaction: true,
      },
      {
        name: `fill_${slug(table.bare)}_${slug(to)}`,
        up: [batchedUpdate(table, `${copy} = ${old}`, missing)],
        down: [],
        note: `Fills old rows in batches; it can be run again. When it is done, move every client over to ${to}.`,
        inTransaction: false,
        inTransactionInstead: { up: [fill], down: [] },
      },
      {
        name: `rename_${names}_to_${slug(to)}`,
        up: [...trigger.drop, dropCopy, `ALTER TABLE ${table.full} RENAME COLUMN ${old} TO ${copy}`],
        down: [
          `ALTER TABLE ${table.full} RENAME COLUMN ${copy} TO ${old}`,
          add,
          `UPDATE ${table.full} SET ${copy} = ${old} WHERE ${old} IS NOT NULL`,
          ...trigger.make,
        ],
        note: `Run it once no client asks for ${from} any more.`,
        inTransaction: true,
      },
    ],
    inPlace: [{ span: { start: 0, end: statement.bodyEnd }, newText: first.join(';\n') }],
    taken: [{ span: { start: 0, end: statement.text.length }, newText: '' }],
    isUndoneBy: (other) => isRenameOf(other, to, from),
  };
}

function isRenameOf(statement: SqlStatement, from: string, to: string): boolean {
  const rename = statementNode(statement, 'RenameStmt');
  return rename?.renameType === 'OBJECT_COLUMN' && rename.subname === from && rename.newname === to;
}

/** Where no migration says the type, Postgres is asked for it. */
function addCopy(table: TableNames, from: string, to: string, type: string | undefined): string {
  if (type !== undefined) return `ALTER TABLE ${table.full} ADD COLUMN ${quoteIdentifier(to)} ${type}`;
  const text = (value: string): string => value.replaceAll("'", "''");
  const target = text(`ALTER TABLE ${table.full} ADD COLUMN ${quoteIdentifier(to)}`).replaceAll('%', '%%');
  return `DO $$
BEGIN
  EXECUTE (
    SELECT format('${target} %s', pg_catalog.format_type(atttypid, atttypmod))
    FROM pg_catalog.pg_attribute
    WHERE attrelid = '${text(table.full)}'::regclass AND attname = '${text(from)}'
  );
END
$$`;
}
