/** A column's name without case, blanks and punctuation: `File Path`, `file_path` and `filePath` are one. */
function plainColumnName(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

/** Our column for each of a table's, by name or one of the names that others give it; undefined for foreign ones. */
export function columnsNamed<Column extends string>(
  written: readonly string[],
  aliases: Readonly<Record<Column, readonly string[]>>,
): readonly (Column | undefined)[] {
  const known = new Map<string, Column>();
  for (const column of keysOf(aliases)) {
    for (const name of [column, ...aliases[column]]) known.set(plainColumnName(name), column);
  }
  return written.map((name) => known.get(plainColumnName(name)));
}

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): readonly Key[] {
  // SAFETY: the records given here are literals without inherited keys.
  return Object.keys(record) as Key[];
}
