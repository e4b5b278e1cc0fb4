const FENCED = /```(?:json)?[^\S\n]*\n([\s\S]*?)\n?```/giu;

/**
 * The JSON in what a model said: the whole text, a fenced block, or the first object that is whole. Undefined
 * when there is none; half a JSON is none.
 */
export function jsonIn(text: string): unknown {
  const whole = parsed(text);
  if (whole !== undefined) return whole;
  for (const [, block = ''] of text.matchAll(FENCED)) {
    const value = parsed(block);
    if (value !== undefined) return value;
  }
  return firstWhole(text);
}

/** Texts of models are short; what starts a bracket too often is no JSON. */
const STARTS_MAX = 50;

function firstWhole(text: string): unknown {
  let starts = 0;
  for (let at = nextStart(text, 0); at >= 0 && starts < STARTS_MAX; at = nextStart(text, at + 1)) {
    starts += 1;
    const end = endOf(text, at);
    const value = end === undefined ? undefined : parsed(text.slice(at, end));
    if (value !== undefined) return value;
  }
  return undefined;
}

function nextStart(text: string, from: number): number {
  return text.indexOf('{', from);
}

/** Where the bracket that opens here is closed again, strings left out. */
function endOf(text: string, start: number): number | undefined {
  let depth = 0;
  let isInString = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (isInString) {
      if (character === '\\') at += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}

/** Objects and lists alone: a word in quotes is no answer. */
function parsed(text: string): unknown {
  const trimmed = text.trim();
  if (!/^[[{]/u.test(trimmed)) return undefined;
  try {
    return JSON.parse(trimmed);
  } catch {
    return undefined;
  }
}
