import type { Language } from '../../rules/languages.ts';

/**
 * A syntax tree as data, whatever parsed it. Children stand in order and do not overlap; text between them (blanks,
 * comments that the grammar leaves out) belongs to no child.
 */
export interface PlainNode {
  /** The grammar's name of the node; for a token without a name, its text. */
  readonly kind: string;
  readonly named: boolean;
  /** UTF-16 offsets into the text. */
  readonly start: number;
  readonly end: number;
  readonly children: readonly PlainNode[];
  /** The name its parent calls it by, where the grammar has one. */
  readonly field?: string;
  /** What it is compared by when that is not its text: a SQL keyword or unquoted name in lower case. */
  readonly key?: string;
}

export interface PlainTree {
  readonly language: Language;
  readonly text: string;
  readonly root: PlainNode;
  /** Error and missing nodes; an edit must not raise it. */
  readonly errorCount: number;
}

/**
 * The parts of a text that somebody looks at. Nodes of these kinds that hold one of the offsets are whole, as are imports,
 * nodes around them have their children, and everything else is left without: making a node costs more than parsing it.
 */
export interface TreeFocus {
  /** Ascending. */
  readonly offsets: readonly number[];
  readonly kinds: ReadonlySet<string>;
}

/**
 * Parses a text of one language; undefined where the language has no tree here.
 *
 * @param focus leaves out what it does not ask for; errors are counted in the rest alone
 */
export type ParsePlainTree = (language: Language, text: string, focus?: TreeFocus) => PlainTree | undefined;
