import type { ParsePlainTree, PlainNode, PlainTree, TreeFocus } from '../../core/patterns/learn/plainTree.ts';
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
  return (language, text, focus) => {
    const grammar = GRAMMARS[language];
    if (!grammar || !languages.has(grammar.name)) return undefined;
    return plainTreeOf(language, text, binding.parse(grammar.name, text).root(), focus);
  };
}

function plainTreeOf(
  language: Language,
  text: string,
  root: TreeNode,
  focus: TreeFocus | undefined,
): PlainTree {
  let errorCount = 0;
  const convert = (node: TreeNode, depth: number, inFocus: TreeFocus | undefined): PlainNode => {
    const kind = String(node.kind());
    const range = node.range();
    const start = range.start.index;
    const end = range.end.index;
    const isImport = inFocus !== undefined && depth <= IMPORT_DEPTH_MAX && startsImport(text, start, end);
    if (inFocus && !isImport && !holdsOffset(inFocus.offsets, start, end)) {
      return { kind, named: node.isNamed(), start, end, children: [] };
    }
    const rest = isImport || inFocus?.kinds.has(kind) === true ? undefined : inFocus;
    const children =
      depth >= DEPTH_MAX ? [] : node.children().map((child) => convert(child, depth + 1, rest));
    const isMissing = start === end && children.length === 0 && !EMPTY_KINDS.has(kind);
    if (kind === 'ERROR' || isMissing) errorCount++;
    return { kind, named: node.isNamed(), start, end, children };
  };
  return { language, text, root: convert(root, 0, focus), errorCount };
}

/** Imports stand at the top of a file, or in one list or namespace there. */
const IMPORT_DEPTH_MAX = 2;
const IMPORT_START =
  /^(?:import|from|use|using|require|include|package)\b|^export\s*(?:type\s*)?[*{]|^(?:const|let|var)\b.*\brequire\b/u;
/** The beginning of an import says what it is. */
const IMPORT_START_LENGTH = 120;

function startsImport(text: string, start: number, end: number): boolean {
  return IMPORT_START.test(text.slice(start, Math.min(end, start + IMPORT_START_LENGTH)));
}

function holdsOffset(offsets: readonly number[], start: number, end: number): boolean {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return (offsets[low] ?? Number.POSITIVE_INFINITY) < end;
}
