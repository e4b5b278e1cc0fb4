export interface JsonFault {
  /** 1-based. */
  readonly line: number;
  /** One line, whatever the text holds. */
  readonly message: string;
}

const TOKEN =
  /\s*(?<token>[[\]{}:,]|"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?|true|false|null)?/uy;

/** What may come next. */
type Expected = 'value' | 'item' | 'key' | 'next key' | 'colon' | 'more' | 'nothing';

const SHOWN_CHARACTERS_MAX = 20;

/** Where a text that is not JSON stops being it; engines tell that in ways of their own, or not at all. */
export function jsonFault(text: string): JsonFault {
  const at = faultOffset(text);
  const line = text.slice(0, at).split('\n').length;
  if (text.trim() === '') return { line: 1, message: 'not valid JSON: the file is empty' };
  if (at >= text.length)
    return { line, message: 'not valid JSON: it ends in the middle; the file was cut off' };
  const rest = text.slice(at).split(/[\s,\]}]/u, 1)[0] ?? '';
  const shown = (rest === '' ? text.slice(at, at + 1) : rest).slice(0, SHOWN_CHARACTERS_MAX);
  return { line, message: `not valid JSON: ${shown} is not expected here` };
}

function faultOffset(text: string): number {
  const open: string[] = [];
  let expected: Expected = 'value';
  for (let at = 0; ; ) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    const token = match?.groups?.token;
    const start = at + (match?.[0].length ?? 0) - (token?.length ?? 0);
    if (token === undefined) return start;
    const next = after(token, expected, open);
    if (next === undefined) return start;
    expected = next;
    at = start + token.length;
  }
}

/** What may follow a token; undefined when the token itself may not stand there. */
function after(token: string, expected: Expected, open: string[]): Expected | undefined {
  const close = (): Expected => {
    open.pop();
    return open.length === 0 ? 'nothing' : 'more';
  };
  const innermost = open.at(-1);
  if (expected === 'colon') return token === ':' ? 'value' : undefined;
  if (expected === 'key' || expected === 'next key') {
    if (token.startsWith('"')) return 'colon';
    return token === '}' && expected === 'key' ? close() : undefined;
  }
  if (expected === 'more') {
    if (token === ',') return innermost === '{' ? 'next key' : 'value';
    return token === (innermost === '{' ? '}' : ']') ? close() : undefined;
  }
  if (expected === 'nothing') return undefined;
  if (token === ']' && expected === 'item') return close();
  if (token === '{' || token === '[') {
    open.push(token);
    return token === '{' ? 'key' : 'item';
  }
  if (/^[\]},:]$/u.test(token)) return undefined;
  return innermost === undefined ? 'nothing' : 'more';
}
