/**
 * Lists as tables of other projects hold them: JSON arrays, Postgres array literals (`{a,"b c"}`), JSON in text, lines,
 * or a comma list.
 */
export function foreignList(value: unknown): readonly string[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item) => textOf(item) ?? []);
  if (typeof value === 'number') return [String(value)];
  if (typeof value === 'object') return Object.entries(value).flatMap(([, item]) => textOf(item) ?? []);
  const text = textOf(value) ?? '';
  if (/^\s*\[/u.test(text)) {
    const parsed = jsonOf(text);
    if (Array.isArray(parsed)) return foreignList(parsed);
  }
  if (/^\s*\{.*\}\s*$/su.test(text)) return arrayLiteral(text.trim());
  return text
    .split(/\r\n|[\n\r]/u.test(text) ? /[\n\r]+/u : /[,;]/u)
    .map((part) => part.replace(/^\s*(?:[-*•]|\d+[.)])\s+/u, '').trim())
    .filter((part) => part !== '');
}

/** The same for prose: commas are part of a sentence. */
export function foreignSteps(value: unknown): readonly string[] {
  if (typeof value !== 'string' || /^\s*[[{]/u.test(value)) return foreignList(value);
  return value
    .split(/[\n\r]+/u)
    .map((part) => part.replace(/^\s*(?:[-*•]|\d+[.)])\s+/u, '').trim())
    .filter((part) => part !== '');
}

/** Text of a value that stands for one; an object's is its JSON. */
export function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value);
  if (typeof value !== 'object') return undefined;
  for (const key of ['text', 'step', 'description', 'name', 'title']) {
    const inner = Object.entries(value).find(([name]) => name === key)?.[1];
    if (typeof inner === 'string' && inner.trim() !== '') return inner;
  }
  return JSON.stringify(value);
}

/** An object, also one that is JSON in text; undefined for anything else. */
export function foreignObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const parsed = typeof value === 'string' ? jsonOf(value) : value;
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
  return Object.fromEntries(Object.entries(parsed));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function arrayLiteral(text: string): readonly string[] {
  const items: string[] = [];
  for (const [, quoted, plain] of text
    .slice(1, -1)
    .matchAll(/"(?<quoted>(?:[^"\\]|\\.)*)"|(?<plain>[^,{}"]+)/gu)) {
    const item = quoted === undefined ? plain?.trim() : quoted.replaceAll(/\\(.)/gu, '$1');
    if (item !== undefined && item !== '' && !(quoted === undefined && item === 'NULL')) items.push(item);
  }
  return items;
}
