import { anchorsOf } from '../../patterns/learn/anchorsOf.ts';
import type { LearnedEdit } from '../../patterns/learn/learnedEdit.ts';
import type { TreeFocus } from '../../patterns/learn/plainTree.ts';

/** A word that stands this often in a text points nowhere; the whole tree is made then. */
const OFFSETS_MAX = 2_000;

/**
 * Where edits can have a place in a text: around their rarest words. Undefined when one of them may fit anywhere.
 */
export function focusOf(edits: readonly LearnedEdit[], text: string): TreeFocus | undefined {
  const offsets = new Set<number>();
  const kinds = new Set<string>();
  const known = new Map<string, readonly number[]>();
  for (const edit of edits) {
    for (const part of edit.parts) {
      const words = anchorsOf({ ...edit, parts: [part] });
      const rarest = rarestOf(words, text, known);
      if (!part.match.kinds || !rarest) return undefined;
      for (const kind of part.match.kinds) kinds.add(kind);
      for (const offset of rarest) offsets.add(offset);
      if (offsets.size > OFFSETS_MAX) return undefined;
    }
  }
  return { offsets: [...offsets].sort((a, b) => a - b), kinds };
}

/** The offsets of the word that stands least often; none is the best answer. */
function rarestOf(
  words: readonly string[],
  text: string,
  known: Map<string, readonly number[]>,
): readonly number[] | undefined {
  let rarest: readonly number[] | undefined;
  for (const word of words) {
    let found = known.get(word);
    if (!found) {
      found = offsetsOf(word, text);
      known.set(word, found);
    }
    if (!rarest || found.length < rarest.length) rarest = found;
  }
  return rarest;
}

function offsetsOf(word: string, text: string): readonly number[] {
  const offsets: number[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    offsets.push(at);
    // It is told by the number alone that the word is a common one.
    if (offsets.length > OFFSETS_MAX) break;
  }
  return offsets;
}
