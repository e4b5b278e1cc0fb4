import type { MigrationTool } from '../rules/projectConfig.ts';
import type { Span } from '../text/span.ts';

/** One direction of a migration, as its tool runs it. */
export interface MigrationScript {
  /** Workspace-relative, with `/`. */
  readonly path: string;
  /** The whole file: every offset told about the script counts in it. */
  readonly text: string;
  /** The part that runs; the whole file unless both directions stand in one file. */
  readonly span: Span;
  /** The tool runs the script in one transaction. */
  readonly inTransaction: boolean;
}

export interface Migration {
  /** As the tool calls it, unique in its folder: `20240131_add_state`. */
  readonly name: string;
  readonly up: MigrationScript;
  readonly down?: MigrationScript;
}

/** A folder of migrations in the order its tool runs them. */
export interface MigrationHistory {
  /** Workspace-relative, with `/`, no `/` at the end; empty for the workspace folder itself. */
  readonly folder: string;
  readonly tool: MigrationTool;
  readonly migrations: readonly Migration[];
}
