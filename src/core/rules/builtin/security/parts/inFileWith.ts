import type { TreeRule } from '../../../ruleModel.ts';

/** The root node of a file, which is named differently in each grammar. */
export type RootKind = 'program' | 'module' | 'source_file';

/**
 * Holds when the file contains one of the plain words. As part of a tree rule, unlike as a condition, it keeps the
 * rule out of the sweep over files that have none of them. Put it last: it reads the file's text.
 */
export function inFileWith(root: RootKind, words: string): TreeRule {
  return { inside: { kind: root, stopBy: 'end', regex: words } };
}
