import { listMigrations } from '../core/migrations/listMigrations.ts';
import type { MigrationHistory } from '../core/migrations/migration.ts';
import type { SchemaSettings } from '../core/schema/schemaRule.ts';
import { schemaSettings } from '../core/schema/schemaSettings.ts';
import { loadMigrations } from '../engines/workspace/loadMigrations.ts';
import { readApiSchemas } from '../engines/workspace/supabaseConfig.ts';
import type { ToolContext, ToolProject } from './toolContext.ts';
import { ToolFailure } from './toolFailure.ts';

/** A folder of migrations with what it says of the database. */
export interface FolderHistory {
  readonly project: ToolProject;
  readonly history: MigrationHistory;
  readonly settings: SchemaSettings;
  /** What could not be read, and other folders that are there; one line each. */
  readonly notes: readonly string[];
}

/** The project that is open; fails with a line that says so when none is. */
async function openProject({ project }: ToolContext): Promise<ToolProject> {
  if (!project)
    throw new ToolFailure('not_found', 'No project is open: open a folder, or give the SQL itself.');
  return project();
}

/**
 * The migrations of the project as they stand on disk.
 *
 * @param folder from the project's root; the one with most migrations when absent
 */
export async function folderHistory(context: ToolContext, folder?: string): Promise<FolderHistory> {
  const project = await openProject(context);
  if (!context.trusted) {
    throw new ToolFailure('refused', 'This workspace is not trusted: nothing of it is run.');
  }
  const { config } = project.analyzer;
  const folders = folder === undefined ? await migrationFolders(project) : [folder];
  const [chosen, ...others] = folders;
  if (chosen === undefined) {
    throw new ToolFailure(
      'not_found',
      'No migrations folder was found: name one under migrations in .fixward/config.yaml, or give the SQL itself.',
    );
  }
  const { history, problems } = await loadMigrations(project.rootFolder, chosen, config);
  if (history.migrations.length === 0) {
    throw new ToolFailure(
      'not_found',
      `${chosen === '' ? '.' : chosen}: ${problems[0]?.message ?? 'no migrations are here'}.`,
    );
  }
  return {
    project,
    history,
    settings: settingsOf(project, history),
    notes: [
      ...problems.map(({ path, message }) => `${path} was not read: ${message}.`),
      ...(others.length > 0 ? [`Other migration folders, not looked at: ${others.join(', ')}.`] : []),
    ],
  };
}

/** What the project and its scripts say of the database. */
function settingsOf(project: ToolProject, { folder, tool, migrations }: MigrationHistory): SchemaSettings {
  const apiSchemas = readApiSchemas(project.rootFolder, folder);
  return schemaSettings(project.analyzer.config, {
    tool,
    paths: migrations.map(({ up }) => up.path),
    texts: migrations.map(({ up }) => up.text),
    ...(apiSchemas && { apiSchemas }),
  });
}

/** Folders from the project's root, the one with most migrations first. */
async function migrationFolders(project: ToolProject): Promise<readonly string[]> {
  const paths: string[] = [];
  for await (const file of project.walk()) {
    if ('language' in file && file.language === 'sql') paths.push(file.path);
  }
  return [...listMigrations(paths, project.analyzer.config.migrations)]
    .sort((a, b) => b.files.length - a.files.length)
    .map(({ folder }) => folder);
}
