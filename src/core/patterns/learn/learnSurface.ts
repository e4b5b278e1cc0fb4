import type { PlainTree } from './plainTree.ts';
import { type BlanksSurface, foldedLeaves, type Gap, gapsOf, lengthOf, type Surface } from './surfaceEdit.ts';
import { indentAt } from './template.ts';
import { indexTree } from './treeNode.ts';

/** More places than these were laid out by a program. */
const SURFACES_MAX = 12;

/** An example in which no token says anything else. */
export interface SurfaceExample {
  readonly before: PlainTree;
  readonly after: PlainTree;
}

/**
 * What the examples change of how their texts are written; undefined where they only indent otherwise, change comments, or
 * write the same place in two ways.
 */
export function learnSurface(examples: readonly SurfaceExample[]): readonly Surface[] | undefined {
  const found = new Map<string, Surface>();
  for (const example of examples) {
    const surfaces = surfacesOf(example);
    if (!surfaces) return undefined;
    for (const one of surfaces) {
      const key = 'blanks' in one ? JSON.stringify({ ...one.blanks, to: '' }) : 'keywords';
      const known = found.get(key);
      if (known !== undefined && JSON.stringify(known) !== JSON.stringify(one)) return undefined;
      found.set(key, one);
    }
  }
  return found.size === 0 || found.size > SURFACES_MAX ? undefined : [...found.values()];
}

function surfacesOf({ before, after }: SurfaceExample): readonly Surface[] | undefined {
  const left = indexTree(before).root;
  const right = indexTree(after).root;
  const gaps = gapsOf(left, before.text);
  const others = gapsOf(right, after.text);
  if (gaps.length !== others.length) return undefined;
  const surfaces: Surface[] = [];
  for (const [index, gap] of gaps.entries()) {
    const other = others[index];
    if (!other || other.left.words !== gap.left.words || other.right.words !== gap.right.words)
      return undefined;
    if (other.text === gap.text) continue;
    // An indentation belongs to all that stands in it, which no pair of neighbours tells.
    if (lengthOf(gap.text) === 'lines' && lengthOf(other.text) === 'lines') return undefined;
    surfaces.push({
      blanks: { ...neighboursOf(gap), from: lengthOf(gap.text), to: outdented(other.text, gap, before.text) },
    });
  }
  const wanted = caseOf(before, after);
  return wanted === undefined ? surfaces : [...surfaces, { keywords: wanted }];
}

/** By which kinds the place is known: a keyword by itself, a sign with what it stands in, other neighbours with both. */
function neighboursOf({ parent, left, right }: Gap): Pick<BlanksSurface, 'inside' | 'left' | 'right'> {
  const isWord = (kind: string): boolean => /^\p{L}+$/u.test(kind);
  if (left.named && right.named) return { inside: parent.kind, left: left.kind, right: right.kind };
  const own = {
    ...(!left.named && { left: left.kind }),
    ...(!right.named && { right: right.kind }),
  };
  const hasWord = Object.values(own).some(isWord);
  return hasWord ? own : { inside: parent.kind, ...own };
}

function outdented(blanks: string, { parent }: Gap, text: string): string {
  return blanks
    .replace(/\r\n/gu, '\n')
    .split(`\n${indentAt(text, parent.start)}`)
    .join('\n');
}

/** The case that the keywords all come to have; undefined where none changes, or not all have one. */
function caseOf(before: PlainTree, after: PlainTree): 'upper' | 'lower' | undefined {
  const written = (tree: PlainTree): readonly string[] =>
    foldedLeaves(indexTree(tree).root).map(({ start, end }) => tree.text.slice(start, end));
  const now = written(after);
  if (written(before).every((word, index) => word === now[index])) return undefined;
  if (now.every((word) => word === word.toUpperCase())) return 'upper';
  return now.every((word) => word === word.toLowerCase()) ? 'lower' : undefined;
}
