import { z } from 'zod';
import type { MigrationTool } from '../rules/projectConfig.ts';
import type { SqlOptions } from '../sql/migrationTool.ts';
import type { MigrationFiles, MigrationListing } from './listMigrations.ts';
import type { Migration, MigrationHistory } from './migration.ts';
import { orderOfTool } from './migrationLayout.ts';
import { scriptOf, sectionsOf, toolOfText } from './migrationSections.ts';

/** What was read of a migration folder; paths as in the listing. */
export interface MigrationTexts {
  /** Texts of the scripts; a migration whose up script is missing is left out. */
  readonly texts: ReadonlyMap<string, string>;
  /** Drizzle's `meta/_journal.json`. */
  readonly journal?: string;
  /** By up script: diesel's `run_in_transaction`, where its `metadata.toml` says it. */
  readonly runInTransaction?: ReadonlyMap<string, boolean>;
  /** What the project says of transactions. */
  readonly options?: Pick<SqlOptions, 'migrations' | 'assumeInTransaction'>;
}

/** Puts the texts of a listed folder into the history its tool would run. */
export function migrationHistory(listing: MigrationListing, read: MigrationTexts): MigrationHistory {
  const tool = listing.isConfigured ? listing.tool : (toolOfScripts(listing.files, read) ?? listing.tool);
  const order = orderOfTool(
    tool,
    listing.files.map(({ name }) => name),
  );
  const places = tool === 'drizzle' ? journalPlaces(read.journal) : NO_PLACES;
  const files =
    tool === listing.tool && places.size === 0
      ? listing.files
      : [...listing.files].sort(
          (a, b) => placeOf(places, a.name) - placeOf(places, b.name) || order(a.name, b.name),
        );
  return {
    folder: listing.folder,
    tool,
    migrations: files.flatMap((file) => migrationOf(file, tool, read) ?? []),
  };
}

function migrationOf(file: MigrationFiles, tool: MigrationTool, read: MigrationTexts): Migration | undefined {
  const text = read.texts.get(file.up);
  if (text === undefined) return undefined;
  const runInTransaction = read.runInTransaction?.get(file.up);
  const options = { ...read.options, ...(runInTransaction !== undefined && { runInTransaction }) };
  const upFile = { path: file.up, text, tool, options };
  const sections = HAS_SECTIONS.has(tool) ? sectionsOf(text) : { up: { start: 0, end: text.length } };
  const up = scriptOf(upFile, sections.up);
  const downText = file.down === undefined ? undefined : read.texts.get(file.down);
  if (file.down !== undefined && downText !== undefined) {
    const whole = { start: 0, end: downText.length };
    const down = scriptOf({ path: file.down, text: downText, tool, options }, whole);
    return { name: file.name, up, down };
  }
  const down = sections.down && scriptOf(upFile, sections.down);
  return { name: file.name, up, ...(down && { down }) };
}

const HAS_SECTIONS: ReadonlySet<MigrationTool> = new Set(['dbmate', 'goose', 'node-pg-migrate']);

/** Scripts read to find the tool's comments: they stand in every file or, for breakpoints, in most. */
const SCRIPTS_ASKED_MAX = 20;

function toolOfScripts(
  files: readonly MigrationFiles[],
  { texts }: MigrationTexts,
): MigrationTool | undefined {
  for (const { up } of files.slice(0, SCRIPTS_ASKED_MAX)) {
    const tool = toolOfText(texts.get(up) ?? '');
    if (tool !== undefined) return tool;
  }
  return undefined;
}

const NO_PLACES: ReadonlyMap<string, number> = new Map();

const journalSchema = z.object({ entries: z.array(z.object({ tag: z.string() })) });

/** Place of each migration in the journal; empty when it cannot be read. */
function journalPlaces(journal: string | undefined): ReadonlyMap<string, number> {
  if (journal === undefined) return NO_PLACES;
  try {
    const { entries } = journalSchema.parse(JSON.parse(journal));
    return new Map(entries.map(({ tag }, index) => [tag, index]));
  } catch {
    // A broken journal says nothing; names order the folder as well.
    return NO_PLACES;
  }
}

/** A script that the journal does not know yet comes last. */
function placeOf(places: ReadonlyMap<string, number>, name: string): number {
  return places.get(name) ?? places.size;
}
