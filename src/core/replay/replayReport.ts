import type { SchemaModel } from '../advice/schema/schemaModel.ts';
import type { Migration } from '../migrations/migration.ts';
import type { ProofEngine } from '../proof/certificate.ts';
import type { SchemaFinding, SchemaSettings } from '../schema/schemaRule.ts';

export interface ReplayRequest {
  /** In the order they run; only their up scripts are. */
  readonly migrations: readonly Migration[];
  readonly settings: SchemaSettings;
  /** Ids of the schema rules to run. */
  readonly ruleIds: readonly string[];
  /** The final schema itself is wanted too. */
  readonly withSchema?: boolean;
}

/** A statement that did not run; the replay went on after it. */
export interface ReplayFailure {
  readonly path: string;
  /** Offsets in the file. */
  readonly start: number;
  readonly end: number;
  /** Postgres' own words. */
  readonly message: string;
}

export interface ReplayReport {
  readonly engine: ProofEngine;
  readonly findings: readonly SchemaFinding[];
  /** When it was asked for. */
  readonly schema?: SchemaModel;
  readonly failures: readonly ReplayFailure[];
  /** One line each: stubbed extensions, statements passed over and why. */
  readonly notes: readonly string[];
  readonly statementCount: number;
  /** Migrations taken from a snapshot instead of being run. */
  readonly reusedCount: number;
  readonly ms: number;
}
