export type SqlParameter = string | number | boolean | null;

export type SqlRow = Readonly<Record<string, unknown>>;

/** One session of a database; statements of one caller run in the order given. */
export interface SqlSession {
  /** Runs a script of any number of statements, its own transactions included. */
  exec(sql: string): Promise<void>;
  query(sql: string, parameters?: readonly SqlParameter[]): Promise<readonly SqlRow[]>;
}
