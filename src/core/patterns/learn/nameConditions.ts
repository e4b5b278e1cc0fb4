import type { Instance } from './buildPart.ts';
import { importsOf } from './companions/readImports.ts';
import { isUsedAsGlobal, originOf, tellsDeclarations, usesAround } from './declarations.ts';
import { isGlobalName } from './globalNames.ts';
import type { ReadExample } from './instances.ts';
import type { LearnedPart, LearnedWhere } from './learnedEdit.ts';
import { isName } from './listKinds.ts';
import { nameRole } from './nameRole.ts';
import { namesIn } from './partImports.ts';
import { type IndexedTree, indexTree, type TreeNode } from './treeNode.ts';

const FOR = ' for ';
const AND = ', ';

type NameCondition = Pick<LearnedWhere, 'kind' | 'value'>;

/**
 * What the names that an edit takes away and brings must be where it is made: what it brings is known there, what it takes
 * away is the same thing as in the examples, and what it no longer declares is not used any more.
 *
 * @param brought names that come with imports the edit adds
 */
export function nameConditions(
  part: LearnedPart,
  cluster: readonly Instance[],
  examples: readonly ReadExample[],
  brought: readonly string[],
): readonly LearnedWhere[] {
  const places = cluster.flatMap((instance) => {
    const example = examples.find(({ hunks }) => instance.hunks.some((hunk) => hunks.includes(hunk)));
    const at = instance.hunks[0]?.parent;
    return example && at && tellsDeclarations(example.before.language)
      ? [{ instance, at, indexed: indexTree(example.before) }]
      : [];
  });
  if (places.length < cluster.length) return [];
  const changes = cluster.map(changedNames);
  const fixed = new Set(namesIn(part.match));
  const written = wordsWritten(part);
  const gone = common(changes.map((each) => each.gone)).filter((name) => fixed.has(name));
  const undeclared = common(changes.map((each) => each.undeclared)).filter((name) => fixed.has(name));
  const come = common(changes.map((each) => each.come)).filter(
    (name) => written.has(name) && !isGlobalName(name) && !brought.includes(name),
  );
  const wanted: NameCondition[] = [
    ...come.map(
      (name): NameCondition => ({
        kind: 'in-scope',
        value: gone.length === 0 ? name : `${name}${FOR}${gone.join(AND)}`,
      }),
    ),
    ...gone.map((name): NameCondition => ({ kind: 'not-declared', value: name })),
    ...undeclared.map((name): NameCondition => ({ kind: 'unused', value: name })),
  ];
  return wanted
    .filter((one) => places.every(({ at, indexed }) => holdsOfName(one, at, indexed)))
    .map((one) => ({ id: one.kind, ...one, on: true }));
}

/** Whether a condition of names holds at a place. */
export function holdsOfName({ kind, value }: NameCondition, node: TreeNode, indexed: IndexedTree): boolean {
  if (kind === 'not-declared') return originOf(value, node, indexed) !== 'declared';
  if (kind === 'unused') return usesAround(value, node, indexed) === 0;
  const [name = '', instead] = value.split(FOR);
  if (originOf(name, node, indexed) !== 'unknown' || isUsedAsGlobal(name, indexed)) return true;
  // A text that says of no name where it comes from, such as part of a file, says nothing of this one.
  if (instead === undefined) return importsOf(indexed.tree).length === 0;
  return instead.split(AND).every((other) => originOf(other, node, indexed) === 'unknown');
}

interface ChangedNames {
  /** Used no more, or less than before. */
  readonly gone: readonly string[];
  readonly come: readonly string[];
  readonly undeclared: readonly string[];
}

function changedNames({ hunks }: Instance): ChangedNames {
  const before = hunks.flatMap(({ parent, from, to }) =>
    parent.children.slice(from, to).flatMap(namesWithin),
  );
  const after = hunks.flatMap(({ afterParent, afterFrom, afterTo }) =>
    afterParent.children.slice(afterFrom, afterTo).flatMap(namesWithin),
  );
  const saying = (list: readonly NamedRole[], role: string): string[] =>
    list.filter((one) => one.role === role).map(({ name }) => name);
  const used = saying(after, 'used');
  const declared = saying(after, 'declared');
  const old = saying(before, 'used');
  const oldDeclared = saying(before, 'declared');
  return {
    gone: old.filter((name) => !used.includes(name)),
    come: used.filter((name) => !old.includes(name) && !declared.includes(name)),
    // One for another is a rename, which goes for its uses as well.
    undeclared: declared.every((name) => oldDeclared.includes(name))
      ? oldDeclared.filter((name) => !declared.includes(name) && !used.includes(name))
      : [],
  };
}

interface NamedRole {
  readonly name: string;
  readonly role: string;
}

function namesWithin(node: TreeNode): readonly NamedRole[] {
  if (node.children.length > 0) return node.children.flatMap(namesWithin);
  return isName(node) || node.kind === 'shorthand_property_identifier_pattern'
    ? [{ name: node.words, role: nameRole(node) }]
    : [];
}

function common(lists: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = lists;
  return [...new Set(first)].filter((name) => others.every((list) => list.includes(name)));
}

function wordsWritten({ edits }: LearnedPart): ReadonlySet<string> {
  const texts = edits.flatMap(({ template }) => template.filter((piece) => typeof piece === 'string'));
  return new Set(texts.flatMap((text) => text.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []));
}
