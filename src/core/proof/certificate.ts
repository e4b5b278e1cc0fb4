import type { LockMode } from '../sql/lockModes.ts';
import type { Span } from '../text/span.ts';

/**
 * `PROVEN`: down brings the schema back exactly, no probe row is lost, and up runs a second time.
 * `NOT_IDENTICAL`: down runs and leaves a different schema. `IRREVERSIBLE`: data does not come back.
 * `UNPROVABLE`: something the throw-away database cannot run stands in the way, or there is no down migration.
 * `FAILED`: a statement fails.
 */
export type Verdict = 'PROVEN' | 'NOT_IDENTICAL' | 'IRREVERSIBLE' | 'UNPROVABLE' | 'FAILED';

/** A lock on something that existed before the statement. */
export interface MeasuredLock {
  /** `schema.table`, as `regclass` writes it with every schema named. */
  readonly relation: string;
  readonly mode: LockMode;
  readonly blocksReads: boolean;
  readonly blocksWrites: boolean;
}

export interface ProvenStatement {
  readonly direction: 'up' | 'down';
  readonly sql: string;
  /** In the text of the script's file. */
  readonly span: Span;
  /** Strongest first; null when they could not be measured, with the reason in `note`. */
  readonly locks: readonly MeasuredLock[] | null;
  /** Tables and indexes that existed before and were written anew. */
  readonly rewrites: readonly string[];
  /** Tables that existed before and are read from end to end while the locks are held. */
  readonly scans: readonly string[];
  readonly ms: number | null;
  readonly note?: string;
}

/** What happened to rows that stood in the touched tables before the migration. */
export interface DataProbe {
  /** Rows written before the migration, by table; empty when no table with data is touched. */
  readonly rows: Readonly<Record<string, number>>;
  readonly survived: boolean | null;
  /** In words: `column orders.email comes back empty: data is gone`. */
  readonly losses: readonly string[];
  /** Why something was not probed, in words. */
  readonly notes: readonly string[];
}

export interface ProofFingerprints {
  /** SHA-256 in hexadecimal; null when the proof ended before. */
  readonly before: string | null;
  readonly afterUp: string | null;
  readonly afterDown: string | null;
  readonly afterSecondUp: string | null;
}

export interface ProofEngine {
  readonly name: 'PGlite' | 'PostgreSQL';
  /** Of Postgres: `18.6`. */
  readonly version: string;
  /** What the reader must know about a difference to their own server; empty when there is none. */
  readonly notes: readonly string[];
}

/** A down migration written by Fixward, proven before it is shown. */
export interface ProposedDown {
  readonly sql: string;
  readonly verdict: Verdict;
  /** In words: what no down migration can bring back. */
  readonly cannotComeBack: readonly string[];
  /** Differences that stay. */
  readonly leftBehind: readonly string[];
  readonly lost: readonly string[];
}

/** The result of proving one migration; printed as JSON by `fixward prove`. */
export interface Certificate {
  readonly version: 1;
  readonly name: string;
  readonly path: string;
  readonly downPath?: string;
  readonly verdict: Verdict;
  readonly engine: ProofEngine;
  readonly fingerprints: ProofFingerprints;
  /** What down should have removed: `enum type public.status`. */
  readonly leftBehind: readonly string[];
  /** What down should have brought back: `default of public.orders.state`. */
  readonly lost: readonly string[];
  readonly dataProbe: DataProbe;
  readonly statements: readonly ProvenStatement[];
  /** Why the verdict is not `PROVEN`, one sentence each, the deciding one first. */
  readonly reasons: readonly string[];
  /** Stubbed extensions and other things a reader should know. */
  readonly notes: readonly string[];
  readonly proposedDown?: ProposedDown;
  /** Findings of the guardian rules in the up script; filled in by the program that has the rules. */
  readonly findings: readonly unknown[];
  readonly ms: number;
}
