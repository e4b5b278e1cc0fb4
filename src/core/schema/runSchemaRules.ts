import { errorMessage } from '../errorMessage.ts';
import type { ShadowDatabase } from '../proof/shadowDatabase.ts';
import type { Rule } from '../rules/ruleModel.ts';
import { schemaMatchersOf } from './schemaMatchers.ts';
import type { SchemaMatcher, SchemaReport, SchemaSettings } from './schemaRule.ts';
import { withSearchPath } from './withSearchPath.ts';

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
  // Postgres writes expressions back without the schemas that the search path would find.
  await withSearchPath(database, '', async () => {
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
  });
  return { reports, notes };
}
