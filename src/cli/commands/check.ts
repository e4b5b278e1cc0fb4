import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type CheckReport, isAtLeast, LEVELS, type Level } from '../../core/report/findingReport.ts';
import { githubReport } from '../../core/report/githubReport.ts';
import { jsonReport } from '../../core/report/jsonReport.ts';
import { sarifReport } from '../../core/report/sarifReport.ts';
import { counted, summaryLine, textReport } from '../../core/report/textReport.ts';
import { languageOfPath } from '../../core/rules/languages.ts';
import { looksAtSchemaAlone, schemaMatchersOf } from '../../core/schema/schemaMatchers.ts';
import type { ShadowService } from '../../engines/shadow/shadowService.ts';
import { decodeSource, plainReason } from '../../engines/workspace/sourceFile.ts';
import { BaselineUpdate } from '../baselineUpdate.ts';
import { FileChecker, Run } from '../checkFiles.ts';
import { checkOnThreads, type ListedFile } from '../checkThreads.ts';
import { type CliHost, EXIT, UsageError } from '../cliHost.ts';
import type { Command } from '../commandLine.ts';
import { type CheckOptions, type FileReport, skippedReport } from '../fileReport.ts';
import { type FinalSchemas, runFinalSchemas, schemaInOneFile, schemaSources } from '../finalSchema.ts';
import { type OptionDescriptions, type ParsedOptions, parseOptions } from '../parseOptions.ts';
import { filesOf, isIgnored, Projects, requireKnownRules, type Target } from '../projects.ts';

const FORMATS = ['text', 'github', 'json', 'sarif'] as const;
type Format = (typeof FORMATS)[number];

const DEFAULT_FAIL_ON: Level = 'warning';

const options: OptionDescriptions = {
  format: { type: 'string', choices: FORMATS, help: 'how findings are printed; default text' },
  rule: {
    type: 'string',
    multiple: true,
    value: 'ID',
    help: 'run only this rule, even one that is off; repeatable',
  },
  'fail-on': {
    type: 'string',
    choices: LEVELS,
    help: `least level that makes the exit code 1; default ${DEFAULT_FAIL_ON}`,
  },
  'stdin-path': {
    type: 'string',
    value: 'PATH',
    help: 'check the text on standard input as if it were this file',
  },
  'final-schema': {
    type: 'boolean',
    help: 'also run the migrations in a throw-away Postgres and check the schema they make',
  },
  'update-baseline': {
    type: 'boolean',
    help: 'accept what is found now: only new findings show from here on',
  },
  'no-baseline': { type: 'boolean', help: 'show what the baseline hides' },
  quiet: { type: 'boolean', short: 'q', help: 'leave out findings below --fail-on and the closing summary' },
  verbose: { type: 'boolean', help: 'say more on standard error' },
};

export const checkCommand: Command = {
  usage: 'check [path …] [options]',
  description: `Reports findings in files and folders; the working folder when no path is given.
What .gitignore files leave out is not checked, unless a file is named by itself.
CRITICAL and HIGH findings are errors, MEDIUM ones warnings, LOW ones infos.`,
  options,
  run: runCheck,
};

async function runCheck(host: CliHost, args: readonly string[]): Promise<number> {
  const parsed = parseOptions('check', args, options);
  requireSense(parsed);
  const format = FORMATS.find((name) => name === parsed.text('format')) ?? 'text';
  const failOn = LEVELS.find((level) => level === parsed.text('fail-on')) ?? DEFAULT_FAIL_ON;
  const only = parsed.texts('rule');
  const projects = new Projects(host, only);
  const run = new Run(host.now);
  if (parsed.flag('update-baseline')) return updateBaseline(host, parsed, projects, run);
  const checking: CheckOptions = {
    useBaseline: !parsed.flag('no-baseline'),
    withFixes: format === 'json' || format === 'sarif',
    withFingerprints: format === 'sarif',
  };
  const stdinPath = parsed.text('stdin-path');
  if (stdinPath === undefined) {
    const targets = await begin(parsed, projects, run);
    const files = await listFiles(targets, projects);
    const finalSchemas = await withShadow(host, parsed, projects, async (shadow) =>
      runFinalSchemas(host, projects, await schemaSources(targets), shadow, only),
    );
    run.add(...(await checkFiles(host, files, projects, only, checking, finalSchemas)));
  } else {
    run.add(await checkStdin(host, stdinPath, parsed, projects, run, checking));
  }
  const report = run.report();
  const exitCode = exitCodeOf(report, run, failOn);
  const shown = parsed.flag('quiet') ? withoutBelow(report, failOn) : report;
  print(host, format, shown, exitCode, await projects.all());
  note(host, parsed, report, run, format);
  return exitCode;
}

