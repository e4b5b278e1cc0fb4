import { z } from 'zod';
import { AUDIT_STATUSES, type FileAudit } from '../../core/library/fileAuditCsv.ts';
import { fileAuditMarkdown } from '../../core/library/fileAuditMarkdown.ts';
import { findingCounts, technicalDebt } from '../../core/library/technicalDebt.ts';
import { SEVERITIES } from '../../core/rules/ruleModel.ts';
import type { AuditFromScanResult, ImportCounts, LibraryProblem } from '../../protocol/libraryService.ts';
import { allRows, type WorkspaceScope } from './readStore.ts';
import { canonical } from './savePatterns.ts';
import { writeBatch } from './writeBatch.ts';

export const fromScanSchema = z.strictObject({
  project: z.string().min(1).max(4000),
  files: z.array(
    z.strictObject({
      path: z.string().min(1).max(4000),
      layer: z.int().min(1).max(7).optional(),
      workflows: z.array(z.string()).optional(),
      findings: z.array(z.strictObject({ ruleId: z.string(), severity: z.enum(SEVERITIES) })),
    }),
  ),
  complete: z.boolean().default(false),
  onlyListed: z.boolean().default(false),
  cause: z.string().max(1000).optional(),
  workspaceId: z.uuid().optional(),
});
export type ParsedFromScan = z.infer<typeof fromScanSchema>;

export const reportSchema = z.strictObject({
  project: z.string().min(1).max(4000),
  workspaceId: z.uuid().optional(),
});

const auditSchema = z.object({
  path: z.string().min(1),
  layer: z.number().nullish(),
  workflows: z.array(z.string()).catch([]),
  technical_debt: z.coerce.number().catch(0),
  findings: z.record(z.string(), z.number()).catch({}),
  status: z.enum(AUDIT_STATUSES).catch('Not Started'),
  owner: z.string().nullish(),
  notes: z.string().nullish(),
  task_ids: z.array(z.string()).catch([]),
});

/** Of more files than this the whole audit is read. */
const PATHS_MAX = 500;

/** A row of an audit as the store answers it; undefined when it is none. */
export function auditOfRow(row: unknown): FileAudit | undefined {
  const read = auditSchema.safeParse(row);
  if (!read.success) return undefined;
  const { layer, owner, notes, ...audit } = read.data;
  return {
    ...audit,
    ...(layer !== null && layer !== undefined && { layer }),
    ...(owner !== null && owner !== undefined && { owner }),
    ...(notes !== null && notes !== undefined && notes !== '' && { notes }),
  };
}

export async function listAudits(
  scope: WorkspaceScope,
  project: string,
  paths?: readonly string[],
): Promise<readonly FileAudit[]> {
  const request = { project, order: 'path', ...(paths && { filters: { paths } }) };
  const rows = await allRows(scope, 'list_file_audits', request, 'files');
  return rows.flatMap((row) => auditOfRow(row) ?? []);
}

/** Saves files of an audit by path; what the given rows do not say stays as it is. A dry run only counts. */
export async function saveAudits(
  scope: WorkspaceScope,
  project: string,
  audits: readonly FileAudit[],
  cause: string,
  dryRun: boolean,
): Promise<{ readonly counts: ImportCounts; readonly problems: readonly LibraryProblem[] }> {
  const paths = audits.length <= PATHS_MAX ? audits.map(({ path }) => path) : undefined;
  const stored = new Map((await listAudits(scope, project, paths)).map((audit) => [audit.path, audit]));
  const unlike = audits.filter((audit) => {
    const known = stored.get(audit.path);
    return !known || canonical({ ...known, ...given(audit) }) !== canonical(known);
  });
  const counts = { created: 0, updated: 0, unchanged: audits.length - unlike.length, failed: 0 };
  const problems: LibraryProblem[] = [];
  const items = unlike.map((audit) => ({ ...given(audit), cause }));
  const results = dryRun ? [] : await writeBatch(scope, 'save_file_audits', 'files', items, { project });
  for (const [index, audit] of unlike.entries()) {
    const result = results[index];
    if (result && !result.ok) {
      counts.failed++;
      problems.push({ place: audit.path, message: result.error.message });
    } else if (stored.has(audit.path)) counts.updated++;
    else counts.created++;
  }
  return { counts, problems };
}

/** Starts or refreshes an audit from what a scan found. A file without findings left is complete, whoever mended it. */
export async function auditFromScan(
  scope: WorkspaceScope,
  { project, files, complete, onlyListed, cause = 'scan' }: ParsedFromScan,
): Promise<AuditFromScanResult> {
  const paths = complete || files.length > PATHS_MAX ? undefined : files.map(({ path }) => path);
  const stored = new Map((await listAudits(scope, project, paths)).map((audit) => [audit.path, audit]));
  const scanned = new Set(files.map(({ path }) => path));
  const changes: FileAudit[] = [];
  let completed = 0;
  const finish = (path: string, known: FileAudit): void => {
    if (known.status === 'Complete' && (known.technical_debt ?? 0) === 0) return;
    if (known.status !== 'Complete') completed++;
    changes.push({ path, workflows: [], task_ids: [], technical_debt: 0, findings: {}, status: 'Complete' });
  };
  for (const { path, layer, workflows, findings } of files) {
    const known = stored.get(path);
    if (!known && (onlyListed || findings.length === 0)) continue;
    if (known && findings.length === 0) {
      finish(path, known);
      continue;
    }
    changes.push({
      path,
      ...(layer !== undefined && { layer }),
      workflows: workflows ?? [],
      task_ids: [],
      technical_debt: technicalDebt(findings),
      findings: findingCounts(findings),
      // What was mended and broke again is work in progress.
      ...(!known && { status: 'Not Started' as const }),
      ...(known?.status === 'Complete' && { status: 'In Progress' as const }),
    });
  }
  if (complete) for (const [path, known] of stored) if (!scanned.has(path)) finish(path, known);
  const saved = await saveAudits(scope, project, changes, cause, false);
  return { files: saved.counts.created + saved.counts.updated, completed, problems: saved.problems };
}

export async function auditReport(
  scope: WorkspaceScope,
  project: string,
): Promise<{ readonly markdown: string }> {
  return { markdown: fileAuditMarkdown(project, await listAudits(scope, project)) };
}

/** Fields that an audit says something about; empty lists say nothing. */
function given({ workflows, task_ids, ...audit }: FileAudit): Partial<FileAudit> & { readonly path: string } {
  return { ...audit, ...(workflows.length > 0 && { workflows }), ...(task_ids.length > 0 && { task_ids }) };
}
