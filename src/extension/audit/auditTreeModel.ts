import type { AuditRow, AuditStatus } from '../../protocol/library.ts';

export interface AuditGroupNode {
  readonly kind: 'auditGroup';
  readonly id: string;
  readonly status: AuditStatus;
  /** Files with this status, the children among them. */
  readonly count: number;
  readonly children: readonly (AuditFileNode | MoreAuditNode)[];
}

export interface AuditFileNode {
  readonly kind: 'auditFile';
  readonly id: string;
  readonly row: AuditRow;
}

/** Stands for files that a tree is too long to list; the panel's table has them. */
export interface MoreAuditNode {
  readonly kind: 'moreAudit';
  readonly id: string;
  readonly count: number;
}

export type AuditNode = AuditGroupNode | AuditFileNode | MoreAuditNode;

/** What needs someone comes first. */
const ORDER: readonly AuditStatus[] = ['Failed', 'In Progress', 'Not Started', 'Complete'];
/** A group of more than this is read in the panel's table. */
const FILES_SHOWN_MAX = 200;

/** Files by status, those with the most debt first. */
export function auditTree(rows: readonly AuditRow[]): readonly AuditGroupNode[] {
  return ORDER.flatMap((status) => {
    const files = rows
      .filter((row) => row.status === status)
      .toSorted((a, b) => b.technical_debt - a.technical_debt || (a.path < b.path ? -1 : 1));
    if (files.length === 0) return [];
    const id = `audit:${status}`;
    const shown: (AuditFileNode | MoreAuditNode)[] = files
      .slice(0, FILES_SHOWN_MAX)
      .map((row) => ({ kind: 'auditFile', id: `${id}:${row.id}`, row }));
    const left = files.length - shown.length;
    if (left > 0) shown.push({ kind: 'moreAudit', id: `${id}:more`, count: left });
    return [{ kind: 'auditGroup', id, status, count: files.length, children: shown }];
  });
}

/** A file of the audit from a command's argument; undefined when it is none. */
export function auditRowIn(value: unknown): AuditRow | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind !== 'auditFile')
    return undefined;
  // SAFETY: only the audit's tree hands out objects of this kind, and it builds them as AuditFileNode.
  return (value as AuditFileNode).row;
}

/** The files that a command is about: those selected in the tree, or the one it was called on. */
export function auditRowsIn(value: unknown, selected: unknown): readonly AuditRow[] {
  const several = Array.isArray(selected) ? selected.map(auditRowIn).filter((row) => row !== undefined) : [];
  if (several.length > 0) return several;
  const row = auditRowIn(value);
  return row ? [row] : [];
}
