import { formatDialect, postgresql } from 'sql-formatter';

/** A dump is not made readable by setting it anew, and setting it takes its time. */
const FORMATTED_CHARACTERS_MAX = 50_000;

/** SQL set for reading; as written where it cannot be read. What is run and proven is always the text as written. */
export function shownSql(sql: string): string {
  if (sql.length > FORMATTED_CHARACTERS_MAX) return sql;
  try {
    return formatDialect(sql, { dialect: postgresql, keywordCase: 'preserve', tabWidth: 2 });
  } catch {
    return sql;
  }
}
