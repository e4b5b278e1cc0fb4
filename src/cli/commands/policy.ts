import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { classifySql } from '../../core/policy/sql/classifySql.ts';
import type { SqlClassification } from '../../core/policy/sql/sqlClass.ts';
import type { ParseScript } from '../../core/ports.ts';
import { nearestName } from '../../core/rules/nearestName.ts';
import { loadPermissions, type Permissions } from '../../engines/cedar/cedarPermissions.ts';
import { policyPlaces } from '../../engines/cedar/policyPlaces.ts';
import { loadLibpgQuery } from '../../engines/libpgQuery.ts';
import { fixwardHome } from '../../engines/workspace/projectRoot.ts';
import { type CliHost, EXIT, UsageError } from '../cliHost.ts';
import type { Command } from '../commandLine.ts';
import { type OptionDescriptions, parseOptions } from '../parseOptions.ts';

const ACTIONS = ['classify', 'list'] as const;

const options: OptionDescriptions = {
  jsonl: {
    type: 'boolean',
    help: 'reads {"sql": …} a line and prints {"class", "decision", "reasons"} a line',
  },
};

const lineSchema = z.object({ sql: z.string() });

export const policyCommand: Command = {
  usage: 'policy classify [FILE] [--jsonl] | policy list',
  description: `policy classify tells what a text of SQL would do, and whether it may run where only reads may, as the
consultant's queries are judged. It reads FILE, or standard input when none is given; the whole text is one query, or
with --jsonl every line is. Nothing is run.

Classes: read, write, ddl, dangerous-function, multi, session, invalid. Decisions: allow, allow-with-timeout, deny.
With --jsonl a line that cannot be read is answered with {"error"}, the others are judged, and the exit code is 2.

policy list shows the policies in force: those of Fixward and your own, which are the files *.cedar in the folder
policies of the data folder; a file of the same name takes the place of Fixward's. When any of them cannot be read
everything is denied, and the exit code is 2.`,
  options,
  run: async (host, args) => {
    const parsed = parseOptions('policy', args, options);
    const [action, file, ...more] = parsed.paths;
    if (action === 'list') return list(host, [...(file === undefined ? [] : [file]), ...more]);
    if (action !== 'classify') throw unknownAction(action);
    if (more.length > 0) throw new UsageError('policy: give one file');
    const text = await readText(host, file);
    const { parseScript } = await loadLibpgQuery(host.engineLocations.wasmPath);
    if (parsed.flag('jsonl')) return classifyLines(host, parseScript, text);
    const found = classifySql(parseScript, text);
    host.write(
      `${found.class}: ${found.decision}\n${found.reasons.map((reason) => `  ${reason}\n`).join('')}`,
    );
    return EXIT.done;
  },
};

async function list(host: CliHost, more: readonly string[]): Promise<number> {
  if (more.length > 0) throw new UsageError('policy: list takes no file');
  const folder = dirname(fileURLToPath(host.programModule));
  const permissions = await loadPermissions(policyPlaces(folder, fixwardHome(host.environment)));
  for (const problem of permissions.problems) host.log(`policy: ${problem}`);
  if (permissions.problems.length > 0) {
    host.log('policy: everything is denied until this is mended');
    return EXIT.badInput;
  }
  host.write(listText(permissions));
  return EXIT.done;
}

function listText({ policies }: Permissions): string {
  const files = [...new Set(policies.map(({ file }) => file))];
  return files
    .map((file) => {
      const inFile = policies.filter((policy) => policy.file === file);
      const rows = inFile.map(({ id, effect, reason }) => `  ${effect}  ${id}\n          ${reason}\n`);
      return `${file}${inFile.some(({ own }) => own) ? ' (yours)' : ''}\n${rows.join('')}`;
    })
    .join('\n');
}

function unknownAction(action: string | undefined): UsageError {
  if (action === undefined) return new UsageError(`policy: give an action: ${ACTIONS.join(', ')}`);
  const near = nearestName(action, ACTIONS);
  const hint = near === undefined ? `known: ${ACTIONS.join(', ')}` : `did you mean ${near}?`;
  return new UsageError(`policy: unknown action "${action}"; ${hint}`);
}

async function readText(host: CliHost, file: string | undefined): Promise<string> {
  if (file === undefined || file === '-') return Buffer.from(await host.readStdin()).toString('utf8');
  try {
    return readFileSync(resolve(host.workingFolder, file), 'utf8');
  } catch {
    throw new UsageError(`policy: ${file} cannot be read`);
  }
}

function classifyLines(host: CliHost, parse: ParseScript, text: string): number {
  let bad = false;
  const lines = text.replace(/^\uFEFF/u, '').split('\n');
  // What follows the last line end is no line.
  if (lines.at(-1)?.trim() === '') lines.pop();
  for (const line of lines) {
    const sql = sqlOf(line);
    bad ||= sql === undefined;
    const answer =
      sql === undefined
        ? { error: 'not a JSON object with a text "sql"' }
        : answerOf(classifySql(parse, sql));
    host.write(`${JSON.stringify(answer)}\n`);
  }
  return bad ? EXIT.badInput : EXIT.done;
}

function answerOf({ class: ownClass, decision, reasons }: SqlClassification): object {
  return { class: ownClass, decision, reasons };
}

function sqlOf(line: string): string | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(line)).data?.sql;
  } catch {
    return undefined;
  }
}
