import { SQL_RULES } from '../../sql/rules/sqlRules.ts';
import type { Rule } from '../ruleModel.ts';
import { SUPPRESSION_RULES } from '../suppressionRules.ts';
import { SECURITY_RULES } from './security.ts';

/** Every rule that ships with Fixward. */
export const BUILTIN_RULES: readonly Rule[] = [...SECURITY_RULES, ...SQL_RULES, ...SUPPRESSION_RULES];
