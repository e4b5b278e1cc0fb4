import { resolve } from 'node:path';
import type { Migration, MigrationHistory, MigrationScript } from '../core/migrations/migration.ts';
import { scriptOf, sectionsOf, toolOfText } from '../core/migrations/migrationSections.ts';
import { nearestName } from '../core/rules/nearestName.ts';
import type { MigrationTool } from '../core/rules/projectConfig.ts';
import { detectPlatform } from '../core/schema/schemaSettings.ts';
import { toolOfPath } from '../core/sql/migrationTool.ts';
import { MAJOR_MIN, readLocalPostgres } from '../engines/shadow/local/findLocalPostgres.ts';
import type { EngineChoice, ProveRequest } from '../engines/shadow/shadowService.ts';
import { loadMigrations } from '../engines/workspace/loadMigrations.ts';
import { readSourceFile } from '../engines/workspace/sourceFile.ts';
import { UsageError } from './cliHost.ts';
import type { ParsedOptions } from './parseOptions.ts';
import type { Projects, RootedProject, Target } from './projects.ts';

/** What a command line asks to prove. */
export interface ProofTask {
  readonly request: ProveRequest;
  readonly project: RootedProject;
  /** Where the migrations stand, and whose they are. */
  readonly history: Pick<MigrationHistory, 'folder' | 'tool'>;
  /** Migrations that could not be read, one line each. */
  readonly problems: readonly string[];
}

/** A folder of migrations in the order its tool runs them. */
export async function folderTask(
  projects: Projects,
  parsed: ParsedOptions,
  folder: string,
): Promise<ProofTask> {
  const target = await projects.target('prove', folder);
  if (!target.isFolder)
    throw new UsageError(`prove: --migrations ${folder} is a file; use --up for one migration`);
  const { project } = target;
  const { history, problems } = await loadMigrations(
    project.rootFolder,
    target.path,
    project.analyzer.config,
  );
  const lines = problems.map(({ path, message }) => `${projects.shown(project, path)}: ${message}`);
  const { migrations } = history;
  if (migrations.length === 0)
    throw new UsageError(`prove: ${lines[0] ?? `${folder}: no migrations are here`}`);
  const only = chosenNames(parsed, migrations);
  return {
    request: {
      migrations,
      ...(only && { only }),
      ...(await schemaOf(projects, parsed)),
      platform: platformOf(parsed, project, migrations, history.tool),
      engine: await engineOf(parsed),
      proposeDown: parsed.flag('propose-down'),
    },
    project,
    history,
    problems: lines,
  };
}

/** One migration given by its files. */
export async function fileTask(projects: Projects, parsed: ParsedOptions, path: string): Promise<ProofTask> {
  const target = await projects.target('prove', path);
  const text = await readText(target, path);
  const { project } = target;
  const up = target.path;
  const tool =
    project.analyzer.config.migrations.find(({ folder }) => up.startsWith(`${folder.replace(/\/+$/u, '')}/`))
      ?.tool ??
    toolOfText(text) ??
    toolOfPath(up) ??
    'plain';
  const sections = sectionsOf(text);
  const migration: Migration = {
    name: nameOf(up),
    up: script(up, text, tool, sections.up),
    ...(await downOf(projects, parsed, { path: up, text, tool, section: sections.down })),
  };
  return {
    request: {
      migrations: [migration],
      ...(await schemaOf(projects, parsed)),
      platform: platformOf(parsed, project, [migration], tool),
      engine: await engineOf(parsed),
      proposeDown: parsed.flag('propose-down'),
    },
    project,
    history: { folder: up.split('/').slice(0, -1).join('/'), tool },
    problems: [],
  };
}

interface UpFile {
  readonly path: string;
  readonly text: string;
  readonly tool: MigrationTool;
  /** The part of the file that goes down. */
  readonly section: MigrationScript['span'] | undefined;
}

async function downOf(
  projects: Projects,
  parsed: ParsedOptions,
  up: UpFile,
): Promise<{ readonly down?: MigrationScript }> {
  const path = parsed.text('down');
  if (path === undefined) {
    return up.section ? { down: script(up.path, up.text, up.tool, up.section) } : {};
  }
  const target = await projects.target('prove', path);
  const text = await readText(target, path);
  return { down: script(target.path, text, up.tool, { start: 0, end: text.length }) };
}

