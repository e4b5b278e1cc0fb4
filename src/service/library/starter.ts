import { z } from 'zod';
import type { PatternContent } from '../../core/library/fixPattern.ts';
import type { ShippedLibrary } from '../../core/library/shippedLibrary.ts';
import type { StoredPattern } from '../../core/library/storedPattern.ts';
import type { InstallStarterResult, LibraryProblem } from '../../protocol/libraryService.ts';
import { storeData } from '../search/storeData.ts';
import { type WorkspaceScope, workspaceIdOf } from './readStore.ts';
import { canonical, sameContent, storedByKey } from './savePatterns.ts';
import type { StateFile } from './stateFile.ts';
import { writeBatch } from './writeBatch.ts';

/** What was shipped last, by workspace and key: tells a user's edit from an older version of ours. */
const shippedSchema = z.record(z.string(), z.record(z.string(), z.string())).catch({});
export type ShippedState = z.infer<typeof shippedSchema>;
export const parseShippedState = (value: unknown): ShippedState => shippedSchema.parse(value);

/**
 * Brings the shipped patterns up to date. One that a user edited, retired or deleted stays as he left it; one that nobody
 * touched follows what is shipped.
 */
export async function installStarter(
  scope: WorkspaceScope,
  library: ShippedLibrary,
  state: StateFile<ShippedState>,
): Promise<InstallStarterResult> {
  const workspace = await workspaceIdOf(scope);
  // In a team's workspace the shipped patterns come with a maintainer: what a member brings would be refused one by one.
  if (!(await mayReview(scope, workspace))) return { ...NOTHING, problems: [] };
  const before = await state.read();
  const installed = before[workspace] ?? {};
  const stored = await storedByKey(
    scope,
    library.patterns.map(({ key }) => key),
  );
  const next: Record<string, string> = { ...installed };
  const toWrite: { readonly content: PatternContent; readonly known: StoredPattern | undefined }[] = [];
  const counts = { created: 0, updated: 0, unchanged: 0, failed: 0, kept: 0 };
  for (const content of library.patterns) {
    const known = stored.get(content.key);
    const last = installed[content.key];
    if (known && sameContent(known.content, content)) {
      counts.unchanged++;
      next[content.key] = canonical(content);
    } else if (!known && last !== undefined) counts.kept++;
    else if (known && !isUntouched(known, last)) counts.kept++;
    else toWrite.push({ content, known });
  }
  const problems: LibraryProblem[] = [];
  const items = toWrite.map(({ content, known }) =>
    known
      ? { ...content, base_version: known.version }
      : { ...content, origin: 'shipped', status: 'active', reviewed: true },
  );
  for (const [index, result] of (await writeBatch(scope, 'save_patterns', 'patterns', items)).entries()) {
    const written = toWrite[index];
    if (!written) continue;
    if (!result.ok) {
      counts.failed++;
      problems.push({ place: written.content.key, message: result.error.message });
      continue;
    }
    next[written.content.key] = canonical(written.content);
    if (written.known) counts.updated++;
    else counts.created++;
  }
  await state.write({ ...before, [workspace]: next });
  const relations = counts.created > 0 ? await relate(scope, library, problems) : 0;
  return { ...counts, relations, problems };
}

const NOTHING = { created: 0, updated: 0, unchanged: 0, failed: 0, kept: 0, relations: 0 } as const;

const workspacesSchema = z.object({ workspaces: z.array(z.object({ id: z.string(), role: z.string() })) });

async function mayReview(scope: WorkspaceScope, workspace: string): Promise<boolean> {
  const { workspaces } = await storeData(scope.store, 'list_workspaces', {}, workspacesSchema, scope.signal);
  const role = workspaces.find(({ id }) => id === workspace)?.role;
  return role === 'maintainer' || role === 'owner';
}

/** What was shipped last, or was never changed since it came: the record of what was shipped may be lost. */
function isUntouched({ origin, version, content }: StoredPattern, last: string | undefined): boolean {
  if (origin !== 'shipped') return false;
  return last === undefined ? version === 1 : last === canonical(content);
}

async function relate(
  scope: WorkspaceScope,
  { relations }: ShippedLibrary,
  problems: LibraryProblem[],
): Promise<number> {
  const items = relations.map(({ from, to, kind, strength, why }) => ({
    from_key: from,
    to_key: to,
    kind,
    strength,
    found_by: 'shipped',
    confirmed: true,
    ...(why !== undefined && { evidence: { why } }),
  }));
  let written = 0;
  for (const [index, result] of (await writeBatch(scope, 'relate_patterns', 'relations', items)).entries()) {
    if (result.ok) written++;
    // A pattern that the user deleted has no relations.
    else if (result.error.code !== 'not_found') {
      problems.push({ place: `relation ${index + 1}`, message: result.error.message });
    }
  }
  return written;
}
