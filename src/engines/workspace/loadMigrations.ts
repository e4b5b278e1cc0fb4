import { join } from 'node:path';
import { parse } from 'smol-toml';
import { listMigrations, type MigrationListing } from '../../core/migrations/listMigrations.ts';
import type { MigrationHistory } from '../../core/migrations/migration.ts';
import { migrationHistory } from '../../core/migrations/migrationHistory.ts';
import { DEFAULT_LIMITS } from '../../core/rules/limits.ts';
import type { MigrationTool, ProjectConfig } from '../../core/rules/projectConfig.ts';
import { filesBelow, type MigrationProblem } from './migrationFiles.ts';
import { plainReason, readSourceFile } from './sourceFile.ts';

export interface LoadedMigrations {
  /** Without migrations when the folder holds none. */
  readonly history: MigrationHistory;
  /** What could not be read, one line each; such migrations are missing from the history. */
  readonly problems: readonly MigrationProblem[];
}

/**
 * Reads one migration folder from disk.
 *
 * @param folder workspace-relative, with `/`; a folder above the migrations will do when it holds only one such folder
 */
export async function loadMigrations(
  rootFolder: string,
  folder: string,
  config: Pick<ProjectConfig, 'migrations'>,
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
  return { history: await readHistory(rootFolder, chosen, paths, problems), problems };
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

async function readHistory(
  rootFolder: string,
  listing: MigrationListing,
  paths: readonly string[],
  problems: MigrationProblem[],
): Promise<MigrationHistory> {
  const there = new Set(paths);
  const texts = new Map<string, string>();
  const runInTransaction = new Map<string, boolean>();
  for (const { up, down } of listing.files) {
    for (const path of down === undefined ? [up] : [up, down]) {
      const text = await readText(rootFolder, path, problems);
      if (text !== undefined) texts.set(path, text);
    }
    const metadata = `${up.slice(0, up.lastIndexOf('/') + 1)}metadata.toml`;
    if (listing.tool !== 'diesel' || !there.has(metadata)) continue;
    const said = runInTransactionOf(
      (await readText(rootFolder, metadata, problems)) ?? '',
      metadata,
      problems,
    );
    if (said !== undefined) runInTransaction.set(up, said);
  }
  const journalPath = `${listing.folder === '' ? '' : `${listing.folder}/`}meta/_journal.json`;
  const journal = there.has(journalPath) ? await readText(rootFolder, journalPath, problems) : undefined;
  return migrationHistory(listing, {
    texts,
    runInTransaction,
    ...(journal !== undefined && { journal }),
  });
}

function runInTransactionOf(toml: string, path: string, problems: MigrationProblem[]): boolean | undefined {
  try {
    const { run_in_transaction: said } = parse(toml);
    return typeof said === 'boolean' ? said : undefined;
  } catch (error) {
    problems.push({ path, message: `not valid TOML: ${plainReason(error).split('\n', 1)[0] ?? ''}` });
    return undefined;
  }
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
