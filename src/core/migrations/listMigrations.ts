import type { MigrationFolder, MigrationTool } from '../rules/projectConfig.ts';
import { toolOfPath } from '../sql/migrationTool.ts';
import { type FileRole, isNumbered, orderOfTool, roleOfFile } from './migrationLayout.ts';

/** The files of one migration. */
export interface MigrationFiles {
  /** As the tool calls it: `20240131_add_state`. */
  readonly name: string;
  /** Workspace-relative, with `/`. */
  readonly up: string;
  /** Absent where there is none, and where one file holds both directions. */
  readonly down?: string;
}

/** A migration folder as its file names show it. */
export interface MigrationListing {
  /** Workspace-relative, with `/`, no `/` at the end; empty for the workspace folder itself. */
  readonly folder: string;
  /** As configured, or told from names alone; comments inside the files may know better. */
  readonly tool: MigrationTool;
  readonly isConfigured: boolean;
  /** In the order the tool runs them. */
  readonly files: readonly MigrationFiles[];
}

const FOLDER_OF_MIGRATIONS = /^(.*?(?:^|\/)(?:migrations?|migrate|drizzle))\//u;
const FLYWAY_FOLDER = /^(.*)\/V\d[\d._]*__[^/]*\.sql$/u;
/** Folders inside one of migrations whose scripts no tool runs as migrations. */
const NOT_MIGRATIONS = /(?:^|\/)(?:tests?|seeds?|snippets|fixtures|archive|\.[^/]*)(?:\/|$)/u;

/**
 * The migration folders among the paths, each with its migrations in order.
 *
 * @param paths workspace-relative; those that are no SQL are passed over
 * @param configured folders that count whatever they are called; nested ones belong to the nearest
 */
export function listMigrations(
  paths: readonly string[],
  configured: readonly MigrationFolder[] = [],
): readonly MigrationListing[] {
  const folders = configured.map(({ folder, tool }) => ({ folder: trimmed(folder), tool }));
  const roles = new Map<string, { path: string; role: FileRole }[]>();
  for (const path of paths) {
    if (!path.endsWith('.sql')) continue;
    const root = migrationRootOf(path, folders);
    if (root === undefined || NOT_MIGRATIONS.test(path.slice(root.length))) continue;
    const role = roleOfFile(path, root);
    if (!role) continue;
    const known = roles.get(role.folder);
    if (known) known.push({ path, role });
    else roles.set(role.folder, [{ path, role }]);
  }
  return [...roles]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([folder, members]) => {
      const owner = nearestFolder(`${folder}/`, folders);
      const tool = owner?.tool ?? toolOfNames(members.map(({ path }) => path));
      const files = pair(
        tool,
        RUNS_FOLDERS.has(tool) ? members.filter(({ path }) => !isLoose(path)) : members,
      );
      return { folder, tool, isConfigured: owner?.tool !== undefined, files };
    })
    .filter(({ files }) => files.length > 0);
}

function trimmed(folder: string): string {
  return folder.replace(/^\.\/|\/+$/gu, '').replace(/^\.$/u, '');
}

/** The folder below which a path's migration and its neighbours are; undefined for paths that are no migration. */
export function migrationRootOf(
  path: string,
  configured: readonly { readonly folder: string }[],
): string | undefined {
  const owner = nearestFolder(
    path,
    configured.map(({ folder }) => ({ folder: trimmed(folder) })),
  );
  if (owner) return owner.folder;
  return FOLDER_OF_MIGRATIONS.exec(path)?.[1] ?? FLYWAY_FOLDER.exec(path)?.[1];
}

function nearestFolder<Folder extends { readonly folder: string }>(
  path: string,
  folders: readonly Folder[],
): Folder | undefined {
  let nearest: Folder | undefined;
  for (const candidate of folders) {
    if (candidate.folder !== '' && !path.startsWith(`${candidate.folder}/`)) continue;
    if (!nearest || candidate.folder.length > nearest.folder.length) nearest = candidate;
  }
  return nearest;
}

function toolOfNames(paths: readonly string[]): MigrationTool {
  for (const path of paths) {
    const tool = toolOfPath(path);
    if (tool !== undefined) return tool;
  }
  // A folder named on the command line may be called anything: what stands inside tells the tool.
  if (paths.some((path) => /(?:^|\/)[^/]+\/migration\.sql$/u.test(path))) return 'prisma';
  if (paths.some((path) => /(?:^|\/)[^/]+\/(?:up|down)\.sql$/u.test(path))) return 'diesel';
  return 'plain';
}

/** Tools whose migration is a folder: a file beside the folders is a script that somebody runs by hand. */
const RUNS_FOLDERS: ReadonlySet<MigrationTool> = new Set(['diesel', 'prisma']);

function isLoose(path: string): boolean {
  return !/(?:^|\/)(?:up|down|migration)\.sql$/u.test(path);
}

interface Member {
  readonly path: string;
  readonly role: FileRole;
}

/** Tools that run a file only when its name starts with a version. */
const NEEDS_NUMBER: ReadonlySet<MigrationTool> = new Set([
  'supabase',
  'dbmate',
  'goose',
  'sqlx',
  'golang-migrate',
]);

function isNamedFor(tool: MigrationTool, key: string): boolean {
  if (tool === 'flyway') return /^(?:V\d|R__)/u.test(key);
  return !NEEDS_NUMBER.has(tool) || isNumbered(key);
}

function pair(tool: MigrationTool, members: readonly Member[]): readonly MigrationFiles[] {
  const up = new Map<string, string>();
  const down = new Map<string, string>();
  for (const { path, role } of members) (role.direction === 'up' ? up : down).set(keyOf(role.name), path);
  const names = new Map(
    members.filter(({ role }) => role.direction === 'up').map(({ role }) => [keyOf(role.name), role.name]),
  );
  pairUnderscored(up, down);
  const all = [...up.keys()].filter((key) => isNamedFor(tool, key));
  // A dump or a seed that stands among numbered scripts is not one of them.
  const numbered = tool === 'plain' ? all.filter(isNumbered) : [];
  const kept = numbered.length > 0 ? numbered : all;
  const order = orderOfTool(tool, kept);
  return kept
    .sort((a, b) => order(names.get(a) ?? a, names.get(b) ?? b))
    .flatMap((key) => {
      const path = up.get(key);
      if (path === undefined) return [];
      const undo = down.get(key);
      return [{ name: names.get(key) ?? key, up: path, ...(undo !== undefined && { down: undo }) }];
    });
}

/** An undo script of Flyway has a version in common with what it undoes, but not always the description. */
function keyOf(name: string): string {
  return /^V\d[\d._]*?(?=__)/u.exec(name)?.[0] ?? name;
}

/** `12_orders_down.sql` is a down script only where `12_orders_up.sql` or `12_orders.sql` stands beside it. */
function pairUnderscored(up: Map<string, string>, down: Map<string, string>): void {
  for (const [key, path] of [...up]) {
    const base = /^(.+)[_-](?:down|undo|rollback)$/u.exec(key)?.[1];
    if (base === undefined) continue;
    const partner = [`${base}_up`, `${base}-up`, base].find((name) => up.has(name));
    if (partner === undefined) continue;
    up.delete(key);
    down.set(partner, path);
  }
}
