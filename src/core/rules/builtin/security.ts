import type { Rule } from '../ruleModel.ts';
import { rule as noEval } from './security/no-eval.ts';

/** Rules against weaknesses that an attacker can use. */
export const SECURITY_RULES: readonly Rule[] = [noEval];
