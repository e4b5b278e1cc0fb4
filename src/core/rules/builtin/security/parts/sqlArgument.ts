import type { TreeRule } from '../../../ruleModel.ts';

/** The condition that makes any of these calls a finding. */
export const BUILT = [{ capture: 'SQL', is: 'builtSql' }] as const;

/** Variables whose name says that they hold a statement. */
export const STATEMENT_NAMES = 'sql|Sql|SQL|query|Query|QUERY|stmt|Stmt|statement|Statement';

/** Every statement has one of these, so files without them are never searched. */
const SQL_WORDS =
  'SELECT|INSERT|UPDATE|DELETE|REPLACE|MERGE|select|insert|update|delete|Select|Insert|Update|Delete';

/** An argument that holds a statement, bound as `$SQL`. */
export const sqlArgument = (rule: TreeRule): TreeRule => ({
  has: { field: 'arguments', has: { all: [rule, { regex: SQL_WORDS }, { pattern: '$SQL' }] } },
});
