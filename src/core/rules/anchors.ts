import type { TreeRule } from './ruleModel.ts';

/**
 * Words a text must contain for a tree rule to match, as a conjunction of alternatives:
 * every inner list needs at least one of its words. An empty result means "cannot tell".
 *
 * A rule whose words are absent is left out of the sweep, which is what makes hundreds of rules cheap.
 */
export type Anchors = readonly (readonly string[])[];

const NO_ANCHORS: Anchors = [];

/** Two letters at least: shorter words are in every file and only cost a search. */
const WORD = /[\p{L}_][\p{L}\p{N}_]+/gu;
const METAVARIABLE = /\$\$?\$?[A-Z_][A-Z0-9_]*/g;
const LITERAL_ALTERNATION = /^\^?(?:\(\?:|\()?([\w-]+(?:\|[\w-]+)*)\)?\$?$/;

/** Relations whose sub-rule must match somewhere in the document when the rule matches. */
const POSITIVE_RELATIONS = ['has', 'inside', 'precedes', 'follows'] as const;

/** The relation whose sub-rule must match within the matched node. */
const INNER_RELATIONS = ['has'] as const;

type Utilities = Readonly<Record<string, TreeRule>>;
type Relations = readonly (typeof POSITIVE_RELATIONS)[number][];

export function anchorsOfRule(rule: TreeRule, utils: Utilities = {}): Anchors {
  return simplify(collect(rule, utils, POSITIVE_RELATIONS, 0));
}

/** Anchors that must stand in the matched node's own text, for telling apart the rules behind one hit. */
export function ownAnchorsOfRule(rule: TreeRule, utils: Utilities = {}): Anchors {
  return simplify(collect(rule, utils, INNER_RELATIONS, 0));
}

export function anchorsHold(anchors: Anchors, contains: (word: string) => boolean): boolean {
  return anchors.every((alternatives) => alternatives.some(contains));
}

/** Cycles among utility rules are cut here; deeper nesting only loses anchors, never matches. */
const DEPTH_MAX = 12;

function collect(rule: TreeRule, utils: Utilities, relations: Relations, depth: number): Anchors {
  if (depth > DEPTH_MAX) return NO_ANCHORS;
  const anchors: (readonly string[])[] = [...ofPattern(rule.pattern), ...ofRegex(rule.regex)];
  for (const part of asRules(rule.all)) anchors.push(...collect(part, utils, relations, depth + 1));
  for (const relation of relations) {
    const part = asRule(rule[relation]);
    if (part) anchors.push(...collect(part, utils, relations, depth + 1));
  }
  const alternatives = asRules(rule.any).map((part) => collect(part, utils, relations, depth + 1));
  const merged = mergeAlternatives(alternatives);
  if (merged) anchors.push(merged);
  if (typeof rule.matches === 'string') {
    const util = utils[rule.matches];
    if (util) anchors.push(...collect(util, utils, relations, depth + 1));
  }
  return anchors;
}

/** One list with a representative of every alternative; undefined when one alternative has no anchor. */
function mergeAlternatives(alternatives: readonly Anchors[]): readonly string[] | undefined {
  if (alternatives.length === 0) return undefined;
  const words: string[] = [];
  for (const anchors of alternatives) {
    const rarest = [...anchors].sort((a, b) => shortestWord(b) - shortestWord(a))[0];
    if (!rarest) return undefined;
    words.push(...rarest);
  }
  return words;
}

function ofPattern(pattern: unknown): Anchors {
  if (typeof pattern === 'string') return ofPatternText(pattern);
  const object = asRule(pattern);
  if (!object || typeof object.context !== 'string') return NO_ANCHORS;
  // A selector picks a part of the context, so words of the rest need not be there;
  // strictness "signature" ignores text altogether.
  return object.selector !== undefined || object.strictness === 'signature'
    ? NO_ANCHORS
    : ofPatternText(object.context);
}

function ofPatternText(pattern: string): Anchors {
  const words = pattern.replace(METAVARIABLE, ' ').match(WORD) ?? [];
  return words.map((word) => [word]);
}

function ofRegex(regex: unknown): Anchors {
  if (typeof regex !== 'string') return NO_ANCHORS;
  const alternation = LITERAL_ALTERNATION.exec(regex);
  const words = alternation?.[1]?.split('|') ?? [];
  return words.length > 0 && words.every((word) => word.length > 1) ? [words] : NO_ANCHORS;
}

function simplify(anchors: Anchors): Anchors {
  const seen = new Map<string, readonly string[]>();
  for (const alternatives of anchors) seen.set(alternatives.join('|'), alternatives);
  return [...seen.values()];
}

function shortestWord(words: readonly string[]): number {
  return Math.min(...words.map((word) => word.length));
}

function asRule(value: unknown): TreeRule | undefined {
  // SAFETY: any non-array object is a record of unknown values, which is all TreeRule says.
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as TreeRule)
    : undefined;
}

function asRules(value: unknown): readonly TreeRule[] {
  return Array.isArray(value) ? value.map(asRule).filter((rule) => rule !== undefined) : [];
}
