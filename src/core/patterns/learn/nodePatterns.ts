import { allEqual, childrenAt, keyOf, kindsOf, type Nodes, weightOf } from './alignedNodes.ts';
import type { Generality } from './buildPart.ts';
import {
  isCallee,
  isKeywordArgument,
  isKeywordRun,
  isMember,
  isSqlName,
  withOtherNames,
  withOtherValues,
} from './editRoot.ts';
import type { PatternNode } from './learnedEdit.ts';
import { isClause, isHead, isList, isName, isSqlDefinition, isTypeLength, isValue } from './listKinds.ts';
import { type NameRole, nameRole, rolesLike } from './nameRole.ts';
import { isLeaf, type TreeNode } from './treeNode.ts';

/** How narrow the patterns of nodes are. */
export interface Narrowness extends Generality {
  /** A value that is carried over may as well be something else. */
  readonly anyValue: boolean;
  /** The edit by itself says too little: what stands right beside it belongs to it. */
  readonly leans: boolean;
}

/** How sure a match is no accident. */
export interface Telling {
  /** Tokens that are fixed. */
  readonly fixed: number;
  /** Whether the edit itself holds a fixed token. */
  readonly core: boolean;
  /** The edit itself holds a fixed name. */
  readonly named: boolean;
  /** A name that all instances agree on may be any, and nothing but the language's own words holds the edit. */
  readonly loose: boolean;
}

const FIXED_ROLES: ReadonlySet<NameRole> = new Set(['key', 'member', 'called']);

function isFixedName(node: TreeNode): boolean {
  return isName(node) && FIXED_ROLES.has(nameRole(node));
}

/** Makes the patterns of single nodes, and counts what is fixed in them. */
export class NodePatterns {
  readonly #narrowness: Narrowness;
  /** Words of aligned nodes in every instance → name of the hole that carries them over. */
  readonly #names: ReadonlyMap<string, string>;
  /** Of those, the ones whose letters the template changes. */
  readonly #changed: ReadonlySet<string>;
  /** Holes that are being built: what stands inside one under the same words is part of it. */
  readonly #open = new Set<string>();
  #lossy = false;
  #fixed = 0;
  #coreFixed = 0;
  #coreNames = 0;
  #openNames = 0;
  #inCore = false;

  constructor(narrowness: Narrowness, names: ReadonlyMap<string, string>, changed: ReadonlySet<string>) {
    this.#narrowness = narrowness;
    this.#names = names;
    this.#changed = changed;
  }

  /** Something that is carried over could not be told from what goes. */
  get isLossy(): boolean {
    return this.#lossy;
  }

  get telling(): Telling {
    return {
      fixed: this.#fixed,
      core: this.#coreFixed > 0,
      named: this.#coreNames > 0,
      loose: this.#openNames > 0 && this.#coreNames === 0,
    };
  }

  /** A node that goes or is carried over. */
  ofEdited(nodes: Nodes): PatternNode {
    this.#inCore = true;
    const built = this.#edited(nodes);
    this.#inCore = false;
    return built;
  }

  /** A node beside the edit. */
  ofContext(nodes: Nodes): PatternNode {
    return this.#context(nodes);
  }

  /** What else may stand among the children of a node, unless exactly these are asked for. */
  openTo(open: 'end' | 'all'): Pick<PatternNode, 'open'> {
    const { context, rest } = this.#narrowness;
    return context !== 'all' && rest ? { open } : {};
  }

