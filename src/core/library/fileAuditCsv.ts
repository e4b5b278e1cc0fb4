import { nearestName } from '../rules/nearestName.ts';
import { columnsNamed } from './columnNames.ts';
import { parseCsv, plainCell, writeCsv } from './csv.ts';
import { layerNamed } from './foreignValues.ts';

export const AUDIT_STATUSES = ['Not Started', 'In Progress', 'Complete', 'Failed'] as const;
export type AuditStatus = (typeof AUDIT_STATUSES)[number];

/** A file of an audit, as people write it; what the store adds is left out. */
export interface FileAudit {
  readonly path: string;
  readonly layer?: number;
  readonly workflows: readonly string[];
  readonly technical_debt?: number;
  /** Findings by rule. */
  readonly findings?: Readonly<Record<string, number>>;
  readonly status?: AuditStatus;
  readonly owner?: string;
  readonly notes?: string;
  readonly task_ids: readonly string[];
}

export interface CsvProblem {
  /** 1-based. */
  readonly line: number;
  readonly message: string;
}

export interface ParsedFileAuditCsv {
  readonly audits: readonly FileAudit[];
  /** Rows that were left out. */
  readonly problems: readonly CsvProblem[];
  /** Columns that mean nothing here. */
  readonly unknownColumns: readonly string[];
}

const COLUMNS = {
  path: ['file', 'file path', 'filename', 'file name', 'full path', 'relative path'],
  layer: ['layer number', 'architecture layer', 'tier'],
  workflows: ['workflow', 'workflow names', 'flows'],
  technical_debt: ['debt', 'debt score', 'technical debt score', 'tech debt', 'score'],
  findings: ['issues', 'problems', 'findings by rule'],
  status: ['state', 'audit status', 'progress'],
  owner: ['assignee', 'assigned to', 'responsible'],
  notes: ['note', 'comment', 'comments', 'remarks', 'description'],
  task_ids: ['tasks', 'task', 'task id', 'tickets', 'ticket'],
} as const;
type Column = keyof typeof COLUMNS;

const STATUS_WORDS: Readonly<Record<string, AuditStatus>> = {
  '': 'Not Started',
  notstarted: 'Not Started',
  todo: 'Not Started',
  open: 'Not Started',
  pending: 'Not Started',
  new: 'Not Started',
  inprogress: 'In Progress',
  wip: 'In Progress',
  doing: 'In Progress',
  started: 'In Progress',
  active: 'In Progress',
  complete: 'Complete',
  completed: 'Complete',
  done: 'Complete',
  fixed: 'Complete',
  closed: 'Complete',
  failed: 'Failed',
  failure: 'Failed',
  error: 'Failed',
};

/** A file audit kept as a table. A row that cannot be read is told with its line and costs only itself. */
export function parseFileAuditCsv(text: string): ParsedFileAuditCsv {
  const [header, ...rows] = parseCsv(text);
  if (!header)
    return { audits: [], problems: [{ line: 1, message: 'the file is empty' }], unknownColumns: [] };
  const columns = columnsNamed<Column>(header.cells, COLUMNS);
  const unknownColumns = header.cells.filter(
    (name, index) => columns[index] === undefined && name.trim() !== '',
  );
  if (!columns.includes('path')) {
    const message = `no column "path"; there are ${header.cells.map((name) => `"${name}"`).join(', ')}`;
    return { audits: [], problems: [{ line: header.line, message }], unknownColumns };
  }
  const audits: FileAudit[] = [];
  const problems: CsvProblem[] = [];
  const paths = new Map<string, number>();
  for (const { cells, line } of rows) {
    const read = readRow(columns, cells);
    if ('problem' in read) problems.push({ line, message: read.problem });
    else if (paths.has(read.audit.path)) {
      problems.push({
        line,
        message: `path: "${read.audit.path}" stands in line ${paths.get(read.audit.path)} already`,
      });
    } else {
      paths.set(read.audit.path, line);
      audits.push(read.audit);
    }
  }
  return { audits, problems, unknownColumns };
}

