import type { Hunk } from './treeDiff.ts';
import type { TreeNode } from './treeNode.ts';

const TEXT = /(?:string|string_literal|template_string|regex|char_literal)$/u;
const CONTENT = /(?:content|fragment|escape_sequence|regex_pattern)$/u;
const MARK = /(?:string_start|string_end|regex_flags)$/u;

/**
 * Changes of a string's or regex's marks told of the whole literal, so that they can be carried to others: its quotes,
 * its prefix, its flags. A change of its words alone stays where it is.
 */
export function liftTextHunks(hunks: readonly Hunk[]): readonly Hunk[] {
  const lifted: Hunk[] = [];
  for (const hunk of hunks) {
    const { parent, afterParent } = hunk;
    const whole = parent.parent;
    const afterWhole = afterParent.parent;
    const beside = hunks.filter((other) => other.parent === parent);
    if (!whole || !afterWhole || !isText(parent) || !isText(afterParent) || beside.every(isOfWords)) {
      lifted.push(hunk);
    } else if (beside[0] === hunk) {
      lifted.push({
        parent: whole,
        from: parent.index,
        to: parent.index + 1,
        afterParent: afterWhole,
        afterFrom: afterParent.index,
        afterTo: afterParent.index + 1,
      });
    }
  }
  return lifted;
}

/** A string or regex without code inside. */
export function isText(node: TreeNode): boolean {
  if (!TEXT.test(node.kind)) return false;
  return node.children.every(({ kind, named }) => !named || CONTENT.test(kind) || MARK.test(kind));
}

/** Whether the node is what stands between the marks of a string or regex. */
export function isWordsOfText({ kind }: TreeNode): boolean {
  return CONTENT.test(kind) && !MARK.test(kind);
}

function isOfWords({ parent, from, to, afterParent, afterFrom, afterTo }: Hunk): boolean {
  const changed = [...parent.children.slice(from, to), ...afterParent.children.slice(afterFrom, afterTo)];
  return changed.every(isWordsOfText);
}
