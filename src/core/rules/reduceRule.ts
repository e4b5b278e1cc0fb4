import { wordsOfPattern } from './patternWords.ts';
import { wordsOfRegex } from './regexWords.ts';
import type { TreeRule } from './ruleModel.ts';
import { isTreeRule } from './treeRule.ts';

type Utilities = Readonly<Record<string, TreeRule>>;

/** What is left of a rule for one text; `never` when it cannot match there. */
export type Reduced = TreeRule | 'always' | 'never';

export interface ReducedMatcher {
  readonly rule: TreeRule;
  /** The utilities the rule still refers to. */
  readonly utils: Utilities;
}

const RELATIONS = ['has', 'inside', 'precedes', 'follows'] as const;

/** Rules nested deeper are left as they are. */
const DEPTH_MAX = 24;

/** Which words a text has. Rules match code, so a word that only comments have counts for little. */
export interface WordsOfText {
  inCode(word: string): boolean;
  anywhere(word: string): boolean;
}

/**
 * Leaves out the parts of a rule that cannot match a text because their words are not in it. An engine compiles what is
 * left for every text anew, so shorter rules are faster, and a rule of which nothing is left need not run at all.
 */
export function reduceMatcher(
  rule: TreeRule,
  utils: Utilities,
  words: WordsOfText,
): ReducedMatcher | undefined {
  const reduction = new Reduction(utils, words);
  const reduced = reduction.rule(rule, 0);
  if (reduced === 'never') return undefined;
  return { rule: reduced === 'always' ? rule : reduced, utils: reduction.utilities() };
}

class Reduction {
  readonly #utils: Utilities;
  readonly #words: WordsOfText;
  /** What stands below a negation is left out only when its words are nowhere at all, comments included. */
  #negations = 0;
  readonly #used = new Map<string, Reduced>();

  constructor(utils: Utilities, words: WordsOfText) {
    this.#utils = utils;
    this.#words = words;
  }

  #contains(word: string): boolean {
    return this.#negations > 0 ? this.#words.anywhere(word) : this.#words.inCode(word);
  }

  rule(rule: TreeRule, depth: number): Reduced {
    if (depth > DEPTH_MAX) return rule;
    const result: Record<string, unknown> = {};
    let dropped = false;
    for (const [key, value] of Object.entries(rule)) {
      const part = this.#part(key, value, depth);
      if (part === 'never') return 'never';
      if (part === 'always') dropped = true;
      else result[key] = part.value;
    }
    return dropped && Object.keys(result).length === 0 ? 'always' : result;
  }

  utilities(): Utilities {
    const kept: Record<string, TreeRule> = {};
    for (const [name, reduced] of this.#used) {
      const own = this.#utils[name];
      if (own) kept[name] = typeof reduced === 'string' ? own : reduced;
    }
    return kept;
  }

  #part(key: string, value: unknown, depth: number): { readonly value: unknown } | 'always' | 'never' {
    if (key === 'pattern')
      return wordsOfPattern(value).every((word) => this.#contains(word)) ? { value } : 'never';
    if (key === 'regex' && typeof value === 'string') {
      const words = wordsOfRegex(value);
      return !words || words.some((word) => this.#contains(word)) ? { value } : 'never';
    }
    if (key === 'all' && Array.isArray(value)) return this.#all(value, depth);
    if (key === 'any' && Array.isArray(value)) return this.#any(value, depth);
    if (key === 'not') return this.#not(value, depth);
    if (key === 'matches' && typeof value === 'string') return this.#matches(value, depth);
    return RELATIONS.some((relation) => relation === key) ? this.#relation(value, depth) : { value };
  }

  #all(parts: readonly unknown[], depth: number): { readonly value: unknown } | 'always' | 'never' {
    const kept: unknown[] = [];
    for (const part of parts) {
      const reduced = isTreeRule(part) ? this.rule(part, depth + 1) : 'always';
      if (reduced === 'never') return 'never';
      if (reduced !== 'always') kept.push(reduced);
    }
    return kept.length === 0 ? 'always' : { value: kept };
  }

  #any(parts: readonly unknown[], depth: number): { readonly value: unknown } | 'always' | 'never' {
    const kept: unknown[] = [];
    for (const part of parts) {
      const reduced = isTreeRule(part) ? this.rule(part, depth + 1) : 'never';
      if (reduced === 'always') return 'always';
      if (reduced !== 'never') kept.push(reduced);
    }
    return kept.length === 0 ? 'never' : { value: kept };
  }

  #not(part: unknown, depth: number): { readonly value: unknown } | 'always' | 'never' {
    if (!isTreeRule(part)) return { value: part };
    this.#negations++;
    const reduced = this.rule(part, depth + 1);
    this.#negations--;
    if (reduced === 'never') return 'always';
    // A negation of everything is odd enough to be left to the engine as its author wrote it.
    return { value: reduced === 'always' ? part : reduced };
  }

  #relation(part: unknown, depth: number): { readonly value: unknown } | 'never' {
    if (!isTreeRule(part)) return { value: part };
    const { stopBy, field, ...inner } = part;
    const reduced = this.rule(inner, depth + 1);
    if (reduced === 'never') return 'never';
    const how = { ...(stopBy !== undefined && { stopBy }), ...(field !== undefined && { field }) };
    return { value: { ...(reduced === 'always' ? inner : reduced), ...how } };
  }

  #matches(name: string, depth: number): { readonly value: unknown } | 'never' {
    const known = this.#used.get(name);
    const util = this.#utils[name];
    if (known === undefined && util) {
      // Stands for itself while it is reduced, since utilities may refer to each other in a circle.
      this.#used.set(name, 'always');
      // One reduction serves all its uses, some of which may stand below a negation.
      this.#negations++;
      this.#used.set(name, this.rule(util, depth + 1));
      this.#negations--;
    }
    return this.#used.get(name) === 'never' ? 'never' : { value: name };
  }
}
