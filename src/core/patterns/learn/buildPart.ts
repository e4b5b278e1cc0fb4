import { editRoot, isCallee, isMember, leansOnContext, withOtherNumbers } from './editRoot.ts';
import type { EditPlace, LearnedPart, PatternItem, PatternNode, TemplatePart } from './learnedEdit.ts';
import { isList, isName, isValue } from './listKinds.ts';
import { type AfterRun, insertionSide, placeOfRun, templateOf } from './template.ts';
import { isText } from './textHunks.ts';
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
  /** What unchanged neighbours must be: anything, the same names, exactly the same. */
  readonly context: 'wild' | 'names' | 'all';
  /** What text that is carried over must be. */
  readonly shape: 'any' | 'kind' | 'names' | 'all';
  /** Neighbours in lists may be any number. */
  readonly rest: boolean;
}

export interface BuiltPart {
  readonly part: LearnedPart;
  /** Tokens that are fixed: how sure a match is no accident. */
  readonly fixed: number;
  /** Whether the edit itself holds a fixed token. */
  readonly core: boolean;
  /** The edit itself holds a fixed name. */
  readonly named: boolean;
  /** A name that all instances agree on may be any, and nothing but the language's own words holds the edit. */
  readonly loose: boolean;
}

type Nodes = readonly TreeNode[];

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
  readonly #anyValue: boolean;
  /** Words of aligned nodes in every instance → name, once the template uses them. */
  readonly #names = new Map<string, string>();
  /** Of those, the ones whose letters the template changes. */
  readonly #changed = new Set<string>();
  readonly #available = new Map<string, Nodes>();
  /** Holes that are being built: what stands inside one under the same words is part of it. */
  readonly #open = new Set<string>();
  readonly #leans: boolean;
  #isLossy = false;
  #marks = 0;
  #fixed = 0;
  #coreFixed = 0;
  #coreNames = 0;
  #openNames = 0;
  #inCore = false;
  readonly #edits: { at: EditPlace; template: TemplatePart[] }[] = [];

  constructor(instances: readonly Instance[], generality: Generality, anyValue: boolean) {
    this.#anyValue = anyValue;
    this.#leans = instances.every(({ hunks }) => leansOnContext(hunks));
    this.#instances = instances;
    this.#generality = generality;
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
        (nodes) => this.#changeOf(nodes, index),
      );
      if (!template) return undefined;
      templates.push(template);
    }
    const match = this.#node(roots, templates);
    if (!match || this.#isLossy || this.#edits.length !== count) return undefined;
    return {
      part: { match, edits: this.#edits, where: [] },
      fixed: this.#fixed,
      core: this.#coreFixed > 0,
      named: this.#coreNames > 0,
      loose: this.#openNames > 0 && this.#coreNames === 0,
    };
  }

  /** Where the pattern begins in each instance. */
  #roots(): Nodes | undefined {
    const roots: TreeNode[] = [];
    for (const { hunks } of this.#instances) {
      let root = editRoot(hunks);
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
    const items = nodes.map((node, instance) => this.#itemsIn(node, instance));
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
    if (!this.#available.has(key)) return undefined;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const name = nameAt(this.#names.size);
    this.#names.set(key, name);
    return name;
  }

  /** The hole at these nodes; an only child reads like its parent and is no second one. */
  #ownName(nodes: Nodes): string | undefined {
    const key = keyOf(nodes);
    return this.#open.has(key) ? undefined : this.#names.get(key);
  }

  #hole(name: string, nodes: Nodes, shape: () => PatternNode): PatternNode {
    const key = keyOf(nodes);
    this.#open.add(key);
    const built = { name, ...shape() };
    this.#open.delete(key);
    return built;
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

  /** Children of a node that hold edits or are replaced, in order. */
  #itemsIn(node: TreeNode, instance: number): readonly Item[] {
    const hunks = this.#instances[instance]?.hunks ?? [];
    const items: Item[] = [];
    hunks.forEach((hunk, index) => {
      if (hunk.parent === node) {
        items.push({ from: hunk.from, to: hunk.to, hunk: index });
        return;
      }
      const child = childToward(node, hunk.parent);
      if (child && items.at(-1)?.from !== child.index) {
        items.push({ from: child.index, to: child.index + 1, hunk: undefined });
      }
    });
    return items;
  }

  #node(nodes: Nodes, templates: readonly TemplatePart[][]): PatternNode | undefined {
    const [first] = nodes;
    if (!first) return undefined;
    const replaced = this.#wholeHunk(nodes);
    if (replaced !== undefined) return this.#replacedNode(nodes, replaced, templates);
    const kinds = kindsOf(nodes);
    const items = nodes.map((node, instance) => this.#itemsIn(node, instance));
    const [firstItems] = items;
    if (!firstItems || firstItems.length === 0) return this.#contextNode(nodes);
    if (items.some((each) => each.length !== firstItems.length)) return undefined;
    const children: PatternItem[] = [];
    const cursors = nodes.map(() => 0);
    for (let at = 0; at < firstItems.length; at++) {
      const here = items.map((each) => each[at] ?? { from: 0, to: 0, hunk: undefined });
      const hunkIndex = here[0]?.hunk;
      if (here.some(({ hunk }) => hunk !== hunkIndex)) return undefined;
      const isInsertion = here.some(({ from, to }) => from === to);
      if (isInsertion && here.some(({ from, to }) => from !== to)) return undefined;
      const side = isInsertion && hunkIndex !== undefined ? this.#insertionSide(hunkIndex) : undefined;
      const left = nodes.map((node, i) => node.children.slice(cursors[i], here[i]?.from));
      const leftPlace = at === 0 ? 'first' : 'between';
      if (!this.#siblings(children, nodes, left, leftPlace, isInsertion)) return undefined;
      if (hunkIndex === undefined) {
        const inner = nodes.map((node, i) => node.children[here[i]?.from ?? 0] ?? node);
        const built = this.#node(inner, templates);
        if (!built) return undefined;
        children.push(built);
      } else if (isInsertion) {
        this.#pendingInsertion = { hunk: hunkIndex, side, template: templates[hunkIndex] ?? [] };
        if (side === 'after' && !this.#anchorAt(children.at(-1))) return undefined;
      } else if (!this.#run(children, nodes, here, hunkIndex, templates[hunkIndex] ?? [])) {
        return undefined;
      }
      here.forEach(({ to }, i) => {
        cursors[i] = to;
      });
      const needsRight = this.#pendingInsertion !== undefined || isInsertion;
      const isLast = at === firstItems.length - 1;
      if (isLast) {
        const right = nodes.map((node, i) => node.children.slice(cursors[i]));
        const length = children.length;
        if (!this.#siblings(children, nodes, right, 'last', needsRight)) return undefined;
        if (this.#pendingInsertion && !this.#anchorAt(children[length])) return undefined;
      } else if (this.#pendingInsertion) {
        // Two edits side by side with an insertion first: the next item's own left siblings hold its place.
        return undefined;
      }
    }
    return { kinds, children };
  }

  #pendingInsertion:
    | { hunk: number; side: 'before' | 'after' | undefined; template: TemplatePart[] }
    | undefined;

  #anchorAt(item: PatternItem | undefined): boolean {
    const pending = this.#pendingInsertion;
    if (!pending || !item || 'rest' in item) return false;
    const mark = item.mark ?? this.#marks++;
    Object.assign(item, { mark });
    this.#pendingInsertion = undefined;
    this.#edits.push({
      at: { from: mark, to: mark, insert: pending.side ?? 'before' },
      template: this.#padded(pending.hunk, pending.template, pending.side ?? 'before'),
    });
    return true;
  }

  #padded(hunkIndex: number, template: TemplatePart[], side: 'before' | 'after'): TemplatePart[] {
    const hunk = this.#instances[0]?.hunks[hunkIndex];
    const after = this.#instances[0]?.after ?? '';
    if (!hunk) return template;
    const run = hunk.afterParent.children;
    const first = run[hunk.afterFrom];
    const last = run[hunk.afterTo - 1];
    if (!first || !last) return template;
    if (side === 'after') {
      const previous = run[hunk.afterFrom - 1]?.end ?? hunk.afterParent.start;
      return [after.slice(previous, first.start), ...template].filter((piece) => piece !== '');
    }
    const next = run[hunk.afterTo]?.start ?? hunk.afterParent.end;
    return [...template, after.slice(last.end, next)].filter((piece) => piece !== '');
  }

  #insertionSide(hunkIndex: number): 'before' | 'after' {
    const instance = this.#instances[0];
    const hunk = instance?.hunks[hunkIndex];
    return instance && hunk ? insertionSide(instance.before, instance.after, hunk) : 'before';
  }

  /** The single node that is replaced as a whole, when the pattern begins at it. */
  #wholeHunk(nodes: Nodes): number | undefined {
    const first = this.#instances[0]?.hunks ?? [];
    const index = first.findIndex(
      (hunk) => hunk.to === hunk.from + 1 && hunk.parent.children[hunk.from] === nodes[0],
    );
    if (index < 0) return undefined;
    const everywhere = nodes.every((node, instance) => {
      const hunk = this.#instances[instance]?.hunks[index];
      return hunk && hunk.to === hunk.from + 1 && hunk.parent.children[hunk.from] === node;
    });
    return everywhere ? index : undefined;
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
      this.#inCore = true;
      const built = this.#focusNode(nodes);
      this.#inCore = false;
      const mark = this.#marks++;
      marks.push(mark);
      children.push({ ...built, mark });
    }
    const instance = this.#instances[0];
    const hunk = instance?.hunks[hunkIndex];
    if (!instance || !hunk) return false;
    const place = placeOfRun(instance.before, instance.after, hunk, template);
    this.#edits.push({
      at: { from: marks[0] ?? 0, to: marks.at(-1) ?? 0, ...place.at },
      template: place.template,
    });
    return true;
  }

  /** A node that goes or is carried over. */
  #focusNode(nodes: Nodes): PatternNode {
    const [first] = nodes;
    if (!first) return {};
    const name = this.#ownName(nodes);
    if (name !== undefined) return this.#hole(name, nodes, () => this.#shapeOf(nodes));
    if (isLeaf(first) || nodes.some(isLeaf)) return this.#leaf(nodes);
    const kinds = kindsOf(nodes);
    const sameArity = nodes.every(({ children }) => children.length === first.children.length);
    if (kinds.length === 1 && sameArity) {
      const children = first.children.map((_, index) => this.#focusNode(childrenAt(nodes, index)));
      return { kinds, children };
    }
    if (allEqual(nodes)) return this.#literal(nodes);
    // What is carried over from within could no longer be told from what goes.
    if (this.#holdsCarried(nodes)) this.#isLossy = true;
    return { kinds };
  }

  #holdsCarried(nodes: Nodes): boolean {
    const carried = [...this.#names.keys()].map((key) => key.split('\u0000'));
    const holds = (node: TreeNode, instance: number): boolean =>
      carried.some((words) => words[instance] === node.words) ||
      node.children.some((child) => holds(child, instance));
    return nodes.some(holds);
  }

  #leaf(nodes: Nodes): PatternNode {
    return allEqual(nodes) ? this.#literal(nodes) : { kinds: kindsOf(nodes) };
  }

  #literal(nodes: Nodes): PatternNode {
    const [first] = nodes;
    const weight = weightOf(first?.words ?? '');
    this.#fixed += weight;
    // An operator or bracket that goes is what the edit is about; one that merely stands there is not.
    if (this.#inCore) this.#coreFixed += Math.max(weight, 1);
    if (this.#inCore && first?.named) this.#coreNames++;
    return { kinds: kindsOf(nodes), text: [first?.words ?? ''] };
  }

  #shapeOf(nodes: Nodes): PatternNode {
    const [first] = nodes;
    if (!first) return {};
    const { shape } = this.#generality;
    if (this.#changed.has(keyOf(nodes))) {
      // A change fits few texts, which tells as much as a fixed word.
      this.#fixed++;
      this.#coreFixed++;
      return { kinds: kindsOf(nodes) };
    }
    if (this.#holdsNames(nodes)) return this.#structured(nodes);
    if (shape === 'all' && allEqual(nodes)) return this.#literal(nodes);
    if (nodes.every(isValue) && !(this.#anyValue && shape === 'any')) return { kinds: kindsOf(nodes) };
    if (shape === 'any') {
      if (nodes.length > 1 && isName(first) && allEqual(nodes)) this.#openNames++;
      return {};
    }
    if (shape === 'kind') return { kinds: kindsOf(nodes) };
    return this.#named(nodes);
  }

  /** Whether something below is carried over by itself as well. */
  #holdsNames(nodes: Nodes): boolean {
    const [first] = nodes;
    if (!first || isLeaf(first)) return false;
    if (
      nodes.some(({ children, kind }) => children.length !== first.children.length || kind !== first.kind)
    ) {
      return false;
    }
    return first.children.some((_, index) => {
      const child = childrenAt(nodes, index);
      return this.#ownName(child) !== undefined || this.#holdsNames(child);
    });
  }

  #structured(nodes: Nodes): PatternNode {
    const first = nodes[0];
    return {
      kinds: kindsOf(nodes),
      children: (first?.children ?? []).map((_, index) => this.#contextNode(childrenAt(nodes, index))),
    };
  }

  /** Names stay where they lead an expression: a callee, a member, an operator; arguments do not. */
  #named(nodes: Nodes): PatternNode {
    const [first] = nodes;
    if (!first) return {};
    if (isLeaf(first) || nodes.some(isLeaf)) {
      if (allEqual(nodes) && (!first.named || isName(first))) return this.#literal(nodes);
      return nodes.every(isValue) ? { kinds: kindsOf(nodes) } : {};
    }
    const kinds = kindsOf(nodes);
    if (kinds.length > 1) return {};
    if (isList(first) || nodes.every(isValue)) return { kinds };
    if (nodes.some(({ children }) => children.length !== first.children.length)) return { kinds };
    const children = first.children.map((child, index) => {
      const each = childrenAt(nodes, index);
      return index === 0 || !child.named || isLeaf(child) ? this.#named(each) : {};
    });
    return { kinds, children };
  }

  #contextNode(nodes: Nodes): PatternNode {
    const [first] = nodes;
    if (!first) return {};
    const name = this.#ownName(nodes);
    if (name !== undefined) return { name, ...(nodes.every(isValue) && { kinds: kindsOf(nodes) }) };
    if (this.#holdsNames(nodes)) return this.#structured(nodes);
    if (!first.named) return this.#leaf(nodes);
    const { context } = this.#generality;
    if (context === 'all' && allEqual(nodes)) return this.#literal(nodes);
    if (context !== 'wild') return this.#named(nodes);
    if (!this.#leans) return {};
    // What is called and a constant beside an operator are what the edit leans on; the rest may be anything.
    if (nodes.every(isValue)) return { kinds: withOtherNumbers(kindsOf(nodes)) };
    return nodes.every((node) => isCallee(node) || isMember(node)) ? this.#named(nodes) : {};
  }

  /** Unchanged children beside an edit. */
  #siblings(
    children: PatternItem[],
    parents: Nodes,
    lists: readonly Nodes[],
    place: 'first' | 'between' | 'last',
    anchored: boolean,
  ): boolean {
    const [first] = lists;
    const [parent] = parents;
    if (!first || !parent) return false;
    const sameLength = lists.every((list) => list.length === first.length);
    const open = isList(parent) && this.#generality.rest;
    const exact = sameLength && (!open || (place === 'between' && first.length <= 3));
    if (exact) {
      first.forEach((_, index) => {
        children.push(this.#contextNode(lists.map((list) => list[index] ?? parent)));
      });
      return true;
    }
    if (lists.some((list) => list.length === 0) && !anchored) {
      children.push({ rest: true });
      return true;
    }
    if (!anchored) {
      children.push({ rest: true });
      return true;
    }
    const nearest = lists.map((list) => (place === 'last' ? list[0] : list.at(-1)));
    if (nearest.some((node) => node === undefined)) return nearest.every((node) => node === undefined);
    const anchor = this.#contextNode(nearest.flatMap((node) => node ?? []));
    if (place === 'last') children.push(anchor, { rest: true });
    else children.push({ rest: true }, anchor);
    return true;
  }
}

interface Item {
  readonly from: number;
  readonly to: number;
  readonly hunk: number | undefined;
}

/** Tokens that say something: words and numbers, not the brackets and commas between them. */
function weightOf(words: string): number {
  return words.split(' ').filter((word) => /[\p{L}\p{N}_]/u.test(word)).length;
}

function keyOf(nodes: Nodes): string {
  return nodes.map(({ words }) => words).join('\u0000');
}

function childrenAt(nodes: Nodes, index: number): Nodes {
  return nodes.flatMap(({ children }) => children[index] ?? []);
}

function kindsOf(nodes: Nodes): string[] {
  return [...new Set(nodes.map(({ kind }) => kind))];
}

function allEqual(nodes: Nodes): boolean {
  return nodes.every(({ words }) => words === nodes[0]?.words);
}

function nameAt(index: number): string {
  const letter = String.fromCharCode('A'.charCodeAt(0) + (index % 26));
  return index < 26 ? letter : `${letter}${Math.floor(index / 26)}`;
}

/** The child of `node` on the way down to `target`. */
function childToward(node: TreeNode, target: TreeNode): TreeNode | undefined {
  for (let at: TreeNode | undefined = target; at; at = at.parent) if (at.parent === node) return at;
  return undefined;
}
