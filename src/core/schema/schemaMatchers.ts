import type { Matcher, Rule } from '../rules/ruleModel.ts';
import type { SchemaMatcher } from './schemaRule.ts';

/** The parts of a rule that look at a whole schema; those that need a server in use are left out. */
export function schemaMatchersOf(rule: Pick<Rule, 'match'>): readonly SchemaMatcher[] {
  return rule.match.filter(isSchemaMatcher).filter(({ live }) => live !== true);
}

/** The parts of a rule that look at a server in use. */
export function liveMatchersOf(rule: Pick<Rule, 'match'>): readonly SchemaMatcher[] {
  return rule.match.filter(isSchemaMatcher).filter(({ live }) => live === true);
}

/** True for rules that a single file does not tell everything. */
export function looksAtSchema(rule: Pick<Rule, 'match'>): boolean {
  return rule.match.some(isSchemaMatcher);
}

/** True for rules that say nothing of a single file. */
export function looksAtSchemaAlone(rule: Pick<Rule, 'match'>): boolean {
  return rule.match.length > 0 && rule.match.every(isSchemaMatcher);
}

function isSchemaMatcher(matcher: Matcher): matcher is SchemaMatcher {
  return matcher.kind === 'schema';
}
