import { isNoExtensions, isProjectSchema, qualifiedName } from '../catalogSql.ts';
import { routineMarks, routineName } from '../routineSql.ts';
import { flagIn, textIn } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

export const functionSearchPathMatcher: SchemaMatcher = {
  kind: 'schema',
  // A body of standard SQL is bound to its objects when it is created; C code and aggregates look nothing up.
  query: (
    settings,
  ) => `SELECT p.oid::pg_catalog.text AS oid, ${qualifiedName('n.nspname', 'p.proname')} AS routine,
    pg_catalog.pg_get_function_identity_arguments(p.oid) AS arguments, p.prosecdef AS definer
  FROM pg_catalog.pg_proc AS p
    JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
    JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
  WHERE p.prokind IN ('f', 'p') AND l.lanname NOT IN ('internal', 'c') AND p.prosqlbody IS NULL
    ${settings.platform === 'supabase' ? '' : 'AND p.prosecdef'}
    AND NOT EXISTS (SELECT FROM pg_catalog.unnest(p.proconfig) AS given(setting) WHERE given.setting LIKE 'search_path=%')
    AND ${isProjectSchema('n.nspname', settings)} AND ${isNoExtensions('p.oid', 'pg_proc')}
  ORDER BY n.nspname, p.proname, p.oid`,
  report: (row) => {
    const danger = flagIn(row, 'definer')
      ? 'whoever calls it can make its names mean their own objects and run them with its owner’s rights'
      : 'its names mean whatever the caller’s search path says';
    return {
      object: { catalog: 'pg_proc', oid: textIn(row, 'oid'), name: routineName(row) },
      message: `Function ${textIn(row, 'routine')} does not fix its search_path: ${danger}.`,
      marks: routineMarks(row),
      remedies: [
        {
          title: "Set search_path to ''",
          kind: 'suggest',
          sql: `ALTER ROUTINE ${routineName(row)} SET search_path = '';`,
        },
      ],
    };
  },
};
