import type { Rule } from '../rules/ruleModel.ts';
import { SQL_RULES } from '../sql/rules/sqlRules.ts';
import { schemaMatchersOf } from './schemaMatchers.ts';
import { SCHEMA_RULES } from './schemaRules.ts';

/** Every built-in rule that has something to say of a final schema, whatever else it looks at. */
export const RULES_OVER_SCHEMA: readonly Rule[] = [...SQL_RULES, ...SCHEMA_RULES].filter(
  (rule) => schemaMatchersOf(rule).length > 0,
);
