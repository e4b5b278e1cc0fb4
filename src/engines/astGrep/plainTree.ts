import type { ParsePlainTree, PlainNode, PlainTree } from '../../core/patterns/learn/plainTree.ts';
import type { Language } from '../../core/rules/languages.ts';
import { EMPTY_KINDS } from './emptyKinds.ts';
import { GRAMMARS } from './grammars.ts';
import { loadAstGrep, type TreeNode } from './nativeBinding.ts';

/** Deeper trees are generated text; nothing is learned from them, and recursion over them could end the process. */
const DEPTH_MAX = 1_500;

/**
 * @param nativeDirectory see {@link loadAstGrep}
 * @returns a parser that knows the languages with a grammar here; SQL has a tree of its own elsewhere
 */
export function createPlainTreeParser(nativeDirectory?: string): ParsePlainTree {
  const { binding, languages } = loadAstGrep(nativeDirectory);
  return (language, text) => {
    const grammar = GRAMMARS[language];
    if (!grammar || !languages.has(grammar.name)) return undefined;
    return plainTreeOf(language, text, binding.parse(grammar.name, text).root());
  };
}

function plainTreeOf(language: Language, text: string, root: TreeNode): PlainTree {
  let errorCount = 0;
  const convert = (node: TreeNode, depth: number): PlainNode => {
    const kind = String(node.kind());
    const range = node.range();
    const start = range.start.index;
    const end = range.end.index;
    const children = depth >= DEPTH_MAX ? [] : node.children().map((child) => convert(child, depth + 1));
    const isMissing = start === end && children.length === 0 && !EMPTY_KINDS.has(kind);
    if (kind === 'ERROR' || isMissing) errorCount++;
    return { kind, named: node.isNamed(), start, end, children };
  };
  return { language, text, root: convert(root, 0), errorCount };
}
