import { wordsOfPattern } from './patternWords.ts';
import { wordsOfRegex } from './regexWords.ts';
import type { TreeRule } from './ruleModel.ts';
import { isTreeRule } from './treeRule.ts';

/**
 * Words of which a matched node's own text must contain some: every inner list needs at least one of its words.
 * An empty result means "cannot tell". They tell apart the rules that may stand behind one hit of a joint sweep.
 */
export type Anchors = readonly (readonly string[])[];

type Utilities = Readonly<Record<string, TreeRule>>;

const NO_ANCHORS: Anchors = [];

/** Cycles among utility rules are cut here; deeper nesting only loses anchors, never matches. */
const DEPTH_MAX = 12;

export function ownAnchorsOfRule(rule: TreeRule, utils: Utilities = {}): Anchors {
  const seen = new Map<string, readonly string[]>();
  for (const alternatives of collect(rule, utils, 0)) seen.set(alternatives.join('|'), alternatives);
  return [...seen.values()];
}

export function anchorsHold(anchors: Anchors, contains: (word: string) => boolean): boolean {
  return anchors.every((alternatives) => alternatives.some(contains));
}

function collect(rule: TreeRule, utils: Utilities, depth: number): Anchors {
  if (depth > DEPTH_MAX) return NO_ANCHORS;
  const anchors: (readonly string[])[] = wordsOfPattern(rule.pattern).map((word) => [word]);
  const words = typeof rule.regex === 'string' ? wordsOfRegex(rule.regex) : undefined;
  if (words) anchors.push(words);
  for (const part of asRules(rule.all)) anchors.push(...collect(part, utils, depth + 1));
  if (isTreeRule(rule.has)) anchors.push(...collect(rule.has, utils, depth + 1));
  const merged = mergeAlternatives(asRules(rule.any).map((part) => collect(part, utils, depth + 1)));
  if (merged) anchors.push(merged);
  const util = typeof rule.matches === 'string' ? utils[rule.matches] : undefined;
  if (util) anchors.push(...collect(util, utils, depth + 1));
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

function shortestWord(words: readonly string[]): number {
  return Math.min(...words.map((word) => word.length));
}

function asRules(value: unknown): readonly TreeRule[] {
  return Array.isArray(value) ? value.filter(isTreeRule) : [];
}
