import { join } from 'node:path';
import { listMigrations, type MigrationListing } from '../../core/migrations/listMigrations.ts';
import type { MigrationHistory } from '../../core/migrations/migration.ts';
import { migrationHistory } from '../../core/migrations/migrationHistory.ts';
import { DEFAULT_LIMITS } from '../../core/rules/limits.ts';
import type { MigrationTool, ProjectConfig } from '../../core/rules/projectConfig.ts';
import { metadataPathOf, parseDieselMetadata } from './dieselMetadata.ts';
import { filesBelow, type MigrationProblem } from './migrationFiles.ts';
import { readSourceFile } from './sourceFile.ts';

export interface LoadedMigrations {
  /** Without migrations when the folder holds none. */
  readonly history: MigrationHistory;
  /** What could not be read, one line each; such migrations are missing from the history. */
  readonly problems: readonly MigrationProblem[];
}

/** The part of a project's configuration that decides how migrations run. */
export type MigrationConfig = Pick<ProjectConfig, 'migrations' | 'assumeInTransaction'>;

/**
 * Reads one migration folder from disk.
 *
 * @param folder workspace-relative, with `/`; a folder above the migrations will do when it holds only one such folder
 */
export async function loadMigrations(
  rootFolder: string,
  folder: string,
  config: MigrationConfig,
): Promise<LoadedMigrations> {
  const root = folder.replace(/^\.\/|\/+$/gu, '').replace(/^\.$/u, '');
  const problems: MigrationProblem[] = [];
  const paths = filesBelow(rootFolder, root, problems);
  const listings = listMigrations(
    paths.filter((path) => path.endsWith('.sql')),
    [...config.migrations, { folder: root, ...toolOfFolder(root, config) }],
  ).filter((listing) => listing.folder === root || listing.folder.startsWith(root === '' ? '' : `${root}/`));
  const chosen = chooseListing(listings, root);
  if (!chosen) {
    const empty: MigrationHistory = { folder: root, tool: 'plain', migrations: [] };
    if (problems.length > 0) return { history: empty, problems };
    const names = listings.map((listing) => listing.folder).join(', ');
    const message = names === '' ? 'no migrations are here' : `holds several migration folders: ${names}`;
    return { history: empty, problems: [{ path: root === '' ? '.' : root, message }] };
  }
  return { history: await readHistory({ rootFolder, listing: chosen, paths, problems, config }), problems };
}

/** What the project says of the folder, or of one above it. */
function toolOfFolder(
  root: string,
  { migrations }: Pick<ProjectConfig, 'migrations'>,
): { readonly tool?: MigrationTool } {
  const above = migrations
    .filter(({ folder }) => `${root}/`.startsWith(`${folder.replace(/\/+$/u, '')}/`))
    .sort((a, b) => b.folder.length - a.folder.length)[0];
  return above?.tool === undefined ? {} : { tool: above.tool };
}

/** The folder itself, else the only one inside, else the only one that is called `migrations`. */
function chooseListing(listings: readonly MigrationListing[], root: string): MigrationListing | undefined {
  const own = listings.find(({ folder }) => folder === root);
  if (own && own.files.length > 0) return own;
  const [only, ...others] = listings;
  if (others.length === 0) return only;
  const named = listings.filter(({ folder }) => /(?:^|\/)migrations?$/u.test(folder));
  return named.length === 1 ? named[0] : undefined;
}

interface HistoryRequest {
  readonly rootFolder: string;
  readonly listing: MigrationListing;
  readonly paths: readonly string[];
  readonly problems: MigrationProblem[];
  readonly config: MigrationConfig;
}

async function readHistory(request: HistoryRequest): Promise<MigrationHistory> {
  const { rootFolder, listing, paths, problems, config } = request;
  const there = new Set(paths);
  const texts = new Map<string, string>();
  const runInTransaction = new Map<string, boolean>();
  for (const { up, down } of listing.files) {
    for (const path of down === undefined ? [up] : [up, down]) {
      const text = await readText(rootFolder, path, problems);
      if (text !== undefined) texts.set(path, text);
    }
    const metadataPath = metadataPathOf(up);
    if (listing.tool !== 'diesel' || !there.has(metadataPath)) continue;
    const metadata = parseDieselMetadata((await readText(rootFolder, metadataPath, problems)) ?? '');
    if ('error' in metadata) problems.push({ path: metadataPath, message: metadata.error });
    else if (metadata.runInTransaction !== undefined) runInTransaction.set(up, metadata.runInTransaction);
  }
  const journalPath = `${listing.folder === '' ? '' : `${listing.folder}/`}meta/_journal.json`;
  const journal = there.has(journalPath) ? await readText(rootFolder, journalPath, problems) : undefined;
  return migrationHistory(listing, {
    texts,
    runInTransaction,
    options: config,
    ...(journal !== undefined && { journal }),
  });
}

async function readText(
  rootFolder: string,
  path: string,
  problems: MigrationProblem[],
): Promise<string | undefined> {
  const source = await readSourceFile(join(rootFolder, path), DEFAULT_LIMITS.fileSizeMaxBytes);
  if (source.kind === 'text') return source.text;
  problems.push({ path, message: source.reason });
  return undefined;
}
