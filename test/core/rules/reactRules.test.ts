import { REACT_RULES } from '../../../src/core/rules/builtin/react.ts';
import { describeRuleExamples } from '../../support/ruleExamples.ts';

describeRuleExamples(REACT_RULES);
