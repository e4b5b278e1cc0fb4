import type { Migration, MigrationHistory } from '../core/migrations/migration.ts';
import { scriptOf, sectionsOf, toolOfText } from '../core/migrations/migrationSections.ts';
import type { Certificate } from '../core/proof/certificate.ts';
import { defaultProjectConfig } from '../core/rules/parseProjectConfig.ts';
import type { SchemaSettings } from '../core/schema/schemaRule.ts';
import { schemaSettings } from '../core/schema/schemaSettings.ts';
import type { MigrationConfig } from '../engines/workspace/loadMigrations.ts';
import { type FolderHistory, folderHistory } from './projectHistories.ts';
import type { ToolContext } from './toolContext.ts';
import { ToolFailure } from './toolFailure.ts';

/** Where a migration that is given as text would run: after the project's own, or on an empty database. */
export interface GivenPlace {
  readonly history: MigrationHistory;
  readonly settings: SchemaSettings;
  /** What the project says of transactions. */
  readonly options: MigrationConfig;
  /** `after 12 migrations of supabase/migrations` */
  readonly where: string;
  readonly notes: readonly string[];
}

export interface GivenScripts {
  /** Becomes the migration's name. */
  readonly title?: string | undefined;
  readonly up: string;
  readonly down?: string | undefined;
}

/** The project's migrations as the start of another; without any the database starts empty. */
export async function givenPlace(
  context: ToolContext,
  scripts: GivenScripts,
  folder?: string,
): Promise<GivenPlace> {
  const found = context.project ? await historyIfAny(context, folder) : undefined;
  if (found) {
    const { history, settings, notes, project } = found;
    const count = history.migrations.length;
    return {
      history,
      settings,
      options: project.analyzer.config,
      where: `after ${count} ${count === 1 ? 'migration' : 'migrations'} of ${history.folder === '' ? 'the project' : history.folder}`,
      notes,
    };
  }
  const config = context.project ? (await context.project()).analyzer.config : defaultProjectConfig();
  return {
    history: { folder: '', tool: toolOfText(scripts.up) ?? 'plain', migrations: [] },
    settings: schemaSettings(config, { paths: [], texts: [scripts.up] }),
    options: config,
    where: 'on an empty database',
    notes: ['No migrations were found to start from: the database was empty before.'],
  };
}

/** A folder that is named must be there; where none is named, none is needed. */
async function historyIfAny(
  context: ToolContext,
  folder: string | undefined,
): Promise<FolderHistory | undefined> {
  try {
    return await folderHistory(context, folder);
  } catch (error) {
    if (error instanceof ToolFailure && error.code === 'not_found' && folder === undefined) return undefined;
    throw error;
  }
}

const NAME_CHARACTERS_MAX = 60;

/** The texts as a migration of the place's tool, with a name that no other has. */
export function givenMigration(
  { history, options }: GivenPlace,
  { title, up, down }: GivenScripts,
): Migration {
  const slug = (title ?? '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/gu, '')
    .slice(0, NAME_CHARACTERS_MAX);
  const taken = new Set(history.migrations.map(({ name }) => name));
  const base = slug === '' ? 'proposal' : slug;
  let name = base;
  for (let count = 2; taken.has(name); count++) name = `${base}_${count}`;
  const path = `${history.folder === '' ? '' : `${history.folder}/`}${name}.sql`;
  const file = { path, text: up, tool: history.tool, options };
  const sections = sectionsOf(up);
  const downPath = path.replace(/\.sql$/u, '.down.sql');
  const downScript =
    down !== undefined
      ? scriptOf({ ...file, path: downPath, text: down }, { start: 0, end: down.length })
      : sections.down && scriptOf(file, sections.down);
  return { name, up: scriptOf(file, sections.up), ...(downScript && { down: downScript }) };
}

/**
 * Proves a migration after those of the place, on the embedded Postgres.
 *
 * @param proposeDown write a way back where the migration has none
 */
export async function proveGiven(
  context: ToolContext,
  { history, settings }: GivenPlace,
  migration: Migration,
  proposeDown: boolean,
): Promise<Certificate> {
  const shadow = await context.shadow();
  const [certificate] = await shadow.prove(
    {
      migrations: [...history.migrations, migration],
      only: [migration.name],
      platform: settings.platform,
      engine: { kind: 'embedded' },
      proposeDown,
    },
    { signal: context.signal, onProgress: ({ message }) => context.progress(message) },
  );
  if (!certificate) throw new ToolFailure('failed', 'The shadow database gave no certificate.');
  return certificate;
}
