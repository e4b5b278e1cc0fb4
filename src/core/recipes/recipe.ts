import type { SqlStatement } from '../sql/sqlStatement.ts';
import type { Span, SpanEdit } from '../text/span.ts';

export const RECIPE_IDS = [
  'validate-later',
  'index-first',
  'prove-not-null',
  'rename-column',
  'rename-table',
  'change-type',
  'default-later',
  'move-validation',
  'attach-partition',
] as const;
export type RecipeId = (typeof RECIPE_IDS)[number];

/** One migration of a plan. */
export interface RecipeStep {
  /** For the file's name: `validate_orders_customer_fk`. */
  readonly name: string;
  /** Statements without `;`. Outside a transaction there is exactly one, since most tools send a file as one query. */
  readonly up: readonly string[];
  /** Undoes `up` exactly, or says in `note` what it cannot; empty when nothing is to be undone. */
  readonly down: readonly string[];
  /** Why the step is one of its own, and what must be true before it runs. */
  readonly note: string;
  readonly inTransaction: boolean;
  /**
   * For tools that always open a transaction: what takes the place of a step that cannot run in one. It has nothing left
   * to do when `up` was run by hand before.
   */
  readonly inTransactionInstead?: {
    readonly up: readonly string[];
    readonly down: readonly string[];
    /** The rule that would report `up`, not knowing that it was run by hand. */
    readonly reportedBy?: string;
  };
}

/** An expand-and-contract plan for one action of one statement. */
export interface RecipePlan {
  readonly id: RecipeId;
  readonly steps: readonly RecipeStep[];
  /** Turns the statement into the first step; offsets count from the statement. */
  readonly inPlace: readonly SpanEdit[];
  /** Takes the action out of the statement; offsets count from the statement. */
  readonly taken: readonly SpanEdit[];
  /** The first step stands in the file already, or is nothing: `steps` are all in later files. */
  readonly startsLater?: boolean;
  /** What undoes the action in a down script is this statement. */
  readonly isUndoneBy: (statement: SqlStatement) => boolean;
}

/** A column as earlier migrations write it. */
export interface KnownColumn {
  readonly type: string;
}

/** What earlier migrations say; undefined where they do not. */
export interface SchemaKnowledge {
  /** Names as Postgres folds them, the default schema left out. */
  column(table: string, column: string): KnownColumn | undefined;
  /** The columns and the strategy of `PARTITION BY`. */
  partitionKey(
    table: string,
  ): { readonly strategy: 'range' | 'list'; readonly columns: readonly string[] } | undefined;
}

export const NOTHING_KNOWN: SchemaKnowledge = { column: () => undefined, partitionKey: () => undefined };

/** What a plan is made from. */
export interface RecipeSubject {
  readonly statement: SqlStatement;
  /** Of the finding; offsets count from the statement. */
  readonly span: Span;
  /** Of the same file, before the statement. */
  readonly earlier: readonly SqlStatement[];
  readonly targetVersion: number;
  readonly knowledge: SchemaKnowledge;
}
