import type { MigrationTool } from '../rules/projectConfig.ts';
import type { SqlStatement } from './sqlStatement.ts';
import type { CreatedKind, SqlFact } from './statementFacts.ts';

/** Postgres 15 is the oldest release that most hosted databases still run. */
export const TARGET_VERSION_DEFAULT = 15;

/** The same for every statement of one file. */
export interface SqlFile {
  readonly path: string;
  readonly targetVersion: number;
  readonly tool: MigrationTool;
  /** True when the path is one that migration tools use. */
  readonly isMigration: boolean;
  /** True when the tool runs the file in one transaction. */
  readonly isWrapped: boolean;
  readonly lineBreak: '\n' | '\r\n';
}

/**
 * What a rule may know beyond its statement. Answers are remembered with the rule's reports, which are kept while the
 * answers stay the same; so ask late, and only what decides.
 */
export interface SqlFileContext extends SqlFile {
  /** 0-based place among the file's statements. */
  readonly index: number;
  /** The tool's transaction, or an explicit `BEGIN` not yet committed. */
  readonly inTransaction: boolean;
  /** An explicit `BEGIN` stands before this statement without its `COMMIT`. */
  readonly inExplicitTransaction: boolean;
  /** The statement undoes a migration. */
  readonly isDownMigration: boolean;
  /** The statement stands inside another: in a `DO` block, a body, a rule. */
  readonly isInner: boolean;
  /** The statement does not run with the file: it stands in the body of a function or rule. */
  readonly isDeferred: boolean;
  /** The statement stands in a trigger's function: it runs whenever a row changes. */
  readonly isTriggered: boolean;
  /** Another rule runs on this file too: a rule that says the same of fewer places steps back. */
  isActive(ruleId: string): boolean;
  /** True when an earlier statement of this file makes the object; names as `statementFacts.ts` spells them. */
  createdEarlier(kind: CreatedKind, name: string): boolean;
  happensEarlier(fact: SqlFact): boolean;
  happensLater(fact: SqlFact): boolean;
  happensAnywhere(fact: SqlFact): boolean;
  /** An earlier migration of the folder says so, and no later one before this file takes it back. */
  happensInEarlierFile(fact: SqlFact): boolean;
  /** A later migration of the folder says so. Transactions and settings do not outlive their file. */
  happensInLaterFile(fact: SqlFact): boolean;
  /** Tables, not made by this file, that earlier statements lock against every reader, if they share a transaction. */
  lockedBefore(): readonly string[];
  /** Every statement of the file. A rule that asks runs again on each edit. */
  statements(): readonly SqlStatement[];
  /** Length of the spaces and comments before the statement, since the `;` of the one before. As `statements()`. */
  leadLength(): number;
  /** Offset after the last statement of the file, counted as a report's spans. As `statements()`. */
  lastStatementEnd(): number;
}
