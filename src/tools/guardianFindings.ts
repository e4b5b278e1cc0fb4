import type { Migration } from '../core/migrations/migration.ts';
import type { AnalyzedDocument } from '../core/rules/analyzer.ts';
import type { Finding } from '../core/rules/finding.ts';
import { finalFindings } from '../core/schema/finalFindings.ts';
import { schemaMatchersOf } from '../core/schema/schemaMatchers.ts';
import { settleFindings } from '../core/schema/settleFindings.ts';
import { createProjectAnalyzer, type Project } from '../engines/workspace/createProjectAnalyzer.ts';
import type { ProposalFinding } from '../protocol/consult.ts';
import type { GivenPlace } from './givenMigration.ts';
import { notesOf, type ReplaySource, replayed } from './schemaSource.ts';
import type { ToolContext } from './toolContext.ts';
import { ToolFailure } from './toolFailure.ts';

/** The project that is open, else one of the built-in rules alone; SQL can be analysed from here on. */
export async function projectForSql(context: ToolContext): Promise<Project> {
  await context.engines.prepare('sql');
  if (context.project) return context.project();
  return createProjectAnalyzer({ rootFolder: undefined, trusted: false, engines: context.engines });
}

export function analysedSql({ analyzer }: Project, path: string, text: string): AnalyzedDocument {
  const document = analyzer.analyze({ path, language: 'sql', text });
  if (!document) throw new ToolFailure('cancelled', 'Cancelled.');
  return document;
}

/** Ids of the project's rules that look at a whole schema. */
export function schemaRuleIds({ analyzer }: Project): readonly string[] {
  return analyzer.ruleSet.rules.filter((rule) => schemaMatchersOf(rule).length > 0).map(({ id }) => id);
}

export function toldFinding({ lines }: AnalyzedDocument, finding: Finding): ProposalFinding {
  return {
    ruleId: finding.ruleId,
    severity: finding.severity,
    message: finding.message,
    line: lines.positionAt(finding.span.start).line + 1,
  };
}

/** What the rules say of a migration's text and of the schema it leads to, with what did not run. */
export async function findingsOfMigration(
  context: ToolContext,
  project: Project,
  place: GivenPlace,
  migration: Migration,
): Promise<{ readonly findings: readonly ProposalFinding[]; readonly notes: readonly string[] }> {
  const document = analysedSql(project, migration.up.path, migration.up.text);
  const { ruleSet, config } = project.analyzer;
  const ruleIds = schemaRuleIds(project);
  const migrations = [...place.history.migrations, migration];
  const source: ReplaySource = {
    origin: place.where,
    history: { ...place.history, migrations },
    settings: place.settings,
    notes: [],
  };
  const report = await replayed(source, ruleIds, context, false);
  const settled = settleFindings(report, {
    waivers: config.database.waivers,
    idsOf: ruleSet.idsOf,
    ruleIds: new Set(ruleIds),
    ...(migrations.length > 1 && { newestPath: migration.up.path }),
  });
  const { findings } = finalFindings({
    document,
    found: settled.byPath.get(migration.up.path) ?? [],
    failures: report.failures.filter(({ path }) => path === migration.up.path),
    ruleIds: new Set(ruleIds),
    ruleSet,
    config,
    remedyPlace: { kind: 'file', upEnd: migration.up.span.end },
  });
  const earlier = report.failures.filter(({ path }) => path !== migration.up.path);
  return {
    findings: findings.map((finding) => toldFinding(document, finding)),
    notes: notesOf(source, { failures: earlier, notes: [] }),
  };
}
