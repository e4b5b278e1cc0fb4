import { ARCHITECTURE_RULES } from '../../../src/core/rules/builtin/architecture.ts';
import { describeRuleExamples } from '../../support/ruleExamples.ts';

describeRuleExamples(ARCHITECTURE_RULES);
