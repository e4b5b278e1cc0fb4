import { type SqlStatement, statementNode } from '../../sql/sqlStatement.ts';
import type { ReplayDatabase } from '../replayDatabase.ts';
import { stubOf } from './extensionStubs.ts';

const INNER_CREATE = /\bcreate\s+extension\s+(?:if\s+not\s+exists\s+)?(?:"([^"]+)"|([a-z_][\w-]*))/giu;
const INNER_VERSION = /\bversion\s+(?:'([^']+)'|"([^"]+)"|([\w.]+))/iu;

/**
 * Makes stand-ins for the extensions that a statement is about to create and the database does not have.
 * Answers with a note for each.
 */
export async function prepareExtensions(
  database: ReplayDatabase,
  statement: SqlStatement,
): Promise<readonly string[]> {
  const notes: string[] = [];
  for (const { name, version } of extensionsCreated(statement)) {
    if (await standIn(database, name, version)) notes.push(noteOf(name));
  }
  return notes;
}

/** True when a stand-in was made: the extension is neither there nor available. */
export async function standIn(database: ReplayDatabase, name: string, version?: string): Promise<boolean> {
  const [known] = await database.query(
    `select exists (select from pg_catalog.pg_extension where extname = $1) as is_created,
      exists (select from pg_catalog.pg_available_extensions where name = $1) as is_available`,
    [name],
  );
  if (known?.is_created === true || known?.is_available === true) return false;
  if (database.installExtension === undefined) return false;
  await database.installExtension(stubOf(name, version));
  return true;
}

export function noteOf(name: string): string {
  return `Extension ${name} is not in the shadow: a stand-in without behaviour takes its place.`;
}

interface CreatedExtension {
  readonly name: string;
  readonly version: string | undefined;
}

function extensionsCreated(statement: SqlStatement): readonly CreatedExtension[] {
  const create = statementNode(statement, 'CreateExtensionStmt');
  if (create?.extname !== undefined) {
    return [{ name: create.extname, version: versionIn(statement.text) }];
  }
  if (statement.kind !== 'DoStmt') return [];
  return [...statement.text.matchAll(INNER_CREATE)].map(([, quoted, plain = '']) => ({
    name: quoted ?? plain.toLowerCase(),
    version: undefined,
  }));
}

function versionIn(text: string): string | undefined {
  const found = INNER_VERSION.exec(text);
  return found?.[1] ?? found?.[2] ?? found?.[3];
}
