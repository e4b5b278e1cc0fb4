/** Spaces and tabs at the start of the line an offset stands on. */
export function indentationAt(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/u.exec(text.slice(lineStart, offset))?.[0] ?? '';
}

/** The document's own line break, judged by its first. */
export function lineBreakOf(text: string): string {
  const first = text.indexOf('\n');
  return first > 0 && text[first - 1] === '\r' ? '\r\n' : '\n';
}

/** Whether a document indents with tabs: judged by the line at hand, or where that has none by the first that has some. */
export function indentsWithTabs(text: string, indentation: string): boolean {
  if (indentation !== '') return indentation.includes('\t');
  return /^[ \t]/mu.exec(text)?.[0] === '\t';
}
