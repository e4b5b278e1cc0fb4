import { createHash } from 'node:crypto';
import { parseFileAuditCsv } from '../../core/library/fileAuditCsv.ts';
import { foreignRules } from '../../core/library/foreignRules.ts';
import { foreignPatterns } from '../../core/library/foreignTables.ts';
import { parseJsonLines } from '../../core/library/jsonLines.ts';
import {
  type DumpTable,
  type ForeignRows,
  type LibraryDump,
  parseDump,
} from '../../core/library/libraryDump.ts';
import { parsePatternFile } from '../../core/library/parsePatternFile.ts';
import type { ImportCounts, ImportReport, LibraryProblem } from '../../protocol/libraryService.ts';
import { saveAudits } from './audits.ts';
import type { ParsedImport } from './importParams.ts';
import { type WorkspaceScope, workspaceIdOf } from './readStore.ts';
import { patternOfRow } from './rowToPattern.ts';
import { type PatternToSave, savePatterns } from './savePatterns.ts';
import { saveRows } from './saveRows.ts';

interface Report {
  readonly counts: Record<string, ImportCounts>;
  readonly problems: LibraryProblem[];
  readonly notes: string[];
}

/** Brings patterns, audits and what belongs to them into the store; what cannot be read is told and left out. */
export async function importLibrary(scope: WorkspaceScope, params: ParsedImport): Promise<ImportReport> {
  const report: Report = { counts: {}, problems: [], notes: [] };
  const texts =
    params.files ?? (params.text === undefined ? [] : [{ path: nameOf(params.format), text: params.text }]);
  if (params.format === 'tables') await importTables(scope, params.rows ?? {}, params.dryRun, report);
  else if (texts.length === 0)
    report.problems.push({ place: params.format, message: 'there is nothing to read' });
  for (const { path, text } of params.format === 'tables' ? [] : texts) {
    if (params.format === 'yaml') await importYaml(scope, path, text, params.dryRun, report);
    else if (params.format === 'jsonl') await importLines(scope, path, text, params.dryRun, report);
    else if (params.format === 'csv') await importCsv(scope, path, text, params, report);
    else await importDump(scope, path, text, params.dryRun, report);
  }
  return { dryRun: params.dryRun, ...report };
}

function nameOf(format: ParsedImport['format']): string {
  return format === 'json' ? 'library.json' : format === 'csv' ? 'file-audit.csv' : `patterns.${format}`;
}

async function importYaml(
  scope: WorkspaceScope,
  path: string,
  text: string,
  dryRun: boolean,
  report: Report,
): Promise<void> {
  const { patterns, problems, rejected } = parsePatternFile(path, text);
  report.problems.push(...problems.map(({ line, message }) => ({ place: `${path}:${line + 1}`, message })));
  count(report, 'fix_patterns', { failed: rejected });
  await importPatterns(
    scope,
    patterns.map(({ content, line }) => ({
      content,
      place: `${path}:${line + 1}`,
      origin: 'imported',
      status: 'suggested',
      reviewed: false,
    })),
    dryRun,
    report,
  );
}

async function importLines(
  scope: WorkspaceScope,
  path: string,
  text: string,
  dryRun: boolean,
  report: Report,
): Promise<void> {
  const { lines, problems } = parseJsonLines(text);
  const patterns: PatternToSave[] = [];
  for (const { line, message } of problems) failed(report, 'fix_patterns', `${path}:${line}`, message);
  for (const { line, value } of lines) {
    const read = patternOfRow(value, `${path}:${line}`);
    if ('problem' in read) failed(report, 'fix_patterns', `${path}:${line}`, read.problem);
    else patterns.push(read.pattern);
  }
  await importPatterns(scope, patterns, dryRun, report);
}

async function importCsv(
  scope: WorkspaceScope,
  path: string,
  text: string,
  { project, dryRun }: ParsedImport,
  report: Report,
): Promise<void> {
  if (project === undefined) {
    failed(report, 'file_audit', path, 'project: say which repository the audit is about');
    return;
  }
  const { audits, problems, unknownColumns } = parseFileAuditCsv(text);
  for (const { line, message } of problems) failed(report, 'file_audit', `${path}:${line}`, message);
  for (const name of unknownColumns) report.notes.push(`column "${name}" is not known and was left out`);
  const saved = await saveAudits(scope, project, audits, `imported from ${path}`, dryRun);
  count(report, 'file_audit', saved.counts);
  report.problems.push(...saved.problems);
}

