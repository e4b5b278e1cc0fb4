import type { ParsePlainTree, PlainTree } from '../learn/plainTree.ts';

/** Trees take several hundred times their text once they are indexed; the kept ones stay below 150 MB. */
const KEPT_CHARACTERS_MAX = 400_000;

/** A parser that remembers the last texts: the same negative is asked about for each candidate. */
export function cachedParse(parse: ParsePlainTree): ParsePlainTree {
  const kept = new Map<string, PlainTree>();
  let characters = 0;
  return (language, text, focus) => {
    // What was made for one question does not answer another.
    if (focus) return parse(language, text, focus);
    const key = `${language}\n${text}`;
    const known = kept.get(key);
    if (known) {
      kept.delete(key);
      kept.set(key, known);
      return known;
    }
    const tree = parse(language, text);
    if (!tree) return undefined;
    kept.set(key, tree);
    characters += key.length;
    for (const oldest of kept.keys()) {
      if (characters <= KEPT_CHARACTERS_MAX || oldest === key) break;
      kept.delete(oldest);
      characters -= oldest.length;
    }
    return tree;
  };
}
