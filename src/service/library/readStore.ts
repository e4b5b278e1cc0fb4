import { z } from 'zod';
import { type StoredPattern, storedPattern } from '../../core/library/storedPattern.ts';
import type { StoreTransport } from '../../store/store.ts';
import { storeData } from '../search/storeData.ts';

const PAGE = 500;

/** Rows that the programs of today do not understand are passed over, not fatal. */
const patternsPage = z.object({
  patterns: z.array(z.unknown()),
  next_cursor: z.string().optional(),
});

/** What every request about one workspace carries. */
export interface WorkspaceScope {
  readonly store: StoreTransport;
  readonly workspaceId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A request with the workspace it is about. */
export function scoped(
  { workspaceId }: WorkspaceScope,
  request: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return workspaceId === undefined ? request : { ...request, workspace_id: workspaceId };
}

/** All patterns of a workspace, page by page, without those whose status is not wanted. */
export async function allPatterns(
  scope: WorkspaceScope,
  statuses: readonly string[] = ['draft', 'suggested', 'active'],
): Promise<readonly StoredPattern[]> {
  return (await allPatternRows(scope, statuses)).flatMap((row) => storedPattern(row) ?? []);
}

export async function allPatternRows(
  scope: WorkspaceScope,
  statuses: readonly string[],
): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  let cursor: string | undefined;
  do {
    const request = {
      filters: { statuses },
      order: 'title',
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
    };
    const page = await storeData(
      scope.store,
      'list_patterns',
      scoped(scope, request),
      patternsPage,
      scope.signal,
    );
    rows.push(...page.patterns);
    cursor = page.next_cursor;
  } while (cursor !== undefined);
  return rows;
}

/** Patterns by id, key or rule, as the store finds them. */
export async function getPatterns(
  scope: WorkspaceScope,
  request: {
    readonly ids?: readonly string[];
    readonly keys?: readonly string[];
    readonly rule_ids?: readonly string[];
    readonly statuses?: readonly string[];
  },
): Promise<readonly StoredPattern[]> {
  const { patterns } = await storeData(
    scope.store,
    'get_patterns',
    scoped(scope, request),
    z.object({ patterns: z.array(z.unknown()) }),
    scope.signal,
  );
  return patterns.flatMap((row) => storedPattern(row) ?? []);
}

/** Every page of a listing function whose rows are only passed on. */
export async function allRows(
  scope: WorkspaceScope,
  name: string,
  request: Readonly<Record<string, unknown>>,
  field: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const rows: Readonly<Record<string, unknown>>[] = [];
  const schema = z.looseObject({
    [field]: z.array(z.record(z.string(), z.unknown())),
    next_cursor: z.string().optional(),
  });
  let cursor: string | undefined;
  do {
    const paged = { ...request, limit: PAGE, ...(cursor !== undefined && { cursor }) };
    const page: Readonly<Record<string, unknown>> = await storeData(
      scope.store,
      name,
      scoped(scope, paged),
      schema,
      scope.signal,
    );
    rows.push(...z.array(z.record(z.string(), z.unknown())).parse(page[field]));
    cursor = typeof page.next_cursor === 'string' ? page.next_cursor : undefined;
  } while (cursor !== undefined);
  return rows;
}

/** The workspace that requests without one are about. */
export async function workspaceIdOf(scope: WorkspaceScope): Promise<string> {
  if (scope.workspaceId !== undefined) return scope.workspaceId;
  const { workspaces } = await storeData(
    scope.store,
    'list_workspaces',
    {},
    z.object({ workspaces: z.array(z.object({ id: z.string() })) }),
    scope.signal,
  );
  return workspaces[0]?.id ?? 'none';
}
