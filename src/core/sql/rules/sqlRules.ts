import type { Rule } from '../../rules/ruleModel.ts';
import { rule as banDropColumn } from './ban-drop-column.ts';
import { rule as requireConcurrentIndexCreation } from './require-concurrent-index-creation.ts';

/** Every built-in rule for SQL. */
export const SQL_RULES: readonly Rule[] = [banDropColumn, requireConcurrentIndexCreation];
