import { checkLive } from '../../core/live/checkLive.ts';
import { liveText } from '../../core/live/liveReport.ts';
import { isAtLeast, LEVELS, type Level } from '../../core/report/findingReport.ts';
import type { LiveDatabase } from '../../engines/live/liveDatabase.ts';
import { LiveDatabaseError } from '../../engines/live/liveErrors.ts';
import { type CliHost, EXIT, UsageError } from '../cliHost.ts';
import type { Command } from '../commandLine.ts';
import { type OptionDescriptions, type ParsedOptions, parseOptions } from '../parseOptions.ts';
import { Projects, requireKnownRules } from '../projects.ts';

const FORMATS = ['text', 'json'] as const;
const DEFAULT_FAIL_ON: Level = 'warning';

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
    const { ruleSet, config } = project.analyzer;
    const withSchema = parsed.flag('schema') || parsed.texts('rule').length > 0;
    const report = await checkLive(database, { ruleSet, config, withSchema });
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
