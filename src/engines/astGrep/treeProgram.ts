import { ruleWithAsciiClasses } from '../../core/rules/asciiClasses.ts';
import { type MetavariableNames, metavariablesOf } from '../../core/rules/metavariables.ts';
import { type Anchors, ownAnchorsOfRule } from '../../core/rules/ownAnchors.ts';
import { wordsOfPattern } from '../../core/rules/patternWords.ts';
import { reduceMatcher, type WordsOfText } from '../../core/rules/reduceRule.ts';
import { wordsOfRegex } from '../../core/rules/regexWords.ts';
import type { TreeMatcher, TreeRule } from '../../core/rules/ruleModel.ts';

export interface TreeConfig {
  readonly rule: TreeRule;
  readonly constraints?: Readonly<Record<string, TreeRule>>;
  readonly utils?: Readonly<Record<string, TreeRule>>;
  readonly transform?: Readonly<Record<string, unknown>>;
}

/** A matcher as it is asked over one text: without the parts whose words the text does not have. */
export interface Candidate {
  readonly matcher: PreparedMatcher;
  readonly config: TreeConfig;
  readonly ownAnchors: Anchors;
  /**
   * Nothing but patterns tied to a node by words: quick to refuse a node, so that many such rules are best asked together.
   * A rule with conditions of other kinds is better asked alone.
   */
  readonly isPlain: boolean;
}

export interface PreparedMatcher {
  readonly index: number;
  readonly names: MetavariableNames;
  /** What is left of the matcher for a text; undefined when it cannot match there. */
  candidateFor(text: WordsOfText): Candidate | undefined;
}

/** Texts differ in few of a rule's words, so a handful of reductions serves a whole project. */
const REDUCTIONS_MAX = 200;

export function prepareMatchers(matchers: readonly TreeMatcher[]): readonly PreparedMatcher[] {
  return matchers.map((original, index) => {
    const matcher = withQuickRegexes(original);
    const words = wordsOfMatcher(matcher);
    const readsComments = /comment/u.test(JSON.stringify([matcher.rule, matcher.utils]));
    const reductions = new Map<string, Candidate | undefined>();
    const prepared: PreparedMatcher = {
      index,
      names: metavariablesOf(matcher),
      candidateFor: (text) => {
        const key = words.map((word) => (text.inCode(word) ? '2' : text.anywhere(word) ? '1' : '0')).join('');
        if (reductions.has(key)) return reductions.get(key);
        const candidate = reduce(
          matcher,
          prepared,
          readsComments ? { ...text, inCode: text.anywhere } : text,
        );
        if (reductions.size >= REDUCTIONS_MAX) reductions.clear();
        reductions.set(key, candidate);
        return candidate;
      },
    };
    return prepared;
  });
}

function withQuickRegexes(matcher: TreeMatcher): TreeMatcher {
  const all = (rules: Readonly<Record<string, TreeRule>>): Record<string, TreeRule> =>
    Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, ruleWithAsciiClasses(rule)]));
  return {
    ...matcher,
    rule: ruleWithAsciiClasses(matcher.rule),
    ...(matcher.utils && { utils: all(matcher.utils) }),
    ...(matcher.constraints && { constraints: all(matcher.constraints) }),
  };
}

/** The whole matcher, for checking that it compiles. */
export function wholeConfigOf(matcher: TreeMatcher): TreeConfig {
  return {
    rule: matcher.rule,
    ...(matcher.constraints && { constraints: matcher.constraints }),
    ...(matcher.utils && { utils: matcher.utils }),
    ...(matcher.transform && { transform: matcher.transform }),
  };
}

/** Rules of several candidates as alternatives of one, their utilities renamed apart. */
export function jointConfigOf(candidates: readonly Candidate[]): TreeConfig {
  const utils: Record<string, TreeRule> = {};
  const any = candidates.map(({ config }, index) => {
    const own = config.utils ?? {};
    const prefix = `m${index}_`;
    for (const [name, rule] of Object.entries(own)) utils[prefix + name] = renameUtilities(rule, own, prefix);
    return renameUtilities(config.rule, own, prefix);
  });
  // Constraints are left out: a joint rule may match more than its parts, never less.
  return { rule: { any }, utils };
}

function reduce(matcher: TreeMatcher, prepared: PreparedMatcher, text: WordsOfText): Candidate | undefined {
  const reduced = reduceMatcher(matcher.rule, matcher.utils ?? {}, text);
  if (!reduced) return undefined;
  const { rule, utils } = reduced;
  const bound = metavariablesOf({ kind: 'tree', rule, utils });
  const isBound = (name: string): boolean => bound.single.includes(name) || bound.multiple.includes(name);
  const constraints = Object.entries(matcher.constraints ?? {}).filter(([name]) => isBound(name));
  const transform = Object.entries(matcher.transform ?? {}).filter(([, how]) =>
    sourcesOf(how).every((name) => isBound(name) || name in (matcher.transform ?? {})),
  );
  const ownAnchors = ownAnchorsOfRule(rule, utils);
  return {
    matcher: prepared,
    ownAnchors,
    isPlain: ownAnchors.length > 0 && isPlainRule(rule),
    config: {
      rule,
      ...(Object.keys(utils).length > 0 && { utils }),
      ...(constraints.length > 0 && { constraints: Object.fromEntries(constraints) }),
      ...(transform.length > 0 && { transform: Object.fromEntries(transform) }),
    },
  };
}

function isPlainRule(rule: TreeRule): boolean {
  return Object.entries(rule).every(([key, value]) =>
    key === 'any' && Array.isArray(value) ? value.every(isPlainRule) : key === 'pattern',
  );
}

function sourcesOf(value: unknown): readonly string[] {
  return [...JSON.stringify(value).matchAll(/\$([A-Z][A-Z0-9_]*)/gu)].flatMap(([, name]) => name ?? []);
}

/** Every word on which a reduction of the matcher can depend. */
function wordsOfMatcher(matcher: TreeMatcher): readonly string[] {
  const words = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, child] of Object.entries(value)) {
      if (key === 'pattern') for (const word of wordsOfPattern(child)) words.add(word);
      else if (key === 'regex' && typeof child === 'string')
        for (const word of wordsOfRegex(child) ?? []) words.add(word);
      visit(child);
    }
  };
  visit(matcher.rule);
  visit(matcher.utils);
  return [...words];
}

function renameUtilities(rule: TreeRule, own: Readonly<Record<string, TreeRule>>, prefix: string): TreeRule {
  const rename = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rename);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) =>
        key === 'matches' && typeof child === 'string' && child in own
          ? [key, prefix + child]
          : [key, rename(child)],
      ),
    );
  };
  // SAFETY: renaming keeps the shape of an object, and the argument is one.
  return rename(rule) as TreeRule;
}
