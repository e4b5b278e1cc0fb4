import type { Migration } from '../migrations/migration.ts';
import type { SqlParser } from '../ports.ts';
import type { SqlStatement } from '../sql/sqlStatement.ts';
import { extensionOfFunction, extensionOfType } from './extensions/extensionNames.ts';
import { prepareExtensions } from './extensions/prepareExtensions.ts';
import { createExtension, createRole } from './repair.ts';
import type { ReplayDatabase } from './replayDatabase.ts';
import { readScript } from './scriptStatements.ts';
import type { Platform } from './session.ts';

/**
 * Gives the database what a migration takes for granted, before any of it runs: roles, extensions made elsewhere, and
 * stand-ins for extensions it is about to make. Answers with one note for each.
 */
export async function prepareMigration(
  database: ReplayDatabase,
  { up, down }: Migration,
  deps: { readonly parser: SqlParser; readonly platform: Platform },
): Promise<readonly string[]> {
  const scripts = down === undefined ? [up] : [up, down];
  const statements = scripts.flatMap((script) =>
    readScript(script, deps.parser).statements.map(({ statement }) => statement),
  );
  const sql = scripts.map(({ text, span }) => text.slice(span.start, span.end)).join('\n');
  const notes: string[] = [];
  for (const statement of statements) notes.push(...(await prepareExtensions(database, statement)));
  for (const role of await missingRoles(database, statements)) notes.push(await createRole(database, role));
  for (const name of await missingExtensions(database, sql, statements)) {
    const note = await createExtension(database, name, deps.platform);
    if (note !== undefined) notes.push(note);
  }
  return notes;
}

async function missingRoles(
  database: ReplayDatabase,
  statements: readonly SqlStatement[],
): Promise<readonly string[]> {
  const named = new Set<string>();
  const made = new Set<string>();
  for (const { tree } of statements) {
    visitObjects(tree, (node) => {
      if (node.roletype === 'ROLESPEC_CSTRING' && typeof node.rolename === 'string') named.add(node.rolename);
      if (typeof node.stmt_type === 'string' && typeof node.role === 'string') made.add(node.role);
    });
  }
  const missing: string[] = [];
  for (const role of named) {
    if (made.has(role)) continue;
    const rows = await database.query('select from pg_catalog.pg_roles where rolname = $1', [role]);
    if (rows.length === 0) missing.push(role);
  }
  return missing;
}

async function missingExtensions(
  database: ReplayDatabase,
  sql: string,
  statements: readonly SqlStatement[],
): Promise<readonly string[]> {
  const wanted = new Map<string, string>();
  for (const { tree } of statements) {
    visitObjects(tree, (node) => {
      const functionName = lastName(node.funcname);
      const typeName = lastName('typemod' in node ? node.names : node.opclass);
      const name =
        (functionName === undefined ? undefined : extensionOfFunction(functionName)) ??
        (typeName === undefined ? undefined : extensionOfType(typeName));
      if (name !== undefined && !wanted.has(name)) wanted.set(name, functionName ?? typeName ?? '');
    });
  }
  const missing: string[] = [];
  for (const [name, word] of wanted) {
    if (/\bextension\b/iu.test(sql) && sql.includes(name)) continue;
    const [row] = await database.query(
      `select exists (select from pg_catalog.pg_proc where proname = $1)
        or exists (select from pg_catalog.pg_type where typname = $1)
        or exists (select from pg_catalog.pg_opclass where opcname = $1) as there`,
      [word],
    );
    if (row?.there !== true) missing.push(name);
  }
  return missing;
}

type TreeObject = Readonly<Record<string, unknown>>;

/** Visits every object of a parse tree, however deep. */
function visitObjects(value: unknown, visit: (node: TreeObject) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visitObjects(item, visit);
  } else if (typeof value === 'object' && value !== null) {
    const node: TreeObject = { ...value };
    visit(node);
    for (const inner of Object.values(node)) visitObjects(inner, visit);
  }
}

/** The name without its schema in a list of name parts. */
function lastName(parts: unknown): string | undefined {
  const last: unknown = Array.isArray(parts) ? parts.at(-1) : undefined;
  if (typeof last !== 'object' || last === null || !('String' in last)) return undefined;
  const name = last.String;
  return typeof name === 'object' && name !== null && 'sval' in name && typeof name.sval === 'string'
    ? name.sval
    : undefined;
}
