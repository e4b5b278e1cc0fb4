import { listMigrations } from '../migrations/listMigrations.ts';
import type { SqlParser } from '../ports.ts';
import type { MigrationFolder } from '../rules/projectConfig.ts';
import type { SqlStatement } from '../sql/sqlStatement.ts';
import type { RecipeHost } from './recipeHost.ts';
import { statementsOf } from './schemaKnowledge.ts';

/** A script that runs before another. */
export interface EarlierScript {
  readonly text: string;
  statements(): readonly SqlStatement[];
}

/** The migrations around a file, read when first asked for. */
export interface RecipeFolder {
  downOf(path: string): string | undefined;
  earlierThan(path: string): readonly EarlierScript[];
}

// Findings of one folder come in dozens, and a host answers with the same list while it is fresh.
const known = new WeakMap<readonly string[], RecipeFolder>();

export function recipeFolder(
  files: readonly string[],
  configured: readonly MigrationFolder[],
  host: RecipeHost,
  parser: SqlParser,
): RecipeFolder {
  let folder = known.get(files);
  if (!folder) {
    folder = listFolder(files, configured, host, parser);
    known.set(files, folder);
  }
  return folder;
}

function listFolder(
  files: readonly string[],
  configured: readonly MigrationFolder[],
  host: RecipeHost,
  parser: SqlParser,
): RecipeFolder {
  const downs = new Map<string, string>();
  const places = new Map<string, { readonly ups: readonly string[]; readonly index: number }>();
  for (const listing of listMigrations(files, configured)) {
    const ups = listing.files.map(({ up }) => up);
    for (const [index, { up, down }] of listing.files.entries()) {
      places.set(up, { ups, index });
      if (down !== undefined) downs.set(up, down);
    }
  }
  const scripts = new Map<string, EarlierScript | undefined>();
  const scriptAt = (path: string): EarlierScript | undefined => {
    if (!scripts.has(path)) scripts.set(path, earlierScript(host.read(path), parser));
    return scripts.get(path);
  };
  return {
    downOf: (path) => downs.get(path),
    earlierThan: (path) => {
      const place = places.get(path);
      return place ? place.ups.slice(0, place.index).flatMap((up) => scriptAt(up) ?? []) : [];
    },
  };
}

export function earlierScript(text: string | undefined, parser: SqlParser): EarlierScript | undefined {
  if (text === undefined) return undefined;
  let statements: readonly SqlStatement[] | undefined;
  return {
    text,
    statements: () => {
      statements ??= statementsOf(text, parser);
      return statements;
    },
  };
}
