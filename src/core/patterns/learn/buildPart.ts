import { childrenAt, keyOf, kindsOf, type Nodes, nameAt } from './alignedNodes.ts';
import { composedName } from './composedName.ts';
import { editRoot, leansOnContext, withWrittenNames } from './editRoot.ts';
import { type Item, itemsIn, wholeHunk } from './hunkItems.ts';
import type { EditPlace, LearnedPart, PatternItem, PatternNode, TemplatePart } from './learnedEdit.ts';
import { roleOf } from './nameRole.ts';
import { NodePatterns, type Telling } from './nodePatterns.ts';
import { addSiblings, type Siblings } from './siblings.ts';
import {
  type AfterRun,
  claimsGap,
  insertionSide,
  paddedInsertion,
  placeOfRun,
  templateOf,
} from './template.ts';
import { isText, isWordsOfText } from './textHunks.ts';
import { learnTextChange } from './transforms/learnTextChange.ts';
import type { Hunk } from './treeDiff.ts';
import { isLeaf, type TreeNode } from './treeNode.ts';

/** One place where the edit was made, with the text it was made in. */
export interface Instance {
  readonly hunks: readonly Hunk[];
  readonly before: string;
  readonly after: string;
}

/** How much of what surrounds an edit, and of what it carries over, belongs to the pattern. */
export interface Generality {
  /** Ancestors of the smallest node with the whole edit that belong to the pattern. */
  readonly up: number;
  /** What unchanged neighbours must be: anything, of the same kind, the same names, exactly the same. */
  readonly context: 'wild' | 'kind' | 'names' | 'all';
  /** What text that is carried over must be: anything; a name that is the same in all instances; and so on. */
  readonly shape: 'any' | 'agreed' | 'kind' | 'names' | 'all';
  /** Neighbours in lists may be any number. */
  readonly rest: boolean;
}

export interface BuiltPart extends Telling {
  readonly part: LearnedPart;
}

/** A run with more texts is rewritten, not respelled; each is tried against each. */
const CHANGED_TEXTS_MAX = 16;

/** The pattern that covers every instance at the generality asked for; undefined where they have too little in common. */
export function buildPart(instances: readonly Instance[], generality: Generality): BuiltPart | undefined {
  const first = instances[0];
  if (!first) return undefined;
  if (instances.some(({ hunks }) => hunks.length !== first.hunks.length)) return undefined;
  const strict = new PartBuilder(instances, generality, false).build();
  // A name that goes tells the place; what is carried over may then be a name as well as a value.
  return strict?.named ? new PartBuilder(instances, generality, true).build() : strict;
}

class PartBuilder {
  readonly #instances: readonly Instance[];
  readonly #generality: Generality;
  /** Words of aligned nodes in every instance → name, once the template uses them. */
  readonly #names = new Map<string, string>();
  /** Of those, the ones whose letters the template changes. */
  readonly #changed = new Set<string>();
  readonly #available = new Map<string, Nodes>();
  readonly #patterns: NodePatterns;
  #marks = 0;
  readonly #edits: { at: EditPlace; template: TemplatePart[] }[] = [];

