import type { TreeMatcher } from './ruleModel.ts';

export interface MetavariableNames {
  /** Names written `$NAME`. */
  readonly single: readonly string[];
  /** Names written `$$$NAME`. */
  readonly multiple: readonly string[];
  /** Names produced by `transform`. */
  readonly transformed: readonly string[];
}

const METAVARIABLE = /(\$\$\$|\$)([A-Z][A-Z0-9_]*)/g;

/** Names a matcher can bind, read from the patterns in its rule, utilities and constraints. */
export function metavariablesOf(matcher: TreeMatcher): MetavariableNames {
  const single = new Set<string>();
  const multiple = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value === 'string') {
      for (const [, sigil, name] of value.matchAll(METAVARIABLE)) {
        if (name !== undefined) (sigil === '$$$' ? multiple : single).add(name);
      }
    } else if (typeof value === 'object' && value !== null) {
      for (const child of Object.values(value)) visit(child);
    }
  };
  visit(matcher.rule);
  visit(matcher.utils);
  visit(matcher.constraints);
  return {
    single: [...single],
    multiple: [...multiple],
    transformed: Object.keys(matcher.transform ?? {}),
  };
}
