/** Two letters at least: shorter words are in every file and only cost a search. */
const WORD = /[\p{L}_][\p{L}\p{N}_]+/gu;
const METAVARIABLE = /\$\$?\$?[A-Z_][A-Z0-9_]*/g;

/** Words that stand in every match of an ast-grep pattern. */
export function wordsOfPattern(pattern: unknown): readonly string[] {
  if (typeof pattern === 'string') return wordsOf(pattern);
  if (typeof pattern !== 'object' || pattern === null || !('context' in pattern)) return [];
  const { context } = pattern;
  // A selector picks a part of the context, so words of the rest need not be there; the strictness "signature"
  // ignores text altogether.
  const partial = 'selector' in pattern || ('strictness' in pattern && pattern.strictness === 'signature');
  return typeof context === 'string' && !partial ? wordsOf(context) : [];
}

function wordsOf(text: string): readonly string[] {
  return text.replace(METAVARIABLE, ' ').match(WORD) ?? [];
}
