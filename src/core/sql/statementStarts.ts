/** First words of definitions that stand at the start of no line inside another statement, `CREATE SCHEMA` aside. */
const DEFINITION = [
  String.raw`create\s+(?:or\s+replace\s+)?(?:(?:global|local|temp|temporary|unlogged|unique|materialized|recursive|constraint|event|foreign|trusted|procedural)\s+)*(?:table|index|view|function|procedure|trigger|type|schema|extension|policy|role|user|sequence|domain|aggregate|database|publication|subscription|rule|server|operator|cast|collation|language|statistics|data|text|access|group|tablespace|conversion|transform)\b`,
  String.raw`alter\s+(?:table|index|view|materialized\s+view|function|procedure|trigger|type|schema|extension|policy|role|user|sequence|domain|database|publication|default\s+privileges|system)\b`,
  String.raw`drop\s+(?:table|index|view|materialized\s+view|function|procedure|trigger|type|schema|extension|policy|role|user|sequence|domain|database|publication|aggregate)\b`,
  String.raw`comment\s+on\b`,
].join('|');

/** Starts of lines that hardly anything but a new statement begins with. */
export const STRONG_START = [
  DEFINITION,
  String.raw`truncate\s+(?:table\s+)?["\w]`,
  String.raw`(?:begin|commit|rollback)\s*;`,
  String.raw`do\s+\$`,
  String.raw`insert\s+into\b`,
  String.raw`delete\s+from\b`,
].join('|');

/** Starts that also occur inside a statement. */
export const WEAK_START = String.raw`(?:select|update|with|set|grant|revoke|call|reindex|vacuum|refresh|analyze|values|lock|copy)\b`;

const DEFINITION_HERE = new RegExp(DEFINITION, 'iy');

/** Where the first words of a definition end that starts at `offset`, or undefined. */
export function definitionEnd(text: string, offset: number): number | undefined {
  DEFINITION_HERE.lastIndex = offset;
  return DEFINITION_HERE.test(text) ? DEFINITION_HERE.lastIndex : undefined;
}

/**
 * How far the first word of a line is indented; undefined when something else stands before it. Nothing before
 * `pieceStart` is looked at: pieces are reused when only that changes.
 */
export function indentationOf(text: string, pieceStart: number, offset: number): number | undefined {
  const lineStart = Math.max(pieceStart, text.lastIndexOf('\n', offset - 1) + 1);
  for (let at = lineStart; at < offset; at++) {
    const char = text[at];
    if (char !== ' ' && char !== '\t') return undefined;
  }
  return offset - lineStart;
}
