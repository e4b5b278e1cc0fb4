/** Lines as a Markdown list; texts of several lines stay in their entry. */
export function section(texts: readonly string[], bullet: '-' | '1.'): string {
  const indent = ' '.repeat(bullet.length + 1);
  return texts.map((text) => `${bullet} ${text.trim().replaceAll(/\r\n|\n|\r/gu, `\n${indent}`)}`).join('\n');
}

/** A heading with its body; nothing when there is no body. */
export function titled(title: string, body: string): string {
  return body === '' ? '' : `## ${title}\n\n${body}`;
}

/** Code in a fence that is longer than any the code holds. */
export function codeBlock(code: string | undefined, language: string): string {
  if (code === undefined || code.trim() === '') return '';
  const longest = Math.max(2, ...[...code.matchAll(/`{3,}/gu)].map(([fence]) => fence.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code.replace(/(?:\r\n|\n|\r)+$/u, '')}\n${fence}`;
}

/** A table; cells are text already safe for Markdown. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
