import { type Anchors, anchorsOfRule, ownAnchorsOfRule } from '../../core/rules/anchors.ts';
import { type MetavariableNames, metavariablesOf } from '../../core/rules/metavariables.ts';
import type { TreeMatcher, TreeRule } from '../../core/rules/ruleModel.ts';

/** A matcher with what can be known of it before any text is seen. */
export interface PreparedMatcher {
  readonly index: number;
  readonly anchors: Anchors;
  readonly ownAnchors: Anchors;
  readonly names: MetavariableNames;
  /** The whole matcher, for deciding one node. */
  readonly config: TreeConfig;
  /** The matcher's rule with utilities renamed apart and without constraints: matches at least as much. */
  readonly sweepRule: TreeRule;
  readonly sweepUtils: Readonly<Record<string, TreeRule>>;
}

export interface TreeConfig {
  readonly rule: TreeRule;
  readonly constraints?: Readonly<Record<string, TreeRule>>;
  readonly utils?: Readonly<Record<string, TreeRule>>;
  readonly transform?: Readonly<Record<string, unknown>>;
}

export function prepareMatchers(matchers: readonly TreeMatcher[]): readonly PreparedMatcher[] {
  return matchers.map((matcher, index) => {
    const prefix = `m${index}_`;
    const own = matcher.utils ?? {};
    const sweepUtils: Record<string, TreeRule> = {};
    for (const [name, rule] of Object.entries(own))
      sweepUtils[prefix + name] = renameUtilities(rule, own, prefix);
    return {
      index,
      anchors: anchorsOfRule(matcher.rule, own),
      ownAnchors: ownAnchorsOfRule(matcher.rule, own),
      names: metavariablesOf(matcher),
      config: {
        rule: matcher.rule,
        ...(matcher.constraints && { constraints: matcher.constraints }),
        ...(matcher.utils && { utils: matcher.utils }),
        ...(matcher.transform && { transform: matcher.transform }),
      },
      sweepRule: renameUtilities(matcher.rule, own, prefix),
      sweepUtils,
    };
  });
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