function requireSense(parsed: ParsedOptions): void {
  const isUpdate = parsed.flag('update-baseline');
  if (parsed.text('stdin-path') !== undefined && parsed.paths.length > 0) {
    throw new UsageError('check: --stdin-path takes the text from standard input; leave out the paths');
  }
  if (isUpdate && parsed.texts('rule').length > 0) {
    throw new UsageError('check: --update-baseline covers all rules; leave out --rule');
  }
  if (isUpdate && parsed.flag('final-schema')) {
    throw new UsageError('check: --update-baseline does not go with --final-schema');
  }
  if (isUpdate && (parsed.text('stdin-path') !== undefined || parsed.flag('no-baseline'))) {
    throw new UsageError('check: --update-baseline goes with neither --stdin-path nor --no-baseline');
  }
}

/** Everything that can be wrong with the command itself is told before the first file is read. */
async function begin(parsed: ParsedOptions, projects: Projects, run: Run): Promise<readonly Target[]> {
  const targets: Target[] = [];
  if (parsed.text('stdin-path') === undefined) {
    for (const path of parsed.paths.length > 0 ? parsed.paths : ['.']) {
      targets.push(await projects.target('check', path));
    }
  }
  const loaded = await projects.all();
  requireKnownRules('check', parsed.texts('rule'), loaded);
  for (const project of loaded) run.addProblems(projects, project);
  return targets;
}

async function listFiles(targets: readonly Target[], projects: Projects): Promise<readonly ListedFile[]> {
  const files: ListedFile[] = [];
  let hasSql = false;
  for await (const { project, file } of filesOf(targets)) {
    if (!hasSql && 'language' in file && file.language === 'sql') {
      hasSql = true;
      // The parser loads while the walk goes on; a failure is told with the first file that needs it.
      projects.engines.prepare('sql').catch(() => {});
    }
    files.push({ rootFolder: project.rootFolder, file });
  }
  return files;
}

async function checkStdin(
  host: CliHost,
  path: string,
  parsed: ParsedOptions,
  projects: Projects,
  run: Run,
  options: CheckOptions,
): Promise<FileReport> {
  const language = languageOfPath(path);
  if (language === undefined) {
    throw new UsageError(`check: --stdin-path ${path}: no language is known for this file name`);
  }
  const target = await projects.targetOfText(path);
  await begin(parsed, projects, run);
  const bytes = await host.readStdin();
  if (isIgnored(target.project, target.path)) return skippedReport();
  const source = decodeSource(bytes);
  const finalSchemas =
    language === 'sql' && source.kind === 'text'
      ? await withShadow(host, parsed, projects, (shadow) => {
          const schema = schemaInOneFile(target.project, target.path, source.text);
          return runFinalSchemas(host, projects, [schema], shadow, parsed.texts('rule'));
        })
      : undefined;
  return new FileChecker(projects, options, finalSchemas).checkSource(
    target.project,
    target.path,
    language,
    source,
  );
}

/**
 * Replays only where it was asked for: by the option, or by naming a rule that looks at the whole schema. A rule that
 * reads single statements too has its say about a folder without a replay.
 */
async function withShadow(
  host: CliHost,
  parsed: ParsedOptions,
  projects: Projects,
  replay: (shadow: ShadowService) => Promise<FinalSchemas>,
): Promise<FinalSchemas | undefined> {
  const namesFiles =
    parsed.text('stdin-path') !== undefined ||
    (parsed.paths.length > 0 && parsed.paths.every((path) => path.endsWith('.sql')));
  const asked =
    parsed.flag('final-schema') ||
    (await projects.all()).some(({ analyzer: { ruleSet } }) =>
      parsed.texts('rule').some((name) =>
        ruleSet.idsOf(name).some((id) => {
          const rule = ruleSet.rule(id);
          if (rule === undefined || schemaMatchersOf(rule).length === 0) return false;
          return looksAtSchemaAlone(rule) || namesFiles;
        }),
      ),
    );
  if (!asked) return undefined;
  const shadow = host.connectShadow();
  try {
    return await replay(shadow);
  } finally {
    await shadow.dispose();
  }
}

