import { SECURITY_RULES } from '../../../src/core/rules/builtin/security.ts';
import { describeRuleExamples } from '../../support/ruleExamples.ts';

describeRuleExamples(SECURITY_RULES);
