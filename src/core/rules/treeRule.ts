import type { TreeRule } from './ruleModel.ts';

/** Whether a part of a rule is a rule object itself, as opposed to a text, a number or a list. */
export function isTreeRule(value: unknown): value is TreeRule {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
