import { LIVE_RULES } from '../../live/liveRules.ts';
import { SCHEMA_RULES } from '../../schema/schemaRules.ts';
import { SQL_RULES } from '../../sql/rules/sqlRules.ts';
import type { Rule } from '../ruleModel.ts';
import { SUPPRESSION_RULES } from '../suppressionRules.ts';
import { ACCESSIBILITY_RULES } from './accessibility.ts';
import { ARCHITECTURE_RULES } from './architecture.ts';
import { CORRECTNESS_RULES } from './correctness.ts';
import { PERFORMANCE_RULES } from './performance.ts';
import { REACT_RULES } from './react.ts';
import { SECURITY_RULES } from './security.ts';
import { STANDARDS_RULES } from './standards.ts';

/** Every rule that ships with Fixward. */
export const BUILTIN_RULES: readonly Rule[] = [
  ...SECURITY_RULES,
  ...CORRECTNESS_RULES,
  ...REACT_RULES,
  ...ACCESSIBILITY_RULES,
  ...PERFORMANCE_RULES,
  ...ARCHITECTURE_RULES,
  ...STANDARDS_RULES,
  ...SQL_RULES,
  ...SCHEMA_RULES,
  ...LIVE_RULES,
  ...SUPPRESSION_RULES,
];
