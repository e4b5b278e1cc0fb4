import { CORRECTNESS_RULES } from '../../../src/core/rules/builtin/correctness.ts';
import { describeRuleExamples } from '../../support/ruleExamples.ts';

describeRuleExamples(CORRECTNESS_RULES);
