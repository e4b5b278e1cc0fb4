/** What a text is, before anything is decided. */
export type SqlClass = 'read' | 'write' | 'ddl' | 'dangerous-function' | 'multi' | 'session' | 'invalid';

/** `allow-with-timeout`: harmless, but it may never end by itself. */
export type SqlDecision = 'allow' | 'allow-with-timeout' | 'deny';

/** Names a read uses, for those who ask the database what stands behind them. */
export interface UsedNames {
  readonly functions: readonly UsedName[];
  readonly operators: readonly UsedName[];
  readonly relations: readonly UsedName[];
  /** Last parts of `a.b` and `(a).b`: Postgres calls a function of that name where no column has it. */
  readonly attributes: readonly string[];
}

export interface UsedName {
  readonly name: string;
  readonly schema?: string;
}

export interface SqlClassification {
  readonly class: SqlClass;
  /** A finer word: `row-lock`, `explain-analyze`, `file-access`. */
  readonly subclass: string;
  readonly decision: SqlDecision;
  /** One sentence each; empty for a plain read. */
  readonly reasons: readonly string[];
  /** How many statements the text has; 0 when it cannot be read. */
  readonly statements: number;
  readonly names: UsedNames;
}

/** One thing that speaks against a read. */
export interface Objection {
  readonly class: SqlClass;
  readonly subclass: string;
  readonly reason: string;
}

export const NO_NAMES: UsedNames = { functions: [], operators: [], relations: [], attributes: [] };
