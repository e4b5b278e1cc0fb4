import type { ActiveRule, SqlCheckMatcher, SqlPatternMatcher } from '../rules/ruleModel.ts';
import type { NodeKind } from './sqlStatement.ts';

/** `file`: the file's own statement; `block`, `function`: one inside it; `expression`: one of PL/pgSQL's. */
export type StatementPlace = 'file' | 'block' | 'function' | 'expression';

/** One matcher to run, with its rule. */
export interface DispatchedMatcher {
  readonly rule: ActiveRule;
  readonly matcher: SqlCheckMatcher | SqlPatternMatcher;
}

/** Which matchers of a list of rules have a say about which statements; found out once per list. */
class RuleDispatch {
  readonly #rules: readonly ActiveRule[];
  readonly #known = new Map<string, readonly DispatchedMatcher[]>();

  constructor(rules: readonly ActiveRule[]) {
    this.#rules = rules;
  }

  matchers(place: StatementPlace, kind: NodeKind | undefined): readonly DispatchedMatcher[] {
    const key = `${place} ${kind}`;
    let known = this.#known.get(key);
    if (!known) {
      known = this.#rules.flatMap((rule) =>
        rule.match.flatMap((matcher): readonly DispatchedMatcher[] => {
          if (matcher.kind === 'sqlPattern') return [{ rule, matcher }];
          if (matcher.kind !== 'sqlCheck' || !judges(matcher, place, kind)) return [];
          return [{ rule, matcher }];
        }),
      );
      this.#known.set(key, known);
    }
    return known;
  }
}

function judges(
  { statements, inner = 'blocks' }: SqlCheckMatcher,
  place: StatementPlace,
  kind: NodeKind | undefined,
): boolean {
  if (statements && (kind === undefined || !statements.includes(kind))) return false;
  if (place === 'file') return true;
  return place === 'block' ? inner !== 'none' : inner === 'functions';
}

const dispatches = new WeakMap<readonly ActiveRule[], RuleDispatch>();

/** The matchers of the rules that may report on a statement of this kind in this place, in the rules' order. */
export function matchersFor(
  rules: readonly ActiveRule[],
  place: StatementPlace,
  kind: NodeKind | undefined,
): readonly DispatchedMatcher[] {
  let dispatch = dispatches.get(rules);
  if (!dispatch) {
    dispatch = new RuleDispatch(rules);
    dispatches.set(rules, dispatch);
  }
  return dispatch.matchers(place, kind);
}
