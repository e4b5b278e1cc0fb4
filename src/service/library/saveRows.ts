import type { DumpTable } from '../../core/library/libraryDump.ts';
import type { ImportCounts, LibraryProblem } from '../../protocol/libraryService.ts';
import { auditOfRow, saveAudits } from './audits.ts';
import { allRows, type WorkspaceScope } from './readStore.ts';
import { writeBatch } from './writeBatch.ts';

export interface PlacedRow {
  readonly place: string;
  readonly row: Readonly<Record<string, unknown>>;
}

interface Saved {
  readonly counts: ImportCounts;
  readonly problems: readonly LibraryProblem[];
}

interface Writer {
  readonly name: string;
  readonly field: string;
  /** What the function takes; other columns are the store's own. */
  readonly columns: readonly string[];
}

const WRITERS: Readonly<Record<Exclude<DumpTable, 'fix_patterns' | 'file_audit'>, Writer>> = {
  pattern_relationships: {
    name: 'relate_patterns',
    field: 'relations',
    columns: ['from_key', 'to_key', 'kind', 'strength', 'found_by', 'confirmed', 'rejected', 'evidence'],
  },
  pattern_applications: {
    name: 'record_applications',
    field: 'events',
    columns: [
      'id',
      'pattern_key',
      'rule_name',
      'event',
      'verification',
      'project',
      'path',
      'minutes',
      'confidence',
      'confidence_method',
      'application_id',
      'happened_at',
    ],
  },
  guardian_rules: {
    name: 'save_rules',
    field: 'rules',
    columns: [
      'name',
      'layer',
      'type',
      'pattern',
      'severity',
      'action',
      'origin',
      'active',
      'source_pattern_key',
    ],
  },
  task_links: {
    name: 'link_tasks',
    field: 'links',
    columns: ['task_id', 'title', 'url', 'pattern_key', 'file_audit_id'],
  },
};

/** Writes rows of one table of a dump; a dry run only counts them. */
export async function saveRows(
  scope: WorkspaceScope,
  table: Exclude<DumpTable, 'fix_patterns'>,
  rows: readonly PlacedRow[],
  dryRun: boolean,
): Promise<Saved> {
  if (table === 'file_audit') return saveAuditRows(scope, rows, dryRun);
  const { name, field, columns } = WRITERS[table];
  const fileIds = table === 'task_links' && !dryRun ? await auditIds(scope, rows) : undefined;
  const counts = { created: 0, updated: 0, unchanged: 0, failed: 0 };
  const problems: LibraryProblem[] = [];
  if (dryRun) return { counts: { ...counts, created: rows.length }, problems };
  const items = rows.map(({ row }) =>
    Object.fromEntries(
      columns.flatMap((column) => {
        const value = column === 'file_audit_id' ? fileIds?.get(`${row.project}\n${row.path}`) : row[column];
        return value === undefined || value === null ? [] : [[column, value] as const];
      }),
    ),
  );
  for (const [index, result] of (await writeBatch(scope, name, field, items)).entries()) {
    if (!result.ok) {
      counts.failed++;
      problems.push({ place: rows[index]?.place ?? table, message: result.error.message });
    } else if (result.duplicate === true || result.changed === false) counts.unchanged++;
    else if (result.created === false) counts.updated++;
    else counts.created++;
  }
  return { counts, problems };
}

/** Ids of audited files by project and path. */
async function auditIds(
  scope: WorkspaceScope,
  rows: readonly PlacedRow[],
): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for (const project of new Set(rows.map(({ row }) => row.project))) {
    if (typeof project !== 'string') continue;
    for (const { id, path } of await allRows(scope, 'list_file_audits', { project }, 'files')) {
      ids.set(`${project}\n${path}`, String(id));
    }
  }
  return ids;
}

async function saveAuditRows(
  scope: WorkspaceScope,
  rows: readonly PlacedRow[],
  dryRun: boolean,
): Promise<Saved> {
  const counts = { created: 0, updated: 0, unchanged: 0, failed: 0 };
  const problems: LibraryProblem[] = [];
  const projects = new Map<string, PlacedRow[]>();
  for (const placed of rows) {
    const { project } = placed.row;
    if (typeof project === 'string' && auditOfRow(placed.row)) {
      projects.set(project, [...(projects.get(project) ?? []), placed]);
    } else {
      counts.failed++;
      problems.push({ place: placed.place, message: 'is no file of an audit: project or path is missing' });
    }
  }
  for (const [project, placed] of projects) {
    const audits = placed.flatMap(({ row }) => auditOfRow(row) ?? []);
    const saved = await saveAudits(scope, project, audits, 'imported from a dump', dryRun);
    counts.created += saved.counts.created;
    counts.updated += saved.counts.updated;
    counts.unchanged += saved.counts.unchanged;
    counts.failed += saved.counts.failed;
    problems.push(...saved.problems);
  }
  return { counts, problems };
}
