import { STANDARDS_RULES } from '../../../src/core/rules/builtin/standards.ts';
import { describeRuleExamples } from '../../support/ruleExamples.ts';

describeRuleExamples(STANDARDS_RULES);
