import type { Rule } from '../../rules/ruleModel.ts';

export const SQL_RULES: readonly Rule[] = [];