  constructor(instances: readonly Instance[], generality: Generality, anyValue: boolean) {
    this.#instances = instances;
    this.#generality = generality;
    this.#patterns = new NodePatterns(
      { ...generality, anyValue, leans: instances.every(({ hunks }) => leansOnContext(hunks)) },
      this.#names,
      this.#changed,
    );
  }

  build(): BuiltPart | undefined {
    const roots = this.#roots();
    if (!roots) return undefined;
    this.#collect(roots);
    const count = this.#instances[0]?.hunks.length ?? 0;
    const templates: TemplatePart[][] = [];
    for (let index = 0; index < count; index++) {
      const runs = this.#instances.map(({ hunks, after }): AfterRun => {
        const hunk = hunks[index];
        return {
          text: after,
          nodes: hunk ? hunk.afterParent.children.slice(hunk.afterFrom, hunk.afterTo) : [],
        };
      });
      const template = templateOf(
        runs,
        (nodes) => this.#nameOf(nodes),
        (nodes) => {
          const changed = this.#changeOf(nodes, index);
          return changed
            ? [changed]
            : composedName(nodes, this.#available.values(), (each) => this.#nameOf(each));
        },
      );
      if (!template) return undefined;
      templates.push(template);
    }
    const match = this.#node(roots, templates);
    if (!match || this.#patterns.isLossy || this.#edits.length !== count) return undefined;
    const { telling } = this.#patterns;
    // A function in other words may be another kind of function: what it is made for belongs to it.
    const role =
      !telling.named &&
      wholeHunk(roots, this.#instances) !== undefined &&
      roots.every(({ kind, children }) => children.length > 0 && kind.includes('function'));
    return {
      part: {
        match: role ? { ...match, role: [...new Set(roots.map(roleOf))] } : match,
        edits: this.#edits,
        where: [],
      },
      ...telling,
    };
  }

  /** Where the pattern begins in each instance. */
  #roots(): Nodes | undefined {
    const roots: TreeNode[] = [];
    for (const { hunks } of this.#instances) {
      const own = editRoot(hunks);
      let root = own && withWrittenNames(own, hunks);
      for (let up = 0; up < this.#generality.up; up++) {
        if (!root?.parent) return undefined;
        root = root.parent;
      }
      if (!root) return undefined;
      roots.push(root);
    }
    return roots;
  }

  /** Every node that stands at the same place in all instances, smaller ones included. */
  #collect(nodes: Nodes): void {
    const [first] = nodes;
    if (!first) return;
    if (first.named) {
      const key = keyOf(nodes);
      if (!this.#available.has(key)) this.#available.set(key, nodes);
    }
    if (nodes.some(({ kind }) => kind !== first.kind)) return;
    if (nodes.every(({ children }) => children.length === first.children.length)) {
      first.children.forEach((_, index) => {
        this.#collect(childrenAt(nodes, index));
      });
      return;
    }
    for (const group of this.#anchoredChildren(nodes)) this.#collect(group);
  }

  /** In lists of different length: what holds an edit is aligned by the edit, the rest is not. */
  #anchoredChildren(nodes: Nodes): readonly Nodes[] {
    const items = nodes.map((node, instance) => itemsIn(node, this.#instances[instance]?.hunks ?? []));
    const [first] = items;
    if (!first || items.some((each) => each.length !== first.length)) return [];
    return first.flatMap((item, index) => {
      const spans = items.map((each) => each[index] ?? item);
      const length = item.to - item.from;
      if (spans.some((span) => span.to - span.from !== length)) return [];
      return Array.from({ length }, (_, offset) =>
        nodes.map((node, instance) => node.children[(spans[instance]?.from ?? 0) + offset] ?? node),
      );
    });
  }

  #nameOf(nodes: Nodes): string | undefined {
    const key = keyOf(nodes);
    const found = this.#available.get(key);
    // The words of a string become code only by a change that refuses what is no name.
    if (!found || found.some(isWordsOfText) !== nodes.some(isWordsOfText)) return undefined;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const name = nameAt(this.#names.size);
    this.#names.set(key, name);
    return name;
  }

  /** What a text of the run was made of by a change of its letters. */
  #changeOf(nodes: Nodes, hunkIndex: number): TemplatePart | undefined {
    const texts = this.#textsOf(hunkIndex);
    if (texts.length > CHANGED_TEXTS_MAX) return undefined;
    const afters = nodes.map(({ start, end }, i) => this.#instances[i]?.after.slice(start, end) ?? '');
    for (const each of texts) {
      const pairs = each.map(({ start, end }, i) => ({
        before: this.#instances[i]?.before.slice(start, end) ?? '',
        after: afters[i] ?? '',
      }));
      const learned = learnTextChange(pairs);
      if (!learned || (!learned.ofForm && pairs.every(({ before }) => before === pairs[0]?.before))) continue;
      const hole = this.#nameOf(each);
      if (hole === undefined) continue;
      this.#changed.add(keyOf(each));
      return { hole, change: [...learned.change] };
    }
    return undefined;
  }

  /** Texts without code inside that stand at the same place of the run in every instance. */
  #textsOf(hunkIndex: number): readonly Nodes[] {
    const runs = this.#instances.map(({ hunks }) => {
      const hunk = hunks[hunkIndex];
      return hunk ? hunk.parent.children.slice(hunk.from, hunk.to) : [];
    });
    const found: Nodes[] = [];
    const visit = (nodes: Nodes): void => {
      const [first] = nodes;
      if (!first) return;
      if (nodes.every((node) => isLeaf(node) || isText(node))) {
        if (first.named) found.push(nodes);
      } else if (nodes.every(({ children }) => children.length === first.children.length)) {
        for (let index = 0; index < first.children.length; index++) visit(childrenAt(nodes, index));
      }
    };
    const length = runs[0]?.length ?? 0;
    if (runs.every((run) => run.length === length))
      for (let index = 0; index < length; index++) visit(runs.flatMap((run) => run[index] ?? []));
    return found;
  }

  #node(nodes: Nodes, templates: readonly TemplatePart[][]): PatternNode | undefined {
    const [first] = nodes;
    if (!first) return undefined;
    const replaced = wholeHunk(nodes, this.#instances);
    if (replaced !== undefined) return this.#replacedNode(nodes, replaced, templates);
    const kinds = kindsOf(nodes);
    const items = nodes.map((node, instance) => itemsIn(node, this.#instances[instance]?.hunks ?? []));
    const [firstItems] = items;
    if (!firstItems || firstItems.length === 0) return this.#patterns.ofContext(nodes);
    if (items.some((each) => each.length !== firstItems.length)) return undefined;
    const children: PatternItem[] = [];
    const cursors = nodes.map(() => 0);
    let pending: Pending | undefined;
    for (let at = 0; at < firstItems.length; at++) {
      const here = items.map((each) => each[at] ?? { from: 0, to: 0, hunk: undefined });
      const hunkIndex = here[0]?.hunk;
      if (here.some(({ hunk }) => hunk !== hunkIndex)) return undefined;
      const isInsertion = here.some(({ from, to }) => from === to);
      if (isInsertion && here.some(({ from, to }) => from !== to)) return undefined;
      const left = nodes.map((node, i) => node.children.slice(cursors[i], here[i]?.from));
      const length = children.length;
      if (
        !this.#siblings(children, {
          parents: nodes,
          lists: left,
          place: at === 0 ? 'first' : 'between',
          anchored: isInsertion,
        })
      )
        return undefined;
      // What was put in before stands at the sibling behind it, or at this edit where there is none.
      if (pending && children.length > length) {
        if (!this.#anchorAt(children[length], pending)) return undefined;
        pending = undefined;
      }
      if (isInsertion && hunkIndex !== undefined) {
        if (pending) return undefined;
        pending = {
          hunk: hunkIndex,
          side: this.#insertionSide(hunkIndex),
          template: templates[hunkIndex] ?? [],
        };
        if (pending.side === 'after') {
          if (!this.#anchorAt(children.at(-1), pending)) return undefined;
          pending = undefined;
        }
      } else {
        if (!this.#item(children, nodes, here, templates)) return undefined;
        if (pending && !this.#anchorAt(children[length], pending)) return undefined;
        pending = undefined;
      }
      here.forEach(({ to }, i) => {
        cursors[i] = to;
      });
      if (at === firstItems.length - 1) {
        const right = nodes.map((node, i) => node.children.slice(cursors[i]));
        const end = children.length;
        if (!this.#siblings(children, { parents: nodes, lists: right, place: 'last', anchored: isInsertion }))
          return undefined;
        if (pending && !this.#anchorAt(children[end], pending)) return undefined;
      }
    }
    return { kinds, children, ...this.#patterns.openTo('all') };
  }

  #siblings(children: PatternItem[], siblings: Omit<Siblings, 'rest'>): boolean {
    return addSiblings(children, { ...siblings, rest: this.#generality.rest }, this.#patterns);
  }

  /** A child that holds edits, or a run that is replaced. */
  #item(
    children: PatternItem[],
    nodes: Nodes,
    here: readonly Item[],
    templates: readonly TemplatePart[][],
  ): boolean {
    const hunk = here[0]?.hunk;
    if (hunk !== undefined) return this.#run(children, nodes, here, hunk, templates[hunk] ?? []);
    const inner = nodes.map((node, i) => node.children[here[i]?.from ?? 0] ?? node);
    const built = this.#node(inner, templates);
    if (built) children.push(built);
    return built !== undefined;
  }

  #anchorAt(item: PatternItem | undefined, { hunk, side, template }: Pending): boolean {
    if (!item || 'rest' in item) return false;
    const mark = item.mark ?? this.#marks++;
    Object.assign(item, { mark });
    this.#edits.push({
      at: { from: mark, to: mark, insert: side },
      template: this.#padded(hunk, template, side),
    });
    return true;
  }

  #padded(hunkIndex: number, template: TemplatePart[], side: 'before' | 'after'): TemplatePart[] {
    const [instance] = this.#instances;
    const hunk = instance?.hunks[hunkIndex];
    return instance && hunk ? paddedInsertion(instance.after, hunk, template, side) : template;
  }

  #insertionSide(hunkIndex: number): 'before' | 'after' {
    const instance = this.#instances[0];
    const hunk = instance?.hunks[hunkIndex];
    return instance && hunk ? insertionSide(instance.before, instance.after, hunk) : 'before';
  }

  #replacedNode(nodes: Nodes, hunk: number, templates: readonly TemplatePart[][]): PatternNode | undefined {
    const children: PatternItem[] = [];
    const here = nodes.map((node) => ({ from: node.index, to: node.index + 1, hunk }));
    const parents = nodes.map((node) => node.parent ?? node);
    if (!this.#run(children, parents, here, hunk, templates[hunk] ?? [])) return undefined;
    const [only] = children;
    return only && !('rest' in only) ? only : undefined;
  }

  #run(
    children: PatternItem[],
    parents: Nodes,
    here: readonly Item[],
    hunkIndex: number,
    template: TemplatePart[],
  ): boolean {
    const length = (here[0]?.to ?? 0) - (here[0]?.from ?? 0);
    if (here.some(({ from, to }) => to - from !== length)) return false;
    const marks: number[] = [];
    for (let offset = 0; offset < length; offset++) {
      const nodes = parents.map((parent, i) => parent.children[(here[i]?.from ?? 0) + offset] ?? parent);
      const built = this.#patterns.ofEdited(nodes);
      const mark = this.#marks++;
      marks.push(mark);
      children.push({ ...built, mark });
    }
    const instance = this.#instances[0];
    const hunk = instance?.hunks[hunkIndex];
    if (!instance || !hunk) return false;
    const claimed = claimsGap(instance.hunks[hunkIndex - 1], this.#edits.at(-1)?.at, hunk);
    const place = placeOfRun(instance.before, instance.after, hunk, template, claimed);
    this.#edits.push({
      at: { from: marks[0] ?? 0, to: marks.at(-1) ?? 0, ...place.at },
      template: place.template,
    });
    return true;
  }
}

/** An insertion that looks for the sibling it stands at. */
interface Pending {
  readonly hunk: number;
  readonly side: 'before' | 'after';
  readonly template: TemplatePart[];
}
