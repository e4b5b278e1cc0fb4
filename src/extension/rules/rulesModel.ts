import type { RuleSummary } from '../../protocol/lsp.ts';

export interface RuleNode {
  readonly kind: 'rule';
  readonly rule: RuleSummary;
}

export interface ProblemTypeNode {
  readonly kind: 'problemType';
  readonly problemType: string;
  /** Rules in force, of all rules of the type. */
  readonly enabledCount: number;
  readonly children: readonly RuleNode[];
}

export type RulesNode = ProblemTypeNode | RuleNode;

/** Problem types by name, each with its rules by title. */
export function groupRules(rules: readonly RuleSummary[]): readonly ProblemTypeNode[] {
  const types = [...new Set(rules.map(({ problemType }) => problemType))].sort();
  return types.map((problemType) => {
    const members = rules
      .filter((rule) => rule.problemType === problemType)
      .sort((a, b) => a.title.localeCompare(b.title));
    return {
      kind: 'problemType',
      problemType,
      enabledCount: members.filter(({ enabled }) => enabled).length,
      children: members.map((rule) => ({ kind: 'rule', rule })),
    };
  });
}
