import { errorMessage } from '../errorMessage.ts';
import type { ShadowDatabase } from '../proof/shadowDatabase.ts';
import type { Rule } from '../rules/ruleModel.ts';
import { schemaMatchersOf } from './schemaMatchers.ts';
import type { SchemaMatcher, SchemaReport, SchemaSettings } from './schemaRule.ts';

export interface RuleReport extends SchemaReport {
  readonly ruleId: string;
}

export interface SchemaRunResult {
  readonly reports: readonly RuleReport[];
  /** One line for each rule that could not be run. */
  readonly notes: readonly string[];
}

/**
 * Runs the rules over the schema as it stands, one query each. A query that fails costs only its rule.
 * No transaction is opened; within one that is open, the first failure would end it.
 *
 * @param matchersOf the parts to run; those for a shadow database when absent
 */
export async function runSchemaRules(
  database: Pick<ShadowDatabase, 'query'>,
  rules: readonly Rule[],
  settings: SchemaSettings,
  matchersOf: (rule: Rule) => readonly SchemaMatcher[] = schemaMatchersOf,
): Promise<SchemaRunResult> {
  const reports: RuleReport[] = [];
  const notes: string[] = [];
  const [before] = await database.query("SELECT pg_catalog.current_setting('search_path') AS path");
  // Postgres writes expressions back without the schemas that the search path would find.
  await setSearchPath(database, '');
  try {
    for (const rule of rules) {
      for (const matcher of matchersOf(rule)) {
        if (matcher.applies?.(settings) === false) continue;
        try {
          for (const row of await database.query(matcher.query(settings))) {
            const report = matcher.report(row, settings);
            if (report) reports.push({ ...report, ruleId: rule.id });
          }
        } catch (error) {
          notes.push(`${rule.id} was not checked: ${errorMessage(error)}`);
        }
      }
    }
  } finally {
    // In a transaction that a failed query has ended nothing runs any more; its notes say so.
    await setSearchPath(database, typeof before?.path === 'string' ? before.path : '').catch(() => {});
  }
  return { reports, notes };
}

async function setSearchPath(database: Pick<ShadowDatabase, 'query'>, path: string): Promise<void> {
  await database.query("SELECT pg_catalog.set_config('search_path', $1, false) AS path", [path]);
}
