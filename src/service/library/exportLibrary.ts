import { z } from 'zod';
import { writeFileAuditCsv } from '../../core/library/fileAuditCsv.ts';
import { writeJsonLines } from '../../core/library/jsonLines.ts';
import { writeDump } from '../../core/library/libraryDump.ts';
import { patternMarkdown } from '../../core/library/patternMarkdown.ts';
import { fieldsOf, writePatternFile } from '../../core/library/writePatternFile.ts';
import type { ExportResult } from '../../protocol/libraryService.ts';
import { storeData } from '../search/storeData.ts';
import { listAudits } from './audits.ts';
import type { ParsedExport } from './importParams.ts';
import {
  allPatternRows,
  allPatterns,
  allRows,
  getPatterns,
  scoped,
  type WorkspaceScope,
} from './readStore.ts';

/** Applications of one pattern that a dump holds; older ones live on in the counts of this store alone. */
const APPLICATIONS_PER_PATTERN = 500;
/** Patterns or files asked about at a time, and the most that may be linked to so many. */
const IDS_PER_CALL = 200;
const LINKS_MAX = 5_000;
const STATUSES = ['draft', 'suggested', 'active', 'retired'] as const;

/** Files with the library, or the parts of it that were asked for. */
export async function exportLibrary(
  scope: WorkspaceScope,
  { format, ids, project }: ParsedExport,
  now: () => Date,
): Promise<ExportResult> {
  if (format === 'json')
    return { files: [{ path: 'library.json', text: await dumpOf(scope, now) }], notes: [] };
  if (format === 'csv') {
    if (project === undefined) throw new Error('project: say which repository’s file audit to export');
    const text = writeFileAuditCsv(await listAudits(scope, project));
    return { files: [{ path: 'file-audit.csv', text }], notes: [] };
  }
  const patterns = ids === undefined ? await allPatterns(scope) : await getPatterns(scope, { ids });
  const missing = ids?.filter((id) => !patterns.some((pattern) => pattern.id === id)) ?? [];
  const notes = missing.map((id) => `pattern ${id} is not in the library`);
  if (format === 'jsonl') {
    const rows = patterns.map(({ content, status, origin, reviewed }) => ({
      ...fieldsOf(content),
      status,
      origin,
      reviewed,
    }));
    return { files: [{ path: 'patterns.jsonl', text: writeJsonLines(rows) }], notes };
  }
  const files = patterns.map((pattern) =>
    format === 'yaml'
      ? { path: `${pattern.content.key}.yaml`, text: writePatternFile(pattern.content) }
      : { path: `${pattern.content.key}.md`, text: patternMarkdown(pattern) },
  );
  return { files, notes };
}

async function dumpOf(scope: WorkspaceScope, now: () => Date): Promise<string> {
  const patterns = await allPatternRows(scope, STATUSES);
  const rows = z.array(z.looseObject({ id: z.string(), key: z.string() })).parse(patterns);
  const ids = rows.map(({ id }) => id);
  const keyOf = new Map(rows.map(({ id, key }) => [id, key]));
  const audits = await allRows(scope, 'list_file_audits', {}, 'files');
  return writeDump({
    exported_at: now().toISOString(),
    workspace: await workspaceOf(scope),
    tables: {
      fix_patterns: rows,
      pattern_relationships: await relationRows(scope, ids),
      pattern_applications: await applicationRows(scope, ids, keyOf),
      guardian_rules: (await allRows(scope, 'list_rules', {}, 'rules')).map((row) => ({
        ...row,
        source_pattern_key: keyOf.get(String(row.source_pattern_id)),
      })),
      file_audit: [...audits],
      task_links: await taskLinkRows(
        scope,
        ids,
        audits.map(({ id }) => String(id)),
      ),
    },
  });
}

async function workspaceOf(scope: WorkspaceScope): Promise<{ readonly id?: string; readonly name?: string }> {
  const { workspaces } = await storeData(
    scope.store,
    'list_workspaces',
    {},
    z.object({ workspaces: z.array(z.object({ id: z.string(), name: z.string() })) }),
    scope.signal,
  );
  const found =
    scope.workspaceId === undefined ? workspaces[0] : workspaces.find(({ id }) => id === scope.workspaceId);
  return found ?? {};
}

/** Relations of the patterns; each stands once, although both its ends are asked about. */
async function relationRows(
  scope: WorkspaceScope,
  patternIds: readonly string[],
): Promise<Record<string, unknown>[]> {
  const named = z.object({ key: z.string() });
  const schema = z.object({
    relations: z.array(z.looseObject({ id: z.string(), from: named, to: named })),
  });
  const rows = new Map<string, Record<string, unknown>>();
  for (const pattern_ids of chunks(patternIds)) {
    const request = scoped(scope, { pattern_ids, include_rejected: true, limit: LINKS_MAX });
    const { relations } = await storeData(scope.store, 'list_relations', request, schema, scope.signal);
    for (const { from, to, id, ...relation } of relations) {
      rows.set(id, { ...relation, from_key: from.key, to_key: to.key });
    }
  }
  return [...rows.values()];
}

/** Task links by what is the same in every store: a pattern's key, a file's project and path. */
async function taskLinkRows(
  scope: WorkspaceScope,
  patternIds: readonly string[],
  fileIds: readonly string[],
): Promise<Record<string, unknown>[]> {
  const schema = z.object({
    links: z.array(
      z.looseObject({
        pattern: z.object({ key: z.string() }).optional(),
        file: z.object({ project: z.string(), path: z.string() }).optional(),
      }),
    ),
  });
  const rows: Record<string, unknown>[] = [];
  const requests = [
    ...chunks(patternIds).map((pattern_ids) => ({ pattern_ids, limit: LINKS_MAX })),
    ...chunks(fileIds).map((file_audit_ids) => ({ file_audit_ids, limit: LINKS_MAX })),
  ];
  for (const request of requests) {
    const { links } = await storeData(
      scope.store,
      'list_task_links',
      scoped(scope, request),
      schema,
      scope.signal,
    );
    rows.push(
      ...links.map(({ pattern, file, ...link }) => ({
        ...link,
        ...(pattern && { pattern_key: pattern.key }),
        ...file,
      })),
    );
  }
  return rows;
}

function chunks(ids: readonly string[]): readonly (readonly string[])[] {
  const result: (readonly string[])[] = [];
  for (let start = 0; start < ids.length; start += IDS_PER_CALL) {
    result.push(ids.slice(start, start + IDS_PER_CALL));
  }
  return result;
}

async function applicationRows(
  scope: WorkspaceScope,
  ids: readonly string[],
  keyOf: ReadonlyMap<string, string>,
): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for (let start = 0; start < ids.length; start += APPLICATIONS_PER_PATTERN) {
    const { records } = await storeData(
      scope.store,
      'pattern_track_records',
      scoped(scope, {
        ids: ids.slice(start, start + APPLICATIONS_PER_PATTERN),
        recent: APPLICATIONS_PER_PATTERN,
      }),
      z.object({
        records: z.array(z.object({ recent: z.array(z.record(z.string(), z.unknown())).default([]) })),
      }),
      scope.signal,
    );
    for (const { recent } of records) {
      rows.push(...recent.map((row) => ({ ...row, pattern_key: keyOf.get(String(row.pattern_id)) })));
    }
  }
  return rows;
}
