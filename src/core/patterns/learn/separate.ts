import { packageCondition, packagesOf } from './companions/importedPackage.ts';
import { calleeOf } from './conditions.ts';
import type { Findings, FoundIn } from './evidence.ts';
import type { LearnedWhere } from './learnedEdit.ts';
import { isBlock } from './listKinds.ts';
import type { TreeNode } from './treeNode.ts';

/** With more exceptions than these the pattern is not the right one. */
const EXCEPTIONS_MAX = 8;
const WORDS_MAX = 400;

/**
 * Conditions that keep out everything unwanted and nothing wanted; undefined where a few do not. What all wanted places
 * have in common comes first: a package that their files import, a call that they stand in. The rest are exceptions, each
 * the smallest piece of code around the place that no wanted place has.
 */
export function separate(findings: Findings): readonly LearnedWhere[] | undefined {
  const where: LearnedWhere[] = [];
  let { unwanted } = findings;
  for (const [kind, value, excludes] of commonTraits(findings)) {
    const left = unwanted.filter((found) => !excludes(found));
    if (left.length === unwanted.length) continue;
    where.push({ id: kind, kind, value, on: true });
    unwanted = left;
  }
  const exceptions = exceptionsFor(findings.wanted, [
    ...findings.strays,
    ...unwanted.map(({ node }) => node),
  ]);
  return exceptions && [...where, ...exceptions];
}

type Trait = readonly [kind: 'import' | 'inside', value: string, excludes: (found: FoundIn) => boolean];

function commonTraits({ wanted, texts }: Findings): readonly Trait[] {
  const packages = sharedBy(texts.map(packagesOf));
  // One example stands in some call by chance; two that share one do so for a reason.
  const callees = texts.length > 1 ? sharedBy(wanted.map(calleesAround)) : [];
  return [
    ...packages.map(
      (name): Trait => ['import', packageCondition(name), ({ tree }) => !packagesOf(tree).includes(name)],
    ),
    ...callees.map((name): Trait => ['inside', name, ({ node }) => !calleesAround(node).includes(name)]),
  ];
}

/** Names of the calls around a node, and of itself. */
function calleesAround(node: TreeNode): readonly string[] {
  const names: string[] = [];
  for (let at: TreeNode | undefined = node; at; at = at.parent) {
    const name = calleeOf(at);
    if (name !== undefined && !names.includes(name)) names.push(name);
  }
  return names;
}

function sharedBy(lists: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = lists;
  return first.filter((each) => others.every((list) => list.includes(each)));
}

function exceptionsFor(
  wanted: readonly TreeNode[],
  unwanted: readonly TreeNode[],
): readonly LearnedWhere[] | undefined {
  const mine = new Set(wanted.flatMap(around));
  const values = new Set<string>();
  for (const node of unwanted) {
    const words = around(node);
    if (words.some((each) => values.has(each))) continue;
    const fits = (each: string): boolean => !mine.has(each) && each.length <= WORDS_MAX;
    // With what it stands in, rather than alone: the same code elsewhere may be meant.
    const own = words.slice(1).find(fits) ?? words.find(fits);
    if (own === undefined) return undefined;
    values.add(own);
    if (values.size > EXCEPTIONS_MAX) return undefined;
  }
  return [...values].map((value) => ({ id: 'except', kind: 'except', value, on: true }));
}

/** Words of the node and of those around it, up to its statement. */
function around(node: TreeNode): readonly string[] {
  const words: string[] = [];
  for (let at: TreeNode | undefined = node; at && !isBlock(at); at = at.parent) words.push(at.words);
  return words;
}
