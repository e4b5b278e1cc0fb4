import type { LearnPorts } from '../../core/patterns/learn/applyEdit.ts';
import { parseSqlTree } from '../../core/patterns/learn/sql/sqlTree.ts';
import { createPlainTreeParser } from '../../engines/astGrep/plainTree.ts';
import { loadLibpgQuery } from '../../engines/libpgQuery.ts';
import { type CliHost, UsageError } from '../cliHost.ts';
import type { Command } from '../commandLine.ts';
import { LEARN_MODES_HELP, learnModeOptions, learnModes } from '../learn/learnModes.ts';
import { linesOf } from '../linesOf.ts';
import { type OptionDescriptions, parseOptions } from '../parseOptions.ts';
import { learnLines } from './learnLines.ts';

const options: OptionDescriptions = {
  jsonl: {
    type: 'boolean',
    help: 'reads one request a line from standard input and answers one a line',
  },
  ...learnModeOptions,
};

export const learnCommand: Command = {
  usage:
    'learn (--before F --after F … | --commit SHA | --range A..B | --working-tree | --diff F | --jsonl) [options]',
  description: `learn makes a fix pattern out of an edit, to be found and repeated elsewhere. It needs no model and no
network, and declines where it cannot learn safely.

${LEARN_MODES_HELP}

With --jsonl each line of standard input is a request and is answered by one line:
  {"op":"learn","language":L,"examples":[{"before":B,"after":A}],"negatives":[TEXT]}  →  {"pattern"} or {"declined"}
  {"op":"apply","pattern":P,"language":L,"code":C}  →  {"code","edits"}
A line that cannot be read is answered with {"error"}, the others are served, and the exit code is 2.`,
  options,
  run: async (host, args) => {
    const parsed = parseOptions('learn', args, options);
    if (!parsed.flag('jsonl')) return learnModes(host, parsed);
    if (parsed.paths.length > 0)
      throw new UsageError('learn: --jsonl takes no file, it reads standard input');
    const lines = host.readLines?.() ?? linesOf(oneChunk(host));
    return learnLines(host, await learnPorts(host), lines);
  },
};

async function* oneChunk(host: CliHost): AsyncGenerator<Uint8Array> {
  yield await host.readStdin();
}

/** Trees of every language; the SQL parser is the real one. */
export async function learnPorts(host: CliHost): Promise<LearnPorts> {
  const { parseScript } = await loadLibpgQuery(host.engineLocations.wasmPath);
  const parseTree = createPlainTreeParser(host.engineLocations.nativeDirectory);
  return {
    parse: (language, text) =>
      language === 'sql' ? parseSqlTree(text, parseScript) : parseTree(language, text),
  };
}
