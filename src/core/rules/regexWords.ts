/** Longer groups nest no deeper in practice; past this the regular expression simply yields no words. */
const DEPTH_MAX = 6;

/**
 * Alternatives of literal text of which every match of a regular expression contains at least one;
 * undefined when that cannot be told. Understands the common part of Rust's and JavaScript's syntax.
 */
export function wordsOfRegex(source: string): readonly string[] | undefined {
  if (/\(\?[a-zA-Z]*i/u.test(source)) return undefined;
  return wordsOfAlternation(source, 0);
}

function wordsOfAlternation(source: string, depth: number): readonly string[] | undefined {
  if (depth > DEPTH_MAX) return undefined;
  const words: string[] = [];
  for (const branch of splitTopLevel(source)) {
    const found = wordsOfSequence(branch, depth);
    if (!found) return undefined;
    words.push(...found);
  }
  return words;
}

/** The rarest-looking demand of one sequence: the longest literal run, or a group's alternatives. */
function wordsOfSequence(source: string, depth: number): readonly string[] | undefined {
  let best: readonly string[] | undefined;
  let run = '';
  const offer = (words: readonly string[]): void => {
    const shortest = Math.min(...words.map((word) => word.length));
    const present = best ? Math.min(...best.map((word) => word.length)) : 1;
    if (shortest > present) best = words;
  };
  const endRun = (): void => {
    if (run !== '') offer([run]);
    run = '';
  };
  for (let at = 0; at < source.length; ) {
    const { end, literal, group } = readAtom(source, at);
    const quantifier = /^(?:[?*+]|\{\d*,?\d*\})\??/u.exec(source.slice(end))?.[0] ?? '';
    const optional = /^(?:[?*]|\{0|\{,)/u.test(quantifier);
    if (literal !== undefined && !optional) {
      run += literal;
      // A repeated character may be followed by more of itself, so the run cannot go on.
      if (quantifier !== '') endRun();
    } else {
      endRun();
      const words = group !== undefined && !optional ? wordsOfAlternation(group, depth + 1) : undefined;
      if (words && words.length > 0) offer(words);
    }
    at = end + quantifier.length;
  }
  endRun();
  return best;
}

interface Atom {
  readonly end: number;
  /** The character it stands for, when it stands for one. */
  readonly literal?: string;
  /** The inside of a group whose text is part of the match. */
  readonly group?: string;
}

function readAtom(source: string, at: number): Atom {
  const character = source[at] ?? '';
  if (character === '\\') {
    const escaped = source[at + 1] ?? '';
    if (/[pPxu]/u.test(escaped))
      return { end: at + 2 + (/^\{[^}]*\}/u.exec(source.slice(at + 2))?.[0].length ?? 1) };
    return /[\w]/u.test(escaped) ? { end: at + 2 } : { end: at + 2, literal: escaped };
  }
  if (character === '[') return { end: endOfClass(source, at) };
  if (character === '(') {
    const end = endOfGroup(source, at);
    const inner = source.slice(at + 1, end - 1);
    if (/^\?(?:!|<!|=|<=)/u.test(inner)) return { end };
    return { end, group: inner.replace(/^\?(?:P?<\w+>|[a-zA-Z]*:)/u, '') };
  }
  if (/[\^$.]/u.test(character)) return { end: at + 1 };
  return { end: at + 1, literal: character };
}

function splitTopLevel(source: string): readonly string[] {
  const branches: string[] = [];
  let start = 0;
  for (let at = 0; at < source.length; ) {
    const character = source[at];
    if (character === '|') {
      branches.push(source.slice(start, at));
      start = at + 1;
      at++;
    } else if (character === '\\') at += 2;
    else if (character === '[') at = endOfClass(source, at);
    else if (character === '(') at = endOfGroup(source, at);
    else at++;
  }
  return [...branches, source.slice(start)];
}

function endOfClass(source: string, at: number): number {
  let end = at + 1;
  if (source[end] === '^') end++;
  if (source[end] === ']') end++;
  while (end < source.length && source[end] !== ']') {
    if (source[end] === '\\') end++;
    // Rust nests classes.
    else if (source[end] === '[') end = endOfClass(source, end) - 1;
    end++;
  }
  return end + 1;
}

function endOfGroup(source: string, at: number): number {
  let end = at + 1;
  while (end < source.length && source[end] !== ')') {
    if (source[end] === '\\') end += 2;
    else if (source[end] === '[') end = endOfClass(source, end);
    else if (source[end] === '(') end = endOfGroup(source, end);
    else end++;
  }
  return end + 1;
}