export function writeFileAuditCsv(audits: readonly FileAudit[]): string {
  return writeCsv([
    Object.keys(COLUMNS),
    ...audits.map((audit) => [
      audit.path,
      audit.layer === undefined ? '' : String(audit.layer),
      audit.workflows.join('; '),
      audit.technical_debt === undefined ? '' : String(audit.technical_debt),
      Object.entries(audit.findings ?? {})
        .map(([rule, count]) => `${rule}: ${count}`)
        .join('; '),
      audit.status ?? '',
      audit.owner ?? '',
      audit.notes ?? '',
      audit.task_ids.join('; '),
    ]),
  ]);
}

type Read = { readonly audit: FileAudit } | { readonly problem: string };

function readRow(columns: readonly (Column | undefined)[], cells: readonly string[]): Read {
  if (cells.length > columns.length) {
    return {
      problem: `${cells.length} cells for ${columns.length} columns; quote cells that hold a delimiter`,
    };
  }
  const cell = (column: Column): string => {
    const index = columns.indexOf(column);
    return plainCell((index < 0 ? '' : (cells[index] ?? '')).trim());
  };
  const path = cell('path').replaceAll('\\', '/').replace(/^\.\//u, '');
  if (path === '') return { problem: 'path: is empty' };
  const layer = cell('layer') === '' ? undefined : layerNamed(cell('layer'));
  if (cell('layer') !== '' && layer === undefined) {
    return { problem: `layer: "${cell('layer')}" is neither a number from 1 to 7 nor the name of a layer` };
  }
  const debt = cell('technical_debt') === '' ? undefined : decimal(cell('technical_debt'));
  if (debt !== undefined && !(debt >= 0)) {
    return { problem: `technical_debt: "${cell('technical_debt')}" is not a number of 0 or more` };
  }
  const findings = cell('findings') === '' ? undefined : findingsOf(cell('findings'));
  if (findings === null)
    return { problem: `findings: "${cell('findings')}" is not "rule: count; rule: count"` };
  const written = cell('status')
    .toLowerCase()
    .replaceAll(/[\s_-]+/gu, '');
  const status = STATUS_WORDS[written];
  if (status === undefined) {
    const meant = nearestName(cell('status'), AUDIT_STATUSES);
    return {
      problem: `status: "${cell('status')}" is none of ${AUDIT_STATUSES.join(', ')}${meant ? `; did you mean ${meant}?` : ''}`,
    };
  }
  return {
    audit: {
      path,
      ...(layer !== undefined && { layer }),
      workflows: listOf(cell('workflows')),
      ...(debt !== undefined && { technical_debt: debt }),
      ...(findings && { findings }),
      ...(written !== '' && { status }),
      ...(cell('owner') !== '' && { owner: cell('owner') }),
      ...(cell('notes') !== '' && { notes: cell('notes') }),
      task_ids: listOf(cell('task_ids')),
    },
  };
}

function listOf(text: string): readonly string[] {
  return text
    .split(/[;,|\n]/u)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Spreadsheets of half the world write 1,5. */
function decimal(text: string): number {
  return Number(/^\d+,\d+$/u.test(text) ? text.replace(',', '.') : text);
}

/** `rule: 2; other: 1`, or a bare number of findings. */
function findingsOf(text: string): Readonly<Record<string, number>> | null {
  if (/^\d+$/u.test(text)) return text === '0' ? {} : { findings: Number(text) };
  const counts: Record<string, number> = {};
  for (const part of listOf(text)) {
    const [, rule, count] = /^(?<rule>.+?)\s*[:=]\s*(?<count>\d+)$/u.exec(part) ?? [];
    if (rule === undefined || count === undefined) return null;
    counts[rule] = Number(count);
  }
  return counts;
}
