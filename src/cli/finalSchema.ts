import { resolve } from 'node:path';
import { listMigrations } from '../core/migrations/listMigrations.ts';
import type { Migration, MigrationHistory } from '../core/migrations/migration.ts';
import type { AnalyzedDocument } from '../core/rules/analyzer.ts';
import type { ProjectConfig } from '../core/rules/projectConfig.ts';
import type { Rule } from '../core/rules/ruleModel.ts';
import type { RuleSet } from '../core/rules/ruleSet.ts';
import { type FinalInput, finalFindings } from '../core/schema/finalFindings.ts';
import { schemaMatchersOf } from '../core/schema/schemaMatchers.ts';
import type { SchemaSettings } from '../core/schema/schemaRule.ts';
import { schemaSettings } from '../core/schema/schemaSettings.ts';
import { settleFindings } from '../core/schema/settleFindings.ts';
import { LineIndex } from '../core/text/lineIndex.ts';
import { ShadowError, type ShadowService } from '../engines/shadow/shadowService.ts';
import { loadMigrations } from '../engines/workspace/loadMigrations.ts';
import { readSourceFile } from '../engines/workspace/sourceFile.ts';
import { readApiSchemas } from '../engines/workspace/supabaseConfig.ts';
import { type CliHost, UsageError } from './cliHost.ts';
import type { Projects, RootedProject, Target } from './projects.ts';

/** A schema to build: a folder of migrations, or one file that holds all of it. */
export interface SchemaSource {
  readonly project: RootedProject;
  readonly history: MigrationHistory;
}

/** What the final schema adds to the findings of one file. */
type FileView = Pick<FinalInput, 'found' | 'failures' | 'ruleIds' | 'remedyPlace'>;

/** Joins what the final schema shows to what is found in a file's own text. */
export interface FinalSchemas {
  /** Absolute paths of the files that took part. */
  readonly paths: ReadonlySet<string>;
  joined(project: RootedProject, document: AnalyzedDocument): AnalyzedDocument;
}

/** The schemas that the targets are about: every migration folder below a folder, the one around a file, else the file. */
export async function schemaSources(targets: readonly Target[]): Promise<readonly SchemaSource[]> {
  const sources = new Map<string, SchemaSource>();
  for (const { project, path, isFolder } of targets) {
    for (const folder of await foldersOf(project, path, isFolder)) {
      const key = resolve(project.rootFolder, folder);
      if (sources.has(key)) continue;
      const { history, problems } = await loadMigrations(project.rootFolder, folder, project.analyzer.config);
      const [problem] = problems;
      if (problem) throw new UsageError(`check: ${problem.path}: ${problem.message}`);
      sources.set(key, { project, history });
    }
    const key = resolve(project.rootFolder, path);
    if (isFolder || !path.endsWith('.sql') || holds(sources, key)) continue;
    const source = await readSourceFile(key, project.limits.fileSizeMaxBytes);
    if (source.kind === 'text') sources.set(key, schemaInOneFile(project, path, source.text));
  }
  return [...sources.values()];
}

export function schemaInOneFile(project: RootedProject, path: string, text: string): SchemaSource {
  const span = { start: 0, end: text.length };
  const migration: Migration = { name: path, up: { path, text, span, inTransaction: false } };
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  return { project, history: { folder, tool: 'plain', migrations: [migration] } };
}

/**
 * Builds each schema and runs the project's rules over it; what could not be run is told on the log.
 *
 * @param named rules the user named: one that speaks of Supabase alone says that this is Supabase, unless the
 *   configuration says otherwise
 */
export async function runFinalSchemas(
  host: Pick<CliHost, 'log'>,
  projects: Projects,
  sources: readonly SchemaSource[],
  shadow: ShadowService,
  named: readonly string[] = [],
): Promise<FinalSchemas> {
  const views = new Map<string, FileView>();
  for (const source of sources) {
    const { project } = source;
    for (const [path, view] of await viewsOf(host, projects, source, shadow, named)) {
      views.set(resolve(project.rootFolder, path), view);
    }
  }
  return {
    paths: new Set(views.keys()),
    joined: (project, document) => {
      const view = views.get(resolve(project.rootFolder, document.input.path));
      if (!view) return document;
      const { ruleSet, config } = project.analyzer;
      const { findings, suppressedCount } = finalFindings({ ...view, document, ruleSet, config });
      const { analysis } = document;
      return {
        ...document,
        analysis: { ...analysis, findings, suppressedCount: analysis.suppressedCount + suppressedCount },
      };
    },
  };
}

