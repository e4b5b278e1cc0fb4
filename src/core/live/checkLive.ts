import type { ShadowDatabase } from '../proof/shadowDatabase.ts';
import type { ProjectConfig } from '../rules/projectConfig.ts';
import type { RuleSet } from '../rules/ruleSet.ts';
import { applyWaivers } from '../schema/applyWaivers.ts';
import { runSchemaRules } from '../schema/runSchemaRules.ts';
import { liveMatchersOf, schemaMatchersOf } from '../schema/schemaMatchers.ts';
import type { SchemaMatcher } from '../schema/schemaRule.ts';
import { bySeverity, type LiveReport, liveFinding } from './liveReport.ts';
import { serverSettings } from './serverSettings.ts';
import { statisticsAge } from './statisticsAge.ts';

type Server = Pick<ShadowDatabase, 'engine' | 'query'>;

export interface LiveRequest {
  readonly ruleSet: RuleSet;
  readonly config: ProjectConfig;
  /** Runs the rules over the final schema on the server's, too. */
  readonly withSchema: boolean;
}

/** Rules over the schema whose trouble mostly comes about on the server, not in a migration. */
const ALSO_LIVE: ReadonlySet<string> = new Set(['invalid-index', 'not-valid-left-behind']);

/** Asks a server in use what its catalogs and statistics know. */
export async function checkLive(
  database: Server,
  { ruleSet, config, withSchema }: LiveRequest,
): Promise<LiveReport> {
  const statistics = await statisticsAge(database);
  const settings = await serverSettings(database, config);
  const matchersOf = (rule: Parameters<typeof liveMatchersOf>[0] & { readonly id: string }) =>
    matchersToRun(rule, withSchema);
  const rules = ruleSet.rules.filter((rule) => matchersOf(rule).length > 0);
  const { reports, notes } = await runSchemaRules(database, rules, settings, matchersOf);
  const ran = new Set(rules.map(({ id }) => id));
  const { kept, waivedCount } = applyWaivers(reports, config.database.waivers, ruleSet.idsOf, ran);
  const findings = kept.flatMap((report) => {
    const rule = ruleSet.rule(report.ruleId);
    return rule ? [liveFinding(report, ruleSet.severityOf(rule))] : [];
  });
  return { statistics, findings: bySeverity(findings), notes, waived: waivedCount };
}

function matchersToRun(
  rule: Parameters<typeof liveMatchersOf>[0] & { readonly id: string },
  withSchema: boolean,
): readonly SchemaMatcher[] {
  return [...liveMatchersOf(rule), ...(withSchema || ALSO_LIVE.has(rule.id) ? schemaMatchersOf(rule) : [])];
}
