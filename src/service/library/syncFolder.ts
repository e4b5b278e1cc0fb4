import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type FilePattern, parsePatternFile } from '../../core/library/parsePatternFile.ts';
import type { StoredPattern } from '../../core/library/storedPattern.ts';
import { updatePatternFile, writePatternFile } from '../../core/library/writePatternFile.ts';
import { LEARNED_EDIT_FORMAT } from '../../core/patterns/learn/learnedEdit.ts';
import { hashText } from '../../core/text/hash.ts';
import type { LibraryProblem, SyncFolderResult } from '../../protocol/libraryService.ts';
import type { WorkspaceScope } from './readStore.ts';
import { canonical, sameContent, savePatterns, storedByKey } from './savePatterns.ts';
import type { StateFile } from './stateFile.ts';

export const syncFolderSchema = z.strictObject({
  folder: z.string().min(1),
  trusted: z.boolean(),
  add: z.array(z.string()).default([]),
  direction: z.enum(['both', 'toStore']).default('both'),
  dryRun: z.boolean().default(false),
  workspaceId: z.uuid().optional(),
});
export type ParsedSyncFolder = z.infer<typeof syncFolderSchema>;

/** Hash of each pattern's content when file and store last agreed, by folder and key. */
const foldersSchema = z.record(z.string(), z.record(z.string(), z.string())).catch({});
export type FoldersState = z.infer<typeof foldersSchema>;
export const parseFoldersState = (value: unknown): FoldersState => foldersSchema.parse(value);

const PATTERNS_FOLDER = join('.fixward', 'patterns');
/** A larger file is no pattern file. */
const FILE_SIZE_MAX = 2 * 1024 * 1024;

interface Folder {
  readonly texts: ReadonlyMap<string, string>;
  readonly patterns: ReadonlyMap<string, FilePattern>;
  readonly problems: LibraryProblem[];
}

/**
 * Brings a repository's pattern files and the store together. A file that changed since they last agreed wins, for it was
 * reviewed like code; one that did not follows the store. Patterns reach the folder only when they have a file there or
 * are asked for. Files that are gone stay gone, and their patterns stay in the store.
 */
export async function syncFolder(
  scope: WorkspaceScope,
  { folder, trusted, add, direction, dryRun }: ParsedSyncFolder,
  state: StateFile<FoldersState>,
): Promise<SyncFolderResult> {
  if (!trusted) {
    const message = 'the folder is not trusted: its files are neither read nor written';
    return { toStore: [], toFolder: [], unchanged: 0, problems: [{ place: folder, message }] };
  }
  const before = await state.read();
  const agreed = before[folder] ?? {};
  const files = await readPatternFiles(join(folder, PATTERNS_FOLDER));
  const stored = await storedByKey(scope, [...new Set([...files.patterns.keys(), ...add])]);
  const fileWins: FilePattern[] = [];
  const storeWins: StoredPattern[] = [];
  let unchanged = 0;
  for (const [key, file] of files.patterns) {
    const known = stored.get(key);
    if (known && sameContent(known.content, file.content)) unchanged++;
    else if (known && agreed[key] === hashText(canonical(file.content))) {
      if (direction === 'both') storeWins.push(known);
    } else fileWins.push(file);
  }
  for (const key of add) {
    const known = stored.get(key);
    if (known && !files.patterns.has(key)) storeWins.push(known);
    else if (!known) files.problems.push({ place: key, message: 'no pattern has this key' });
  }
  const saved = await savePatterns(
    scope,
    fileWins.map(({ content, path, line }) => ({
      content,
      place: `${path}:${line + 1}`,
      origin: content.pattern?.format === LEARNED_EDIT_FORMAT ? 'learned' : 'authored',
      status: 'active',
      reviewed: true,
    })),
    dryRun,
  );
  const toFolder = dryRun
    ? storeWins.map(({ content }) => pathFor(files, content.key))
    : await writeFiles(folder, files, storeWins);
  if (!dryRun) {
    const agreement = { ...agreed };
    const failed = new Set(saved.problems.map(({ place }) => place));
    for (const { content, path, line } of files.patterns.values()) {
      // A file that was left behind the store goes on being what both agreed on last.
      if (!failed.has(`${path}:${line + 1}`)) agreement[content.key] = hashText(canonical(content));
    }
    for (const { content } of storeWins) agreement[content.key] = hashText(canonical(content));
    await state.write({ ...before, [folder]: agreement });
  }
  return { toStore: saved.changed, toFolder, unchanged, problems: [...files.problems, ...saved.problems] };
}

async function readPatternFiles(folder: string): Promise<Folder> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /\.ya?ml$/iu.test(name)).sort();
  const texts = new Map<string, string>();
  const patterns = new Map<string, FilePattern>();
  const problems: LibraryProblem[] = [];
  for (const name of names) {
    const path = `.fixward/patterns/${name}`;
    const text = await readFile(join(folder, name), 'utf8').catch((error: unknown) => {
      problems.push({ place: path, message: error instanceof Error ? error.message : String(error) });
    });
    if (text === undefined) continue;
    if (text.length > FILE_SIZE_MAX) {
      problems.push({ place: path, message: 'is too large for a pattern file' });
      continue;
    }
    texts.set(path, text);
    const read = parsePatternFile(path, text);
    problems.push(...read.problems.map(({ line, message }) => ({ place: `${path}:${line + 1}`, message })));
    for (const pattern of read.patterns) {
      const { key } = pattern.content;
      const other = patterns.get(key);
      if (!other) patterns.set(key, pattern);
      else {
        const message = `key: "${key}" is the key of a pattern in ${other.path} too`;
        problems.push({ place: `${path}:${pattern.line + 1}`, message });
      }
    }
  }
  return { texts, patterns, problems };
}

function pathFor({ patterns }: Folder, key: string): string {
  return patterns.get(key)?.path ?? `.fixward/patterns/${key}.yaml`;
}

async function writeFiles(
  folder: string,
  files: Folder,
  patterns: readonly StoredPattern[],
): Promise<readonly string[]> {
  if (patterns.length === 0) return [];
  await mkdir(join(folder, PATTERNS_FOLDER), { recursive: true });
  const texts = new Map(files.texts);
  const written = new Set<string>();
  for (const { content } of patterns) {
    const path = pathFor(files, content.key);
    const text = texts.get(path);
    const updated = text === undefined ? writePatternFile(content) : updatePatternFile(text, content);
    if (updated === undefined) {
      files.problems.push({ place: path, message: `${content.key}: the file is a list; change it by hand` });
      continue;
    }
    texts.set(path, updated);
    written.add(path);
  }
  for (const path of written) {
    const part = join(folder, `${path}.part`);
    await writeFile(part, texts.get(path) ?? '', 'utf8');
    await rename(part, join(folder, path));
  }
  return [...written];
}
