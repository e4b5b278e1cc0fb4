import type { Findings } from './evidence.ts';
import type { LearnedWhere } from './learnedEdit.ts';
import { isBlock } from './listKinds.ts';
import type { TreeNode } from './treeNode.ts';

/** With more exceptions than these the pattern is not the right one. */
const EXCEPTIONS_MAX = 8;
const WORDS_MAX = 400;

/**
 * Conditions that keep out everything unwanted and nothing wanted; undefined where a few do not. An exception is the
 * smallest piece of code around the place that no wanted place has.
 */
export function separate({ wanted, strays, unwanted }: Findings): readonly LearnedWhere[] | undefined {
  const mine = new Set(wanted.flatMap(around));
  const values = new Set<string>();
  for (const node of [...strays, ...unwanted]) {
    const words = around(node);
    if (words.some((each) => values.has(each))) continue;
    const own =
      words.find((each, level) => level > 0 && !mine.has(each) && each.length <= WORDS_MAX) ??
      words.find((each) => !mine.has(each) && each.length <= WORDS_MAX);
    if (own === undefined) return undefined;
    values.add(own);
    if (values.size > EXCEPTIONS_MAX) return undefined;
  }
  return [...values].map((value, index) => ({ id: `except-${index + 1}`, kind: 'except', value, on: true }));
}

/** Words of the node and of those around it, up to its statement. */
function around(node: TreeNode): readonly string[] {
  const words: string[] = [];
  for (let at: TreeNode | undefined = node; at && !isBlock(at); at = at.parent) words.push(at.words);
  return words;
}
