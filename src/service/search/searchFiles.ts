import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  EMPTY_STATISTICS,
  statisticsFromData,
  statisticsToData,
  type TermStatistics,
} from '../../core/search/termStatistics.ts';
import { embedderSettingsSchema, type ParsedEmbedderSettings } from './searchParams.ts';

/** What search keeps between two runs of the service: how frequent words are, and which embedder was chosen. */
export interface FittedStatistics {
  readonly statistics: TermStatistics;
  /** Patterns in the library when the statistics were taken. */
  readonly fittedOf: number;
}

const statisticsSchema = z.object({
  fittedOf: z.number(),
  documents: z.number(),
  averageLength: z.number(),
  stems: z.array(z.tuple([z.string(), z.number()])),
});

const STATISTICS_FILE = 'statistics.json';
const SETTINGS_FILE = 'embedder.json';

function folderOf(home: string): string {
  return join(home, 'search');
}

/** Nothing where no file is or an unreadable one: the statistics are then taken anew. */
export async function readStatistics(home: string): Promise<FittedStatistics> {
  const parsed = statisticsSchema.safeParse(await readJson(join(folderOf(home), STATISTICS_FILE)));
  if (!parsed.success) return { statistics: EMPTY_STATISTICS, fittedOf: 0 };
  return { statistics: statisticsFromData(parsed.data), fittedOf: parsed.data.fittedOf };
}

export async function writeStatistics(
  home: string,
  { statistics, fittedOf }: FittedStatistics,
): Promise<void> {
  await writeJson(folderOf(home), STATISTICS_FILE, { fittedOf, ...statisticsToData(statistics) });
}

export async function readEmbedderSettings(home: string): Promise<ParsedEmbedderSettings> {
  const parsed = embedderSettingsSchema.safeParse(await readJson(join(folderOf(home), SETTINGS_FILE)));
  return parsed.success ? parsed.data : { provider: 'lexical' };
}

/** Without the key, which is kept in memory alone. */
export async function writeEmbedderSettings(
  home: string,
  { apiKey: _secret, ...settings }: ParsedEmbedderSettings,
): Promise<void> {
  await writeJson(folderOf(home), SETTINGS_FILE, settings);
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

async function writeJson(folder: string, name: string, value: unknown): Promise<void> {
  await mkdir(folder, { recursive: true });
  const part = join(folder, `${name}.part`);
  await writeFile(part, JSON.stringify(value));
  await rename(part, join(folder, name));
}
