import type { PatternContent, PatternOrigin, PatternStatus } from '../../core/library/fixPattern.ts';
import type { StoredPattern } from '../../core/library/storedPattern.ts';
import { fieldsOf } from '../../core/library/writePatternFile.ts';
import type { ImportCounts, LibraryProblem } from '../../protocol/libraryService.ts';
import { getPatterns, type WorkspaceScope } from './readStore.ts';
import { type BatchResult, writeBatch } from './writeBatch.ts';

/** A pattern to save, with the place it came from, for problems. */
export interface PatternToSave {
  readonly content: PatternContent;
  readonly place: string;
  /** Taken when the pattern is new; one that is there keeps its own. */
  readonly origin: PatternOrigin;
  readonly status: PatternStatus;
  readonly reviewed: boolean;
}

export interface SavedPatterns {
  readonly counts: ImportCounts;
  readonly problems: readonly LibraryProblem[];
  readonly notes: readonly string[];
  /** Keys of those that were created or changed, or would be. */
  readonly changed: readonly string[];
}

/** Keys asked about at a time. */
const KEYS_PER_CALL = 500;

/** Saves patterns by key; what is stored alike already is not touched. A dry run only counts. */
export async function savePatterns(
  scope: WorkspaceScope,
  patterns: readonly PatternToSave[],
  dryRun: boolean,
): Promise<SavedPatterns> {
  const stored = await storedByKey(
    scope,
    patterns.map(({ content }) => content.key),
  );
  const unlike = patterns.filter(({ content }) => {
    const known = stored.get(content.key);
    return !known || !sameContent(known.content, content);
  });
  const counts = { created: 0, updated: 0, unchanged: patterns.length - unlike.length, failed: 0 };
  const problems: LibraryProblem[] = [];
  const notes: string[] = [];
  const changed: string[] = [];
  const results = dryRun ? [] : await write(scope, unlike, stored, notes);
  for (const [index, { content, place }] of unlike.entries()) {
    const result = results[index];
    if (result && !result.ok) {
      counts.failed++;
      problems.push({ place, message: result.error.message });
      continue;
    }
    if (stored.has(content.key)) counts.updated++;
    else counts.created++;
    changed.push(content.key);
  }
  return { counts, problems, notes, changed };
}

export function sameContent(a: PatternContent, b: PatternContent): boolean {
  return canonical(fieldsOf(a)) === canonical(fieldsOf(b));
}

/** jsonb gives an object's keys back in its own order. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return `{${entries
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`)
      .join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

export async function storedByKey(
  scope: WorkspaceScope,
  keys: readonly string[],
): Promise<ReadonlyMap<string, StoredPattern>> {
  const stored = new Map<string, StoredPattern>();
  for (let start = 0; start < keys.length; start += KEYS_PER_CALL) {
    const found = await getPatterns(scope, { keys: keys.slice(start, start + KEYS_PER_CALL) });
    for (const pattern of found) stored.set(pattern.content.key, pattern);
  }
  return stored;
}

/** A member may not make patterns active: what the store refuses for that is saved as a suggestion instead. */
async function write(
  scope: WorkspaceScope,
  patterns: readonly PatternToSave[],
  stored: ReadonlyMap<string, StoredPattern>,
  notes: string[],
): Promise<readonly BatchResult[]> {
  const rowOf = ({ content, origin, status, reviewed }: PatternToSave): Record<string, unknown> =>
    stored.has(content.key) ? { ...content } : { ...content, origin, status, reviewed };
  const results = [...(await writeBatch(scope, 'save_patterns', 'patterns', patterns.map(rowOf)))];
  const refused = results.flatMap((result, index) => {
    const pattern = patterns[index];
    const forbidden = !result.ok && result.error.code === 'forbidden';
    return forbidden && pattern && !stored.has(pattern.content.key) ? [{ index, pattern }] : [];
  });
  if (refused.length === 0) return results;
  const again = await writeBatch(
    scope,
    'save_patterns',
    'patterns',
    refused.map(({ pattern }) => ({ ...pattern.content, origin: pattern.origin, status: 'suggested' })),
  );
  for (const [at, { index }] of refused.entries()) {
    const result = again[at];
    if (result) results[index] = result;
  }
  const suggested = again.filter(({ ok }) => ok).length;
  if (suggested > 0) notes.push(`${suggested} patterns were saved as suggestions; a maintainer reviews them`);
  return results;
}
