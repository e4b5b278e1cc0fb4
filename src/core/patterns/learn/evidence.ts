import type { Language } from '../../rules/languages.ts';
import type { Span } from '../../text/span.ts';
import type { Instance } from './buildPart.ts';
import { findSites } from './findSites.ts';
import { type ReadExample, spanOfHunk } from './instances.ts';
import { LEARNED_EDIT_FORMAT, type LearnedEdit, type LearnedPart } from './learnedEdit.ts';
import type { PlainTree } from './plainTree.ts';
import type { TreeNode } from './treeNode.ts';

/** What a candidate is held against. */
export interface Evidence {
  readonly examples: readonly ReadExample[];
  /** Texts that were left alone, in which nothing is to be found. */
  readonly silent: readonly PlainTree[];
  /** Names that imports bring which the edit adds. */
  readonly brought: readonly string[];
}

/** What a candidate finds where it should not. */
export interface Findings {
  readonly wanted: readonly TreeNode[];
  /** In the examples themselves. */
  readonly strays: readonly TreeNode[];
  /** In the texts to be left alone. */
  readonly unwanted: readonly FoundIn[];
  /** The examples' texts. */
  readonly texts: readonly PlainTree[];
}

/** A place and the text it stands in. */
export interface FoundIn {
  readonly node: TreeNode;
  readonly tree: PlainTree;
}

/**
 * What the part finds in the examples and in the texts to be left alone; undefined when it misses an instance or changes
 * something else in an example.
 */
export function findingsOf(
  part: LearnedPart,
  language: Language,
  instances: readonly Instance[],
  { examples, silent }: Evidence,
): Findings | undefined {
  const edit: LearnedEdit = { format: LEARNED_EDIT_FORMAT, language, parts: [part], companions: [] };
  const wanted: TreeNode[] = [];
  const strays: TreeNode[] = [];
  for (const { before, hunks } of examples) {
    const places = hunks.map(spanOfHunk);
    const sites = findSites(edit, before);
    for (const site of sites) {
      const isWanted = site.edits.every(({ span }) => places.some((place) => isWithin(span, place)));
      (isWanted ? wanted : strays).push(site.node);
    }
    for (const instance of instances) {
      for (const hunk of instance.hunks) {
        if (!hunks.includes(hunk)) continue;
        const place = spanOfHunk(hunk);
        if (!sites.some((site) => site.edits.some(({ span }) => isWithin(span, place)))) return undefined;
      }
    }
  }
  const within = (trees: readonly PlainTree[]): FoundIn[] =>
    trees.flatMap((tree) => findSites(edit, tree).map(({ node }) => ({ node, tree })));
  strays.push(...within(examples.map(({ after }) => after)).map(({ node }) => node));
  return { wanted, strays, unwanted: within(silent), texts: examples.map(({ before }) => before) };
}

function isWithin(span: Span, place: Span): boolean {
  return span.start >= place.start && span.end <= place.end;
}