async function importTables(
  scope: WorkspaceScope,
  rows: ForeignRows,
  dryRun: boolean,
  report: Report,
): Promise<void> {
  const foreign = foreignPatterns(rows.fix_patterns ?? []);
  for (const { row, message } of foreign.problems)
    failed(report, 'fix_patterns', `fix_patterns row ${row}`, message);
  report.notes.push(...foreign.notes);
  await importPatterns(
    scope,
    foreign.patterns.map(({ content, row, status, reviewed }) => ({
      content,
      place: `fix_patterns row ${row}`,
      origin: 'imported',
      status,
      reviewed,
    })),
    dryRun,
    report,
  );
  const rules = foreignRules(rows.guardian_rules ?? []);
  for (const { row, message } of rules.problems)
    failed(report, 'guardian_rules', `guardian_rules row ${row}`, message);
  const keyOf = new Map(foreign.patterns.map(({ foreignId, content }) => [foreignId, content.key]));
  const saved = await saveRows(
    scope,
    'guardian_rules',
    rules.rules.map(({ row, foreignPatternId, ...rule }) => ({
      place: `guardian_rules row ${row}`,
      row: {
        ...rule,
        origin: 'imported',
        source_pattern_key: foreignPatternId && keyOf.get(foreignPatternId),
      },
    })),
    dryRun,
  );
  count(report, 'guardian_rules', saved.counts);
  report.problems.push(...saved.problems);
}

/** In the order that references need: patterns before everything that names them. */
const DUMP_TABLES: readonly Exclude<DumpTable, 'fix_patterns'>[] = [
  'pattern_relationships',
  'pattern_applications',
  'guardian_rules',
  'file_audit',
  'task_links',
];

async function importDump(
  scope: WorkspaceScope,
  path: string,
  text: string,
  dryRun: boolean,
  report: Report,
): Promise<void> {
  const read = parseDump(text, path);
  if ('foreign' in read) return importTables(scope, read.foreign, dryRun, report);
  if ('problem' in read) {
    const place = read.line === undefined ? path : `${path}:${read.line}`;
    report.problems.push({ place, message: read.problem });
    return;
  }
  const { tables } = read.dump;
  const patterns: PatternToSave[] = [];
  for (const [index, row] of tables.fix_patterns.entries()) {
    const place = `${path} fix_patterns ${index + 1}`;
    const pattern = patternOfRow(row, place);
    if ('problem' in pattern) failed(report, 'fix_patterns', place, pattern.problem);
    else patterns.push(pattern.pattern);
  }
  await importPatterns(scope, patterns, dryRun, report);
  const target = await workspaceIdOf(scope);
  const idHere = (id: unknown): unknown =>
    typeof id === 'string' && read.dump.workspace.id !== target ? idWithin(target, id) : id;
  for (const table of DUMP_TABLES) {
    const rows = rowsWithKeys(read.dump, table, idHere).map((row, index) => ({
      place: `${path} ${table} ${index + 1}`,
      row,
    }));
    if (rows.length === 0) continue;
    const saved = await saveRows(scope, table, rows, dryRun);
    count(report, table, saved.counts);
    report.problems.push(...saved.problems);
  }
}

/**
 * Ids are of the store that the dump came from; keys are the same everywhere. Events get ids of this workspace's own, the
 * same each time: the one they came from may lie in the same store.
 */
function rowsWithKeys(
  dump: LibraryDump,
  table: DumpTable,
  idHere: (id: unknown) => unknown,
): readonly Readonly<Record<string, unknown>>[] {
  const keyOf = new Map(dump.tables.fix_patterns.map(({ id, key }) => [id, key]));
  return dump.tables[table].map((row) => ({
    ...row,
    id: idHere(row.id),
    ...(row.application_id !== undefined && { application_id: idHere(row.application_id) }),
    ...(row.pattern_id !== undefined && { pattern_key: keyOf.get(row.pattern_id) }),
    ...(row.source_pattern_id !== undefined && {
      source_pattern_key: keyOf.get(row.source_pattern_id),
    }),
  }));
}

/** A UUID made of two, always the same one. */
function idWithin(workspace: string, id: string): string {
  const hex = createHash('sha256').update(`${workspace}/${id}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

async function importPatterns(
  scope: WorkspaceScope,
  patterns: readonly PatternToSave[],
  dryRun: boolean,
  report: Report,
): Promise<void> {
  const saved = await savePatterns(scope, patterns, dryRun);
  count(report, 'fix_patterns', saved.counts);
  report.problems.push(...saved.problems);
  report.notes.push(...saved.notes);
}

function failed(report: Report, table: string, place: string, message: string): void {
  report.problems.push({ place, message });
  count(report, table, { failed: 1 });
}

function count(report: Report, table: string, more: Partial<ImportCounts>): void {
  const { created = 0, updated = 0, unchanged = 0, failed: lost = 0 } = more;
  if (created + updated + unchanged + lost === 0) return;
  const known = report.counts[table] ?? { created: 0, updated: 0, unchanged: 0, failed: 0 };
  report.counts[table] = {
    created: known.created + created,
    updated: known.updated + updated,
    unchanged: known.unchanged + unchanged,
    failed: known.failed + lost,
  };
}
