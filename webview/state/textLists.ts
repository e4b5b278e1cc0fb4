/** Begins a line that belongs to the entry before it. */
const CONTINUED = '  ';

/** A list as one text to edit: an entry a line, its further lines indented. */
export function shownList(entries: readonly string[]): string {
  return entries.map((entry) => entry.replaceAll(/\r?\n/gu, `\n${CONTINUED}`)).join('\n');
}

/** The list that a text says. A blank line is an entry that is about to be written; saving leaves it out. */
export function listOf(text: string): readonly string[] {
  if (text === '') return [];
  const entries: string[] = [];
  for (const line of text.split(/\r?\n/u)) {
    const last = entries.at(-1);
    if (last !== undefined && line.startsWith(CONTINUED))
      entries[entries.length - 1] = `${last}\n${line.slice(CONTINUED.length)}`;
    else entries.push(line);
  }
  return entries;
}
