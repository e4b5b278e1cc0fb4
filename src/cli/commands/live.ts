import { bySeverity, type LiveReport, liveFinding, liveText } from '../../core/live/liveReport.ts';
import { statisticsAge } from '../../core/live/statisticsAge.ts';
import { isAtLeast, LEVELS, type Level } from '../../core/report/findingReport.ts';
import type { ActiveRule } from '../../core/rules/ruleModel.ts';
import { applyWaivers } from '../../core/schema/applyWaivers.ts';
import { runSchemaRules } from '../../core/schema/runSchemaRules.ts';
import { liveMatchersOf, schemaMatchersOf } from '../../core/schema/schemaMatchers.ts';
import type { SchemaSettings } from '../../core/schema/schemaRule.ts';
import { schemaSettings } from '../../core/schema/schemaSettings.ts';
import type { LiveDatabase } from '../../engines/live/liveDatabase.ts';
import { LiveDatabaseError } from '../../engines/live/liveErrors.ts';
import { type CliHost, EXIT, UsageError } from '../cliHost.ts';
import type { Command } from '../commandLine.ts';
import { type OptionDescriptions, type ParsedOptions, parseOptions } from '../parseOptions.ts';
import { Projects, type RootedProject, requireKnownRules } from '../projects.ts';

const FORMATS = ['text', 'json'] as const;
const DEFAULT_FAIL_ON: Level = 'warning';

/** Rules over the schema whose trouble mostly comes about on the server, not in a migration. */
const ALSO_LIVE: ReadonlySet<string> = new Set(['invalid-index', 'not-valid-left-behind']);

const options: OptionDescriptions = {
  'connection-env': {
    type: 'string',
    value: 'NAME',
    help: 'the environment variable that holds postgresql://user:password@host:5432/name',
  },
  schema: { type: 'boolean', help: 'also run the rules over the final schema on the server’s' },
  format: { type: 'string', choices: FORMATS, help: 'how the report is printed; default text' },
  rule: { type: 'string', multiple: true, value: 'ID', help: 'run only this rule; repeatable' },
  'fail-on': {
    type: 'string',
    choices: LEVELS,
    help: `least level that makes the exit code 1; default ${DEFAULT_FAIL_ON}`,
  },
};

export const liveCommand: Command = {
  usage: 'live --connection-env NAME [options]',
  description: `Asks a database in use what only its statistics know: unused indexes, bloat, sequences near their end,
outdated extensions. The connection is read-only, and its address is read from an environment variable, where neither
the shell's history nor a list of processes shows the password.`,
  options,
  run: runLive,
};

async function runLive(host: CliHost, args: readonly string[]): Promise<number> {
  const parsed = parseOptions('live', args, options);
  if (parsed.paths.length > 0) {
    throw new UsageError('live: the address is read from an environment variable: --connection-env NAME');
  }
  const { name, address } = addressOf(host, parsed);
  const projects = new Projects(host, parsed.texts('rule'));
  const { project } = await projects.targetOfText('live.sql');
  requireKnownRules('live', parsed.texts('rule'), [project]);
  for (const { path, line, message } of project.problems) {
    host.log(`${projects.shown(project, path)}:${line + 1}: ${message}`);
  }
  const database = await open(name, address);
  try {
    const report = await ask(database, project, parsed);
    host.write(
      parsed.text('format') === 'json' ? `${JSON.stringify(report, undefined, 2)}\n` : liveText(report),
    );
    const failOn = LEVELS.find((level) => level === parsed.text('fail-on')) ?? DEFAULT_FAIL_ON;
    return report.findings.some(({ severity }) => isAtLeast(severity, failOn)) ? EXIT.findings : EXIT.done;
  } catch (error) {
    throw error instanceof LiveDatabaseError ? new UsageError(`live: ${name}: ${error.message}`) : error;
  } finally {
    await database.close();
  }
}

function addressOf(
  host: CliHost,
  parsed: ParsedOptions,
): { readonly name: string; readonly address: string } {
  const name = parsed.text('connection-env');
  if (name === undefined) throw new UsageError('live: say where the address is: --connection-env NAME');
  // An address in its place would stand in the shell's history; it is not repeated here.
  if (!/^[A-Za-z_]\w*$/u.test(name)) {
    throw new UsageError('live: --connection-env takes the name of an environment variable, not an address');
  }
  const address = host.environment[name];
  if (address === undefined || address === '') throw new UsageError(`live: ${name} is not set`);
  return { name, address };
}

async function open(name: string, address: string): Promise<LiveDatabase> {
  // The driver is loaded by this command alone.
  const { openLiveDatabase } = await import('../../engines/live/liveDatabase.ts');
  try {
    return await openLiveDatabase(address);
  } catch (error) {
    throw error instanceof LiveDatabaseError ? new UsageError(`live: ${name}: ${error.message}`) : error;
  }
}

async function ask(
  database: LiveDatabase,
  { analyzer: { ruleSet, config } }: RootedProject,
  parsed: ParsedOptions,
): Promise<LiveReport> {
  const statistics = await statisticsAge(database);
  const settings = await settingsOf(database, config);
  const withSchema = parsed.flag('schema') || parsed.texts('rule').length > 0;
  const rules = ruleSet.rules.filter((rule) => matchersOf(rule, withSchema).length > 0);
  const { reports, notes } = await runSchemaRules(database, rules, settings, (rule) =>
    matchersOf(rule, withSchema),
  );
  const { kept, waivedCount } = applyWaivers(
    reports,
    config.database.waivers,
    ruleSet.idsOf,
    new Set(rules.map(({ id }) => id)),
  );
  const findings = kept.flatMap((report) => {
    const rule = ruleSet.rule(report.ruleId);
    return rule ? [liveFinding(report, ruleSet.severityOf(rule))] : [];
  });
  return { statistics, findings: bySeverity(findings), notes, waived: waivedCount };
}

function matchersOf(rule: Pick<ActiveRule, 'id' | 'match'>, withSchema: boolean) {
  return [...liveMatchersOf(rule), ...(withSchema || ALSO_LIVE.has(rule.id) ? schemaMatchersOf(rule) : [])];
}

const MAKES_SUPABASE = `SELECT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'anon')
  AND EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'auth') AS supabase`;

/** The server itself shows what it is better than the project's files do. */
async function settingsOf(
  database: LiveDatabase,
  config: Parameters<typeof schemaSettings>[0],
): Promise<SchemaSettings> {
  const [row] = await database.query(MAKES_SUPABASE);
  const platform = config.database.platform ?? (row?.supabase === true ? 'supabase' : 'postgres');
  const known = schemaSettings(
    { ...config, database: { ...config.database, platform } },
    { paths: [], texts: [] },
  );
  const major = Number.parseInt(database.engine.version, 10);
  return Number.isNaN(major) ? known : { ...known, targetVersion: major };
}
