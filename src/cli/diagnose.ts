import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ReplayRequest } from '../core/replay/replayReport.ts';
import type { Analyzer } from '../core/rules/analyzer.ts';
import { baselineSize, filterBaseline } from '../core/rules/baseline.ts';
import { checkExamples } from '../core/rules/checkExamples.ts';
import { LANGUAGES, type Language, languageOfPath } from '../core/rules/languages.ts';
import { DEFAULT_POSTGRES_VERSION } from '../core/rules/parseProjectConfig.ts';
import type { ActiveRule, RuleOrigin } from '../core/rules/ruleModel.ts';
import { findLocalPostgres } from '../engines/shadow/local/findLocalPostgres.ts';
import type { Engines } from '../engines/workspace/engines.ts';
import { fixwardHome } from '../engines/workspace/projectRoot.ts';
import { plainReason, readSourceFileSync } from '../engines/workspace/sourceFile.ts';
import type { CliHost } from './cliHost.ts';
import { Projects, type RootedProject } from './projects.ts';
import { type StoreReport, storeReport } from './store/storeReport.ts';

export interface DoctorReport {
  readonly version: string;
  readonly node: string;
  readonly platform: string;
  readonly home: string;
  readonly engines: {
    readonly syntax: {
      readonly loaded: boolean;
      readonly languages: readonly string[];
      readonly missing: readonly string[];
    };
    readonly sql: { readonly loaded: boolean };
    /** The Postgres that proves migrations; the name and version when it starts. */
    readonly shadow: { readonly loaded: boolean; readonly engine?: string };
    /** Installed servers that may stand in for it, by folder. */
    readonly localPostgres: readonly { readonly version: string; readonly binFolder: string }[];
  };
  readonly project: {
    readonly root: string;
    readonly configFile: string | undefined;
    readonly postgres: number;
    readonly layers: number;
    readonly workflows: number;
    readonly migrations: readonly { readonly folder: string; readonly tool?: string }[];
  };
  readonly rules: {
    readonly active: number;
    readonly off: number;
    readonly byOrigin: Readonly<Partial<Record<RuleOrigin, number>>>;
    readonly ids: readonly string[];
  };
  readonly baseline:
    | { readonly findings: number; readonly files: number; readonly stale: number }
    | undefined;
  readonly store: StoreReport;
  readonly problems: readonly DoctorProblem[];
}

export interface DoctorProblem {
  readonly what: string;
  /** What to do about it, when it is not plain. */
  readonly mend?: string;
}

/** Looks at everything a check depends on and tells what would go wrong. */
export async function diagnose(host: CliHost, folder: string): Promise<DoctorReport> {
  const projects = new Projects(host, []);
  const { project } = await projects.target('doctor', folder);
  const problems: DoctorProblem[] = project.problems.map(({ path, line, message }) => ({
    what: `${projects.shown(project, path)}:${line + 1}: ${message}`,
  }));
  const engines = await probeEngines(host, projects.engines, problems);
  const { config, ruleSet } = project.analyzer;
  if (engines.sql.loaded && engines.syntax.loaded) problems.push(...exampleProblems(project.analyzer));
  for (const migration of config.migrations) {
    if (existsSync(resolve(project.rootFolder, migration.folder))) continue;
    problems.push({
      what: `migrations: the folder ${migration.folder} does not exist`,
      mend: `correct it in ${project.files.configFile ?? '.fixward/config.yaml'}`,
    });
  }
  const baseline = await baselineState(project, projects.engines);
  if (baseline && baseline.stale > 0) {
    problems.push({
      what: `${baseline.stale} baseline entries are no longer found`,
      mend: 'run fixward check --update-baseline, so that they cannot hide the same mistake again',
    });
  }
  const store = await storeReport(host);
  if (store.problem !== undefined) problems.push({ what: `store: ${store.problem}` });
  return {
    version: host.version,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    home: fixwardHome(host.environment),
    engines,
    project: {
      root: project.rootFolder,
      configFile: project.files.configFile,
      postgres: config.postgresVersion,
      layers: config.layers.length,
      workflows: config.workflows.length,
      migrations: config.migrations,
    },
    rules: {
      active: ruleSet.rules.length,
      off: project.knownRuleIds.length - ruleSet.rules.length,
      byOrigin: countByOrigin(ruleSet.rules),
      ids: ruleSet.rules.map(({ id }) => id).sort(),
    },
    baseline,
    store,
    problems,
  };
}