async function viewsOf(
  host: Pick<CliHost, 'log'>,
  projects: Projects,
  { project, history }: SchemaSource,
  shadow: ShadowService,
  named: readonly string[],
): Promise<ReadonlyMap<string, FileView>> {
  const { ruleSet, config } = project.analyzer;
  const { migrations, tool } = history;
  const ruleIds = ruleSet.rules.filter((rule) => schemaMatchersOf(rule).length > 0).map(({ id }) => id);
  const scripts = migrations.map(({ up }) => up);
  const apiSchemas = readApiSchemas(project.rootFolder, history.folder);
  const settings = schemaSettings(impliedConfig(config, ruleSet, named), {
    tool,
    ...(apiSchemas && { apiSchemas }),
    paths: scripts.map(({ path }) => path),
    texts: scripts.map(({ text }) => text),
  });
  const report = await shadow.replay({ migrations, settings, ruleIds }).catch((error: unknown) => {
    if (error instanceof ShadowError) throw new UsageError(`check: final schema: ${error.message}`);
    throw error;
  });
  const newest = scripts.at(-1);
  const ran = new Set(ruleIds);
  const settled = settleFindings(report, {
    waivers: config.database.waivers,
    idsOf: ruleSet.idsOf,
    ruleIds: ran,
    ...(newest && scripts.length > 1 && { newestPath: newest.path }),
  });
  for (const note of report.notes) host.log(`final schema: ${note}`);
  for (const { path, start, message } of report.failures) {
    const text = scripts.find((script) => script.path === path)?.text ?? '';
    const line = new LineIndex(text).positionAt(start).line + 1;
    host.log(`${projects.shown(project, path)}:${line}: did not run: ${message.replace(/^not run: /u, '')}`);
  }
  for (const { ruleId, message } of settled.unplaced) host.log(`final schema: ${message} (${ruleId})`);
  for (const { rule, object, line } of settled.unusedWaivers) {
    const path = projects.shown(project, project.files.configFile ?? '.fixward/config.yaml');
    host.log(`${path}:${line + 1}: the waiver of ${rule} for ${object} meets nothing; it can go`);
  }
  return new Map(
    scripts.map((script) => [
      script.path,
      {
        found: settled.byPath.get(script.path) ?? [],
        failures: report.failures.filter(({ path }) => path === script.path),
        ruleIds: ran,
        // Migrations before the newest have run somewhere: what mends them comes after.
        remedyPlace:
          script === newest
            ? { kind: 'file', upEnd: script.span.end }
            : { kind: 'migration', write: () => undefined },
      },
    ]),
  );
}

function impliedConfig(
  config: ProjectConfig,
  ruleSet: Pick<RuleSet, 'rule' | 'idsOf'>,
  named: readonly string[],
): ProjectConfig {
  const speaksOf = (platform: SchemaSettings['platform'], rule: Rule): boolean => {
    const settings = schemaSettings(
      { ...config, database: { ...config.database, platform } },
      { paths: [], texts: [] },
    );
    return schemaMatchersOf(rule).some(({ applies = () => true }) => applies(settings));
  };
  const isSupabase = named
    .flatMap((name) => ruleSet.idsOf(name))
    .flatMap((id) => ruleSet.rule(id) ?? [])
    .some((rule) => speaksOf('supabase', rule) && !speaksOf('postgres', rule));
  if (!isSupabase || config.database.platform !== undefined) return config;
  return { ...config, database: { ...config.database, platform: 'supabase' } };
}

async function foldersOf(
  project: RootedProject,
  path: string,
  isFolder: boolean,
): Promise<readonly string[]> {
  const { migrations } = project.analyzer.config;
  const paths: string[] = [];
  for await (const file of project.walk(undefined, isFolder ? path : '')) {
    if ('language' in file && file.language === 'sql') paths.push(file.path);
  }
  return listMigrations(paths, migrations)
    .filter(({ files }) => isFolder || files.some(({ up, down }) => up === path || down === path))
    .map(({ folder }) => folder);
}

function holds(sources: ReadonlyMap<string, SchemaSource>, absolutePath: string): boolean {
  return [...sources.values()].some(({ project, history }) =>
    history.migrations.some(({ up, down }) =>
      [up, down].some((script) => script && resolve(project.rootFolder, script.path) === absolutePath),
    ),
  );
}