  /** Whether the template takes something from the nodes. */
  carries(nodes: Nodes): boolean {
    return this.#ownName(nodes) !== undefined || this.#holdsNames(nodes);
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

  #edited(nodes: Nodes): PatternNode {
    const [first] = nodes;
    if (!first) return {};
    const name = this.#ownName(nodes);
    if (name !== undefined) return this.#hole(name, nodes, () => this.#shapeOf(nodes));
    if (isLeaf(first) || nodes.some(isLeaf)) return this.#leaf(nodes);
    const kinds = kindsOf(nodes);
    // A type that goes does so whatever its length.
    if (nodes.every(isTypeLength)) return { kinds };
    const sameArity = nodes.every(({ children }) => children.length === first.children.length);
    if (kinds.length === 1 && sameArity) {
      const children = first.children.map((_, index) => this.#edited(childrenAt(nodes, index)));
      return { kinds, children, ...this.openTo('end') };
    }
    if (allEqual(nodes)) return this.#literal(nodes);
    // What is carried over from within could no longer be told from what goes.
    if (this.#holdsCarried(nodes)) this.#lossy = true;
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
    if (allEqual(nodes)) return this.#literal(nodes);
    return this.#inCore && nodes.every(isFixedName) ? this.#oneOf(nodes) : { kinds: kindsOf(nodes) };
  }

  /** Names that go are those that were shown, where they are no variables: another option is not what was meant. */
  #oneOf(nodes: Nodes): PatternNode {
    const words = [...new Set(nodes.map((node) => node.words))];
    const weight = Math.min(...words.map(weightOf));
    this.#fixed += weight;
    this.#coreFixed += weight;
    this.#coreNames++;
    const role = rolesLike(nodes.map(nameRole));
    return { kinds: kindsOf(nodes), text: words, ...(role && { role }) };
  }

  #literal(nodes: Nodes): PatternNode {
    const [first] = nodes;
    const weight = weightOf(first?.words ?? '');
    this.#fixed += weight;
    // An operator or bracket that goes is what the edit is about; one that merely stands there is not.
    if (this.#inCore) this.#coreFixed += Math.max(weight, 1);
    if (this.#inCore && first?.named) this.#coreNames++;
    const literal = { kinds: kindsOf(nodes), text: [first?.words ?? ''] };
    // What is said of a name in one role is not said of it in another: a member is no key, a use no declaration.
    const role = this.#inCore && nodes.every(isName) ? rolesLike(nodes.map(nameRole)) : undefined;
    return role ? { ...literal, role } : literal;
  }

  #shapeOf(nodes: Nodes): PatternNode {
    const [first] = nodes;
    if (!first) return {};
    const { shape } = this.#narrowness;
    if (this.#changed.has(keyOf(nodes))) {
      // A change fits few texts, which tells as much as a fixed word.
      this.#fixed++;
      this.#coreFixed++;
      return { kinds: kindsOf(nodes) };
    }
    if (this.#holdsNames(nodes)) return this.#structured(nodes);
    if (shape === 'all' && allEqual(nodes)) return this.#literal(nodes);
    if (nodes.every(isValue) && !(this.#narrowness.anyValue && (shape === 'any' || shape === 'agreed')))
      return { kinds: kindsOf(nodes) };
    if (shape === 'agreed') return isName(first) && allEqual(nodes) ? this.#literal(nodes) : {};
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
      children: (first?.children ?? []).map((_, index) => this.#context(childrenAt(nodes, index))),
      ...this.openTo('all'),
    };
  }

  /** Names stay where they lead an expression: a callee, a member, an operator; arguments do not. */
  #named(nodes: Nodes): PatternNode {
    const [first] = nodes;
    if (!first) return {};
    // Two names tell that a name is meant; one may be there by chance.
    if (nodes.length > 1 && !allEqual(nodes) && nodes.every(isSqlName))
      return { kinds: withOtherNames(kindsOf(nodes)) };
    if (isLeaf(first) || nodes.some(isLeaf)) {
      if (allEqual(nodes) && (!first.named || isName(first))) return this.#literal(nodes);
      return nodes.every(isValue) ? { kinds: kindsOf(nodes) } : {};
    }
    const kinds = kindsOf(nodes);
    if (kinds.length > 1) return {};
    if (isSqlDefinition(first) && nodes.every(({ children }) => children.length === first.children.length))
      return { kinds, children: this.#definition(nodes), ...this.openTo('all') };
    // A clause has words of its own.
    if (nodes.every(isClause)) this.#fixed++;
    if (isList(first) || nodes.every(isValue)) return { kinds };
    if (nodes.some(({ children }) => children.length !== first.children.length)) return { kinds };
    const children = first.children.map((child, index) => {
      const each = childrenAt(nodes, index);
      return index === 0 || !child.named || isLeaf(child) ? this.#named(each) : {};
    });
    return { kinds, children, ...this.openTo('all') };
  }

  /** A SQL statement by what it does, whatever it does that to. */
  #definition(nodes: Nodes): PatternNode[] {
    return (nodes[0]?.children ?? []).map((child, index) => {
      const each = childrenAt(nodes, index);
      if (isKeywordRun(child)) return this.#leaf(each);
      return isLeaf(child) || isSqlName(child) ? {} : { kinds: kindsOf(each) };
    });
  }

  #context(nodes: Nodes): PatternNode {
    const [first] = nodes;
    if (!first) return {};
    const name = this.#ownName(nodes);
    if (name !== undefined) return { name, ...(nodes.every(isValue) && { kinds: kindsOf(nodes) }) };
    if (this.#holdsNames(nodes)) return this.#structured(nodes);
    if (nodes.every(isHead) && nodes.every(({ children }) => children.length === first.children.length)) {
      const children = first.children.map((_, index) => this.#leaf(childrenAt(nodes, index)));
      return { kinds: kindsOf(nodes), children, ...this.openTo('all') };
    }
    if (!first.named || nodes.every(isKeywordRun)) return this.#leaf(nodes);
    const { context } = this.#narrowness;
    if (context === 'all' && allEqual(nodes)) return this.#literal(nodes);
    if (context === 'kind') return { kinds: withOtherNames(kindsOf(nodes)) };
    if (context !== 'wild') return this.#named(nodes);
    if (nodes.every(isKeywordArgument)) return { kinds: kindsOf(nodes) };
    if (!this.#narrowness.leans) return {};
    // What is called and a constant beside an operator are what the edit leans on; the rest may be anything.
    if (nodes.every(isValue)) return { kinds: withOtherValues(nodes) };
    return nodes.every((node) => isCallee(node) || isMember(node)) ? this.#named(nodes) : {};
  }
}
