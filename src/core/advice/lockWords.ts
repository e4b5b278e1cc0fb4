import type { MeasuredLock, ProvenStatement } from '../proof/certificate.ts';
import { conflicts } from '../proof/locks/lockModes.ts';
import { LOCK_MODES, type LockMode } from '../sql/lockModes.ts';
import { cut } from './cappedText.ts';

/** A lock with what waits for it, from Postgres' table of conflicts. */
export interface ExplainedLock {
  readonly relation: string;
  readonly mode: LockMode;
  readonly blocksReads: boolean;
  readonly blocksWrites: boolean;
  /** Other changes of the table's schema, `VACUUM` and the like. */
  readonly blocksDdl: boolean;
  readonly conflictsWith: readonly LockMode[];
  readonly rewrites: boolean;
  readonly scans: boolean;
}

export interface ExplainedStatement {
  readonly sql: string;
  /** Strongest first; absent when they could not be measured, with the reason in `note`. */
  readonly locks?: readonly ExplainedLock[];
  /** Tables and indexes that are written anew. */
  readonly rewrites: readonly string[];
  /** Tables that are read from end to end while the locks are held. */
  readonly scans: readonly string[];
  readonly note?: string;
}

export function explainedStatement(statement: ProvenStatement): ExplainedStatement {
  const { sql, locks, rewrites, scans, note } = statement;
  return {
    sql,
    ...(locks && { locks: locks.map((lock) => explainedLock(lock, statement)) }),
    rewrites,
    scans,
    ...(note !== undefined && { note }),
  };
}

function explainedLock(lock: MeasuredLock, { rewrites, scans }: ProvenStatement): ExplainedLock {
  const { relation, mode, blocksReads, blocksWrites } = lock;
  return {
    relation,
    mode,
    blocksReads,
    blocksWrites,
    blocksDdl: conflicts(mode, 'SHARE UPDATE EXCLUSIVE'),
    conflictsWith: LOCK_MODES.filter((other) => conflicts(mode, other)),
    rewrites: rewrites.includes(relation),
    scans: scans.includes(relation),
  };
}

/** `blocks reads, writes and DDL` */
export function blockedWords({
  blocksReads,
  blocksWrites,
  blocksDdl,
}: Pick<ExplainedLock, 'blocksReads' | 'blocksWrites' | 'blocksDdl'>): string {
  const blocked = [
    ...(blocksReads ? ['reads'] : []),
    ...(blocksWrites ? ['writes'] : []),
    ...(blocksDdl ? ['DDL'] : []),
  ];
  if (blocked.length === 0) return 'blocks only what needs the whole table';
  if (blocked.length === 1) return `blocks ${blocked.join('')}`;
  return `blocks ${blocked.slice(0, -1).join(', ')} and ${blocked.at(-1)}`;
}

/** A statement is recognised by its beginning. */
const STATEMENT_CHARACTERS_MAX = 120;

/** The statement, then what it locks and does, one line each. */
export function statementWords({ sql, locks, rewrites, scans, note }: ExplainedStatement): readonly string[] {
  return [
    cut(sql.replace(/\s+/gu, ' ').trim(), STATEMENT_CHARACTERS_MAX),
    ...(locks ?? []).map((lock) => `  ${lock.mode} on ${lock.relation}: ${blockedWords(lock)}`),
    ...(locks?.length === 0 ? ['  locks nothing that was there before'] : []),
    ...(rewrites.length === 0 ? [] : [`  writes anew: ${rewrites.join(', ')}`]),
    ...(scans.length === 0 ? [] : [`  reads from end to end: ${scans.join(', ')}`]),
    ...(note === undefined ? [] : [`  ${note}`]),
  ];
}
