/** Code to insert, in the snippet syntax of editors and as plain text. */
export interface PatternTemplate {
  readonly snippet: string;
  readonly text: string;
  /** What stands between the holes, each without blanks at its ends; a document that has all of them has the code. */
  readonly fixed: readonly string[];
}

const HOLE = /\$\$\$([A-Z][A-Z0-9_]*)|\$([A-Z][A-Z0-9_]*)\b/gu;

/** A pattern's code with `$NAMES` as places to fill; the same name is filled once. */
export function patternTemplate(code: string): PatternTemplate {
  const numbers = new Map<string, number>();
  const fixed: string[] = [];
  let snippet = '';
  let text = '';
  let cursor = 0;
  for (const found of code.matchAll(HOLE)) {
    const name = found[1] ?? found[2] ?? '';
    const before = code.slice(cursor, found.index);
    const shown = name.toLowerCase();
    const number = numbers.get(name);
    const hole = number ?? numbers.size + 1;
    numbers.set(name, hole);
    snippet += `${escaped(before)}${number === undefined ? `\${${hole}:${shown}}` : `$${hole}`}`;
    text += before + shown;
    fixed.push(before.trim());
    cursor = found.index + found[0].length;
  }
  const rest = code.slice(cursor);
  fixed.push(rest.trim());
  return { snippet: snippet + escaped(rest), text: text + rest, fixed: fixed.filter((part) => part !== '') };
}

/** Whether a document holds the template's code already, whatever stands in its holes. */
export function holdsTemplate(document: string, { fixed }: PatternTemplate): boolean {
  const words = (text: string): string => text.replace(/\s+/gu, ' ');
  const searched = words(document);
  let from = 0;
  for (const part of fixed) {
    const at = searched.indexOf(words(part), from);
    if (at < 0) return false;
    from = at + words(part).length;
  }
  return fixed.length > 0;
}

/** The characters that mean something in a snippet. */
function escaped(text: string): string {
  return text.replace(/[\\$}]/gu, '\\$&');
}
