import { PERFORMANCE_RULES } from '../../../src/core/rules/builtin/performance.ts';
import { describeRuleExamples } from '../../support/ruleExamples.ts';

describeRuleExamples(PERFORMANCE_RULES);
