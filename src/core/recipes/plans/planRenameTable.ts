import { quoteIdentifier } from '../../down/catalog/catalogEntry.ts';
import { type SqlStatement, statementNode } from '../../sql/sqlStatement.ts';
import type { RecipePlan, RecipeSubject } from '../recipe.ts';
import { slug, tableNames } from '../sqlNames.ts';

/** Renames a table and keeps its old name alive as a view until nobody asks for it. */
export function planRenameTable({ statement, targetVersion }: RecipeSubject): RecipePlan | undefined {
  const rename = statementNode(statement, 'RenameStmt');
  if (rename?.renameType !== 'OBJECT_TABLE' || rename.newname === undefined) return undefined;
  const old = tableNames(rename.relation);
  const renamed = `${old.prefix}${quoteIdentifier(rename.newname)}`;
  // Without it the view would read with its owner's rights, past row level security.
  const invoker = targetVersion >= 15 ? ' WITH (security_invoker = true)' : '';
  const makeView = [
    `CREATE VIEW ${old.full}${invoker} AS SELECT * FROM ${renamed}`,
    copyGrants(old.full, renamed),
  ];
  const first = [`ALTER TABLE ${old.full} RENAME TO ${quoteIdentifier(rename.newname)}`, ...makeView];
  return {
    id: 'rename-table',
    steps: [
      {
        name: `rename_${slug(old.bare)}_to_${slug(rename.newname)}`,
        up: first,
        down: [`DROP VIEW ${old.full}`, `ALTER TABLE ${renamed} RENAME TO ${quoteIdentifier(old.bare)}`],
        note: 'Clients of the release before read and write through the view.',
        inTransaction: true,
      },
      {
        name: `drop_${slug(old.bare)}_view`,
        up: [`DROP VIEW ${old.full}`],
        down: makeView,
        note: `Run it once no client asks for ${old.bare} any more.`,
        inTransaction: true,
      },
    ],
    inPlace: [{ span: { start: 0, end: statement.bodyEnd }, newText: first.join(';\n') }],
    taken: [{ span: { start: 0, end: statement.text.length }, newText: '' }],
    isUndoneBy: (other) => isRenameOf(other, rename.newname ?? '', old.bare),
  };
}

function isRenameOf(statement: SqlStatement, from: string, to: string): boolean {
  const rename = statementNode(statement, 'RenameStmt');
  return rename?.renameType === 'OBJECT_TABLE' && rename.relation?.relname === from && rename.newname === to;
}

/** Whoever may use the table may use the view. */
function copyGrants(view: string, table: string): string {
  const target = view.replaceAll("'", "''").replaceAll('%', '%%');
  return `DO $$
DECLARE
  granted record;
BEGIN
  FOR granted IN
    SELECT a.privilege_type AS privilege, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS grantee
    FROM pg_catalog.pg_class c, pg_catalog.aclexplode(c.relacl) a
    WHERE c.oid = '${table.replaceAll("'", "''")}'::regclass AND a.grantee <> c.relowner
      AND a.privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
  LOOP
    EXECUTE format('GRANT %s ON ${target} TO %s', granted.privilege, granted.grantee);
  END LOOP;
END
$$`;
}
