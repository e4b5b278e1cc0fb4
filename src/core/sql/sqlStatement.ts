export type SqlStatement = Record<string, unknown>;
