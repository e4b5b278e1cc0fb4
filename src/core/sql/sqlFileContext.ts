export type SqlFileContext = Record<string, unknown>;