/** Files whose schema was built are checked here, where it is known; the rest on as many threads as pay. */
async function checkFiles(
  host: CliHost,
  files: readonly ListedFile[],
  projects: Projects,
  only: readonly string[],
  options: CheckOptions,
  finalSchemas: FinalSchemas | undefined,
): Promise<readonly FileReport[]> {
  if (!finalSchemas) return checkOnThreads(host, files, projects, only, options);
  const isReplayed = ({ rootFolder, file }: ListedFile): boolean =>
    finalSchemas.paths.has(resolve(rootFolder, file.path));
  const others = files.filter((file) => !isReplayed(file));
  const reports = [...(await checkOnThreads(host, others, projects, only, options))];
  const checker = new FileChecker(projects, options, finalSchemas);
  const joined: FileReport[] = [];
  for (const listed of files) {
    const report = isReplayed(listed)
      ? await checker.checkFile(await projects.project(listed.rootFolder), listed.file)
      : reports.shift();
    if (report) joined.push(report);
  }
  return joined;
}

/** Findings come before complaints: whoever mends them sees the rest next. */
function exitCodeOf(report: CheckReport, run: Run, failOn: Level): number {
  if (report.findings.some(({ severity }) => isAtLeast(severity, failOn))) return EXIT.findings;
  return run.failed ? EXIT.badInput : EXIT.done;
}

function withoutBelow(report: CheckReport, failOn: Level): CheckReport {
  const kept = report.findings.flatMap((finding, index) =>
    isAtLeast(finding.severity, failOn) ? [{ finding, fingerprint: report.fingerprints[index] ?? '' }] : [],
  );
  return {
    ...report,
    findings: kept.map(({ finding }) => finding),
    fingerprints: kept.map(({ fingerprint }) => fingerprint),
  };
}

function print(
  host: CliHost,
  format: Format,
  report: CheckReport,
  exitCode: number,
  projects: Awaited<ReturnType<Projects['all']>>,
): void {
  if (format === 'json') host.write(jsonReport(report));
  else if (format === 'github') host.write(githubReport(report));
  else if (format === 'sarif') host.write(sarifOf(host, report, exitCode, projects));
  else host.write(textReport(report));
}

function sarifOf(
  host: CliHost,
  report: CheckReport,
  exitCode: number,
  projects: Awaited<ReturnType<Projects['all']>>,
): string {
  const ruleSets = projects.map(({ analyzer }) => analyzer.ruleSet);
  const rules = new Map(ruleSets.flatMap((ruleSet) => ruleSet.rules.map((rule) => [rule.id, rule] as const)));
  return sarifReport(report, {
    version: host.version,
    rules: [...rules.values()],
    severityOf: (rule) => ruleSets.find((set) => set.rule(rule.id))?.severityOf(rule) ?? rule.severity,
    exitCode,
  });
}

/** What is wrong with the input goes to the log in every format: a machine may read only the findings. */
function note(host: CliHost, parsed: ParsedOptions, report: CheckReport, run: Run, format: Format): void {
  for (const { path, message, range } of report.errors) {
    const place = range === undefined ? path : `${path}:${range.start.line + 1}`;
    host.log(`${place}: ${message}`);
  }
  if (parsed.flag('verbose') && run.staleCount > 0) {
    host.log(
      `${counted(run.staleCount, 'baseline entry').replace('entrys', 'entries')} no longer found; fixward check --update-baseline drops them.`,
    );
  }
  if (parsed.flag('verbose')) host.log(`Took ${report.stats.ms} ms.`);
  if (format === 'text' && !parsed.flag('quiet')) host.log(summaryLine(report));
}

async function updateBaseline(
  host: CliHost,
  parsed: ParsedOptions,
  projects: Projects,
  run: Run,
): Promise<number> {
  const update = new BaselineUpdate();
  const targets = await begin(parsed, projects, run);
  for (const target of targets) update.covers(target);
  const checker = new FileChecker(projects, {
    useBaseline: false,
    withFixes: false,
    withFingerprints: false,
  });
  for await (const { project, file } of filesOf(targets)) {
    run.add(await checker.checkFile(project, file, (document) => update.add(project, document)));
  }
  for (const { path, message } of run.report().errors) host.log(`${path}: ${message}`);
  for (const { project, path, text, summary } of update.results()) {
    try {
      writeFileSync(join(project.rootFolder, path), text);
    } catch (error) {
      throw new UsageError(`check: ${path}: ${plainReason(error)}`);
    }
    host.log(summary);
  }
  return run.failed ? EXIT.badInput : EXIT.done;
}
