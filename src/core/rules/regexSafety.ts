/** Longer ones are machine-made lists, which belong into globs or ast-grep's linear-time `regex`. */
const REGEX_LENGTH_MAX = 1000;

/**
 * Why a regular expression from a rule file is refused, or undefined. JavaScript's engine backtracks, and one
 * repetition inside another can take time exponential in the text, which hangs the editor. This catches the shape that
 * people write by accident; overlapping alternatives under a repetition are not recognised.
 */
export function regexProblem(source: string): string | undefined {
  if (source.length > REGEX_LENGTH_MAX) return `is longer than ${REGEX_LENGTH_MAX} characters`;
  try {
    new RegExp(source, 'su');
  } catch (error) {
    return error instanceof Error
      ? error.message.replace(/^Invalid regular expression: /u, '')
      : String(error);
  }
  return hasNestedRepetition(source)
    ? 'repeats a group that itself repeats, which can take for ever; rewrite it without the inner or the outer repetition'
    : undefined;
}

interface Group {
  /** Something in the group repeats without bound. */
  repeats: boolean;
  /** The group starts with a character that none of its repetitions can take, such as the comma in `(?:,\w+)*`. */
  readonly separated: boolean;
}

const UNBOUNDED = /^(?:[*+]|\{\d*,\})/u;
const SEPARATED_START =
  /^(?:\?:)?(?:[,;:/@#=&|-]|\\[.,/|])(?:\\s\*)?(?:\\w|\\d|\[[a-z0-9A-Z_\\w\\d-]+\])[*+]\)/u;

function hasNestedRepetition(source: string): boolean {
  const groups: Group[] = [{ repeats: false, separated: false }];
  for (let at = 0; at < source.length; at++) {
    const char = source[at];
    if (char === '\\') at++;
    else if (char === '[') at = endOfClass(source, at);
    else if (char === '(')
      groups.push({ repeats: false, separated: SEPARATED_START.test(source.slice(at + 1)) });
    else if (char === ')') {
      const closed = groups.pop();
      const outer = groups.at(-1);
      if (!closed || !outer) return false;
      const repeated = UNBOUNDED.test(source.slice(at + 1));
      if (repeated && closed.repeats && !closed.separated) return true;
      if (repeated || closed.repeats) outer.repeats = true;
      continue;
    }
    if (char !== '(' && UNBOUNDED.test(source.slice(at + 1))) {
      const group = groups.at(-1);
      if (group) group.repeats = true;
    }
  }
  return false;
}

function endOfClass(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === ']') return at;
  }
  return source.length;
}