function script(
  path: string,
  text: string,
  tool: MigrationTool,
  span: MigrationScript['span'],
): MigrationScript {
  return scriptOf({ path, text, tool, options: {} }, span);
}

async function schemaOf(
  projects: Projects,
  parsed: ParsedOptions,
): Promise<Pick<ProveRequest, 'baseSchema'>> {
  const path = parsed.text('schema');
  if (path === undefined) return {};
  const target = await projects.target('prove', path);
  return { baseSchema: { path: target.path, text: await readText(target, path) } };
}

async function readText({ project, path, isFolder }: Target, shown: string): Promise<string> {
  if (isFolder) throw new UsageError(`prove: ${shown} is a folder; name a file`);
  const source = await readSourceFile(resolve(project.rootFolder, path), project.limits.fileSizeMaxBytes);
  if (source.kind === 'text') return source.text;
  throw new UsageError(`prove: ${shown}: ${source.reason}`);
}

/** `20240131_add_state` of `migrations/20240131_add_state/up.sql`. */
function nameOf(path: string): string {
  const parts = path.split('/');
  const file = parts.at(-1) ?? path;
  const isPlain = /^(?:up|migration)\.sql$/u.test(file);
  return isPlain ? (parts.at(-2) ?? file) : file.replace(/(?:[._-]up)?\.sql$/u, '');
}

/** Names of the migrations to prove; undefined for all. */
function chosenNames(parsed: ParsedOptions, migrations: readonly Migration[]): readonly string[] | undefined {
  const names = migrations.map(({ name }) => name);
  const only = parsed.texts('only');
  for (const name of only) requireName('only', name, names);
  const since = parsed.text('since');
  const last = parsed.text('last');
  const given = [only.length > 0, since !== undefined, last !== undefined].filter(Boolean).length;
  if (given > 1) throw new UsageError('prove: give one of --only, --since and --last');
  if (only.length > 0) return only;
  if (since !== undefined) {
    requireName('since', since, names);
    return names.slice(names.indexOf(since) + 1);
  }
  if (last === undefined) return undefined;
  if (!/^[1-9]\d*$/u.test(last))
    throw new UsageError(`prove: --last needs a whole number from 1; got "${last}"`);
  return names.slice(-Number(last));
}

function requireName(option: string, name: string, names: readonly string[]): void {
  if (names.includes(name)) return;
  const near = nearestName(name, names);
  const hint = near === undefined ? '' : `; did you mean "${near}"?`;
  throw new UsageError(`prove: --${option} ${name}: no migration is called so${hint}`);
}

function platformOf(
  parsed: ParsedOptions,
  project: RootedProject,
  migrations: readonly Migration[],
  tool: MigrationTool,
): ProveRequest['platform'] {
  const said = parsed.text('platform');
  if (said === 'supabase' || said === 'postgres') return said;
  const configured = project.analyzer.config.database.platform;
  return (
    configured ??
    detectPlatform({
      paths: migrations.map(({ up }) => up.path),
      tool,
      texts: migrations.map(({ up }) => up.text),
    })
  );
}

/** A folder, and nothing that could be taken for the address of a database. */
async function engineOf(parsed: ParsedOptions): Promise<EngineChoice> {
  const said = parsed.text('engine') ?? 'embedded';
  if (said === 'embedded') return { kind: 'embedded' };
  if (/^[a-z][a-z+]*:\/\//iu.test(said) || said.includes('=')) {
    throw new UsageError(
      'prove: --engine takes "embedded" or a folder with initdb and postgres; proofs never run on a database in use',
    );
  }
  const binFolder = resolve(said);
  const installed = await readLocalPostgres(binFolder);
  if (!installed) throw new UsageError(`prove: --engine ${said}: no initdb and postgres that run are there`);
  if (installed.major < MAJOR_MIN) {
    throw new UsageError(
      `prove: --engine ${said}: proofs need PostgreSQL ${MAJOR_MIN} or later; this is ${installed.version}`,
    );
  }
  return { kind: 'local', binFolder };
}
