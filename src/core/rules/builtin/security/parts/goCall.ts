import type { TreeRule } from '../../../ruleModel.ts';

/**
 * A Go call of one of the functions of a package. Written as kinds because a Go pattern with one argument
 * is read as a type conversion.
 */
export function goCall(packageName: string, functions: readonly string[]): TreeRule {
  return {
    kind: 'call_expression',
    has: {
      field: 'function',
      kind: 'selector_expression',
      all: [
        { has: { field: 'operand', regex: `^(?:${packageName})$` } },
        { has: { field: 'field', regex: `^(?:${functions.join('|')})$` } },
      ],
    },
  };
}
