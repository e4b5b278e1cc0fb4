import { nearestName } from '../core/rules/nearestName.ts';
import { type CliHost, EXIT, UsageError } from './cliHost.ts';
import { type OptionDescriptions, optionsHelp } from './parseOptions.ts';

/** One command of the program. Its module is loaded when the command is asked for. */
export interface Command {
  readonly usage: string;
  readonly description: string;
  readonly options: OptionDescriptions;
  run(host: CliHost, args: readonly string[]): Promise<number>;
}

interface CommandEntry {
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  check: {
    summary: 'report findings in files and folders',
    load: async () => (await import('./commands/check.ts')).checkCommand,
  },
  fix: {
    summary: 'apply the fixes that need no choice, and hold',
    load: async () => (await import('./commands/fix.ts')).fixCommand,
  },
  learn: {
    summary: 'make a fix pattern out of an edit',
    load: async () => (await import('./commands/learn.ts')).learnCommand,
  },
  apply: {
    summary: 'apply a learned pattern to files',
    load: async () => (await import('./commands/apply.ts')).applyCommand,
  },
  live: {
    summary: 'ask a database in use what only its statistics know, read-only',
    load: async () => (await import('./commands/live.ts')).liveCommand,
  },
  prove: {
    summary: 'prove that migrations can be undone, and measure their locks',
    load: async () => (await import('./commands/prove.ts')).proveCommand,
  },
  search: {
    summary: 'find fix patterns by words, names and code',
    load: async () => (await import('./commands/search.ts')).searchCommand,
  },
  store: {
    summary: 'look after the store: migrate, validate, export, import, snapshots',
    load: async () => (await import('./commands/store.ts')).storeCommand,
  },
  policy: {
    summary: 'tell what SQL would do, and which policies are in force',
    load: async () => (await import('./commands/policy.ts')).policyCommand,
  },
  confidence: {
    summary: 'recompute reference figures of confidence and calibration',
    load: async () => (await import('./commands/confidence.ts')).confidenceCommand,
  },
  mcp: {
    summary: 'serve other agents by the Model Context Protocol',
    load: async () => (await import('./commands/mcp.ts')).mcpCommand,
  },
  doctor: {
    summary: 'tell what is configured, loaded and wrong, and how to mend it',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
};

/** Runs one command line and returns the exit code; throws only on mistakes of Fixward itself. */
export async function runCommandLine(host: CliHost, args: readonly string[]): Promise<number> {
  try {
    return await dispatch(host, args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    // Mistakes within a command begin with its name.
    const separator = /^\w+: /u.test(error.message) ? ' ' : ': ';
    host.log(`fixward${separator}${error.message}`);
    return EXIT.badInput;
  }
}

async function dispatch(host: CliHost, args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined) throw new UsageError('a command is needed; see fixward --help');
  if (name === '--help' || name === '-h' || name === 'help') return help(host, rest);
  if (name === '--version' || name === '-v') {
    host.write(`${host.version}\n`);
    return EXIT.done;
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!entry) throw unknownCommand(name);
  const beforeMarker = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  if (beforeMarker.includes('--help') || beforeMarker.includes('-h')) return help(host, [name]);
  return (await entry.load()).run(host, rest);
}

async function help(host: CliHost, [name]: readonly string[]): Promise<number> {
  if (name === undefined) {
    host.write(generalHelp());
    return EXIT.done;
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!entry) throw unknownCommand(name);
  const { usage, description, options } = await entry.load();
  host.write(
    `Usage: fixward ${usage}\n\n${description}\n\nOptions:\n${optionsHelp(options)}\n\n${EXIT_HELP}\n`,
  );
  return EXIT.done;
}

function generalHelp(): string {
  const rows = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`);
  return `Fixward: guardian rules and verified fixes for code and Postgres SQL.

Usage: fixward COMMAND [options]

${rows.join('\n')}

  fixward COMMAND --help   options of one command
  fixward --version        version

${EXIT_HELP}
`;
}

const EXIT_HELP =
  'Exit codes: 0 done, 1 findings at the threshold, 2 bad input, 3 internal error.\nFIXWARD_HOME moves the data folder.';

function unknownCommand(name: string): UsageError {
  const kind = name.startsWith('-') ? 'option' : 'command';
  const near = nearestName(name, kind === 'command' ? Object.keys(COMMANDS) : ['--help', '--version']);
  const hint = near === undefined ? 'see fixward --help' : `did you mean ${near}?`;
  return new UsageError(`unknown ${kind} "${name}"; ${hint}`);
}
