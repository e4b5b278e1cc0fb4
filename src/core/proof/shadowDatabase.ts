/** A value of a result row: queries cast everything else to text or jsonb. */
export type ShadowValue =
  | string
  | number
  | boolean
  | null
  | readonly ShadowValue[]
  | { readonly [key: string]: ShadowValue };
export type ShadowRow = Readonly<Record<string, ShadowValue>>;

/** One session of a throw-away Postgres, as superuser. Calls run one after the other. */
export interface ShadowDatabase {
  readonly engine: { readonly name: 'PGlite' | 'PostgreSQL'; readonly version: string };
  /** Runs statements without results, each in its own transaction unless one is open. Rejects with `ShadowSqlError`. */
  run(sql: string): Promise<void>;
  /** Runs one statement. Cast `oid` and `xid` to `bigint` or `text`, arrays to `jsonb`. Rejects with `ShadowSqlError`. */
  query(
    sql: string,
    parameters?: readonly (string | number | boolean | null)[],
  ): Promise<readonly ShadowRow[]>;
}

/** What Postgres says of a statement it refuses. */
export class ShadowSqlError extends Error {
  /** SQLSTATE, five characters. */
  readonly code: string;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  /** UTF-16 offset into the SQL that was run; undefined when Postgres names no place. */
  readonly offset: number | undefined;

  constructor(
    message: string,
    parts: {
      readonly code: string;
      readonly detail?: string;
      readonly hint?: string;
      readonly offset?: number;
    },
  ) {
    super(message);
    this.name = 'ShadowSqlError';
    this.code = parts.code;
    this.detail = parts.detail;
    this.hint = parts.hint;
    this.offset = parts.offset;
  }
}