const REINSTALL = 'install Fixward anew for this platform; the other languages are checked meanwhile';

async function probeEngines(
  host: CliHost,
  engines: Engines,
  problems: DoctorProblem[],
): Promise<DoctorReport['engines']> {
  const languages: Language[] = [];
  const missing: Language[] = [];
  for (const language of LANGUAGES) {
    if (language === 'sql') continue;
    try {
      engines.syntax.parse(language, '');
      languages.push(language);
    } catch (error) {
      missing.push(language);
      if (languages.length === 0 && missing.length > 1) continue;
      problems.push({ what: `${language} is not checked: ${plainReason(error)}`, mend: REINSTALL });
    }
  }
  let sqlLoaded = true;
  try {
    await engines.prepare('sql');
    engines.sqlParser.parseStatement('select 1');
  } catch (error) {
    sqlLoaded = false;
    problems.push({ what: `SQL is not checked: ${plainReason(error)}`, mend: REINSTALL });
  }
  const local = await findLocalPostgres(host.environment);
  return {
    syntax: { loaded: languages.length > 0, languages, missing },
    sql: { loaded: sqlLoaded },
    shadow: await probeShadow(host, problems),
    localPostgres: local.map(({ version, binFolder }) => ({ version, binFolder })),
  };
}

const NO_HISTORY: ReplayRequest = {
  migrations: [],
  settings: {
    platform: 'postgres',
    exposedSchemas: [],
    authFunctions: [],
    targetVersion: DEFAULT_POSTGRES_VERSION,
  },
  ruleIds: [],
};

/** Starts the embedded Postgres: nothing less tells whether it would start for a proof. */
async function probeShadow(
  host: CliHost,
  problems: DoctorProblem[],
): Promise<DoctorReport['engines']['shadow']> {
  const shadow = host.connectShadow();
  try {
    const { engine } = await shadow.replay(NO_HISTORY);
    return { loaded: true, engine: `${engine.name}, PostgreSQL ${engine.version}` };
  } catch (error) {
    problems.push({
      what: `migrations are not proven: ${plainReason(error)}`,
      mend: 'install Fixward anew for this platform, or name a local Postgres with fixward prove --engine',
    });
    return { loaded: false };
  } finally {
    await shadow.dispose();
  }
}

/** A rule of the project whose own examples fail does not do what its author believes. */
function exampleProblems(analyzer: Analyzer): readonly DoctorProblem[] {
  return analyzer.ruleSet.rules
    .filter(({ origin }) => origin !== 'builtin')
    .flatMap((rule) =>
      checkExamples(analyzer, rule).map((what) => ({
        what: `${rule.sourceFile ?? rule.id}: ${what}`,
        mend: 'correct the rule or its example',
      })),
    );
}

async function baselineState(project: RootedProject, engines: Engines): Promise<DoctorReport['baseline']> {
  const { baseline } = project.files;
  if (!baseline) return undefined;
  let stale = 0;
  for (const [path, rules] of baseline.files) {
    const language = languageOfPath(path);
    const source = readSourceFileSync(resolve(project.rootFolder, path), project.limits.fileSizeMaxBytes);
    const text = source.kind === 'text' && language !== undefined ? source.text : undefined;
    if (text === undefined || language === undefined) {
      stale += baselineSize({ files: new Map([[path, rules]]) });
      continue;
    }
    await engines.prepare(language);
    const document = project.analyzer.analyze({ path, language, text });
    if (!document) continue;
    const findings = document.analysis.findings;
    stale += filterBaseline(baseline, { path, text, lines: document.lines, findings }).staleCount;
  }
  return { findings: baselineSize(baseline), files: baseline.files.size, stale };
}

function countByOrigin(rules: readonly ActiveRule[]): Partial<Record<RuleOrigin, number>> {
  const counts: Partial<Record<RuleOrigin, number>> = {};
  for (const { origin } of rules) counts[origin] = (counts[origin] ?? 0) + 1;
  return counts;
}
