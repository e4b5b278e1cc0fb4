// SQL helper: replace this file; test/support/engine.ts and the composition roots call loadSqlParser.
import type { SqlParser } from '../core/ports.ts';

export async function loadSqlParser(): Promise<SqlParser> {
  const parse = (): { readonly tree: unknown } => ({ tree: undefined });
  return { parseStatement: parse, parsePlPgSql: parse };
}
