import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { migrationRootOf } from '../../core/migrations/listMigrations.ts';
import type { RecipeHost } from '../../core/recipes/recipeHost.ts';
import type { ProjectConfig } from '../../core/rules/projectConfig.ts';
import { filesBelow } from './migrationFiles.ts';
import { readSourceFileSync } from './sourceFile.ts';

export interface RecipeHostOptions {
  readonly rootFolder: string;
  readonly config: Pick<ProjectConfig, 'migrations'>;
  readonly fileSizeMaxBytes: number;
}

/** A folder with fifty findings is not listed fifty times; a person who has just added a file sees it all the same. */
const LISTING_KEPT_MS = 2_000;

/** Looks at the disk when a recipe is offered. */
export function createRecipeHost({ rootFolder, config, fileSizeMaxBytes }: RecipeHostOptions): RecipeHost {
  let known: { readonly root: string; readonly files: readonly string[]; readonly atMs: number } | undefined;
  return {
    filesAround: (path) => {
      const migrations = migrationRootOf(path, config.migrations);
      const root = migrations ?? path.slice(0, Math.max(0, path.lastIndexOf('/')));
      const atMs = performance.now();
      if (known?.root !== root || atMs - known.atMs > LISTING_KEPT_MS) {
        const files = migrations === undefined ? filesIn(rootFolder, root) : filesBelow(rootFolder, root, []);
        known = { root, files, atMs };
      }
      return known.files;
    },
    read: (path) => {
      const source = readSourceFileSync(join(rootFolder, path), fileSizeMaxBytes);
      return source.kind === 'text' ? source.text : undefined;
    },
    now: () => new Date().toISOString().replace(/\D/gu, '').slice(0, 'yyyymmddhhmmss'.length),
  };
}

function filesIn(rootFolder: string, folder: string): readonly string[] {
  try {
    return readdirSync(join(rootFolder, folder), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => (folder === '' ? name : `${folder}/${name}`));
  } catch {
    // A text whose file is yet to be written may name a folder that is not there.
    return [];
  }
}
