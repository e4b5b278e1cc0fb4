import { ACCESSIBILITY_RULES } from '../../../src/core/rules/builtin/accessibility.ts';
import { describeRuleExamples } from '../../support/ruleExamples.ts';

describeRuleExamples(ACCESSIBILITY_RULES);
