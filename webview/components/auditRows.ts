import type { AuditRow, AuditStatus } from '../../src/protocol/library.ts';
import type { AuditViewState } from '../state/pageState.ts';

const STATUS_ORDER: readonly AuditStatus[] = ['Failed', 'In Progress', 'Not Started', 'Complete'];

const COMPARE: Readonly<Record<AuditViewState['sort'], (a: AuditRow, b: AuditRow) => number>> = {
  debt: (a, b) => a.technical_debt - b.technical_debt,
  findings: (a, b) => a.findings - b.findings,
  path: (a, b) => compareTexts(a.path, b.path),
  owner: (a, b) => compareTexts(a.owner ?? '', b.owner ?? ''),
  status: (a, b) => STATUS_ORDER.indexOf(a.status) - STATUS_ORDER.indexOf(b.status),
};

/** The rows that pass the filter, in the order asked for; equals stand by path. */
export function selectedAuditRows(rows: readonly AuditRow[], view: AuditViewState): readonly AuditRow[] {
  const words = view.text
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
  const compare = COMPARE[view.sort];
  const sign = view.descending ? -1 : 1;
  return rows
    .filter((row) => view.statuses.length === 0 || view.statuses.includes(row.status))
    .filter((row) => words.length === 0 || matches(row, words))
    .toSorted((a, b) => sign * compare(a, b) || compareTexts(a.path, b.path));
}

function matches(row: AuditRow, words: readonly string[]): boolean {
  const text = `${row.path} ${row.owner ?? ''} ${row.notes} ${row.task_ids.join(' ')}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** A locale's collation of 10,000 paths costs more than a frame; paths are compared as they are written. */
function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
