import type { SqlParser } from '../ports.ts';
import type { Platform } from '../replay/session.ts';
import type { Certificate } from './certificate.ts';

export interface ProofOptions {
  readonly parser: SqlParser;
  readonly platform: Platform;
  /** Milliseconds of a clock that only moves on. */
  readonly now: () => number;
  /** What the reader must know about the engine; goes into the certificate. */
  readonly engineNotes: readonly string[];
  /** Stubbed extensions and other things told beforehand; goes into the certificate. */
  readonly notes: readonly string[];
  /** Write and prove a down migration where there is none. */
  readonly proposeDown: boolean;
}

export interface ProofOutcome {
  readonly certificate: Certificate;
  /** Where the database stands: as after up alone, with no trace of the proof, or to be thrown away. */
  readonly state: 'afterUp' | 'spoiled';
}
