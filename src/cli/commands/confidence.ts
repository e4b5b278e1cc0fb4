import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type CliHost, EXIT, UsageError } from '../cliHost.ts';
import type { Command } from '../commandLine.ts';
import { checkVectorFile } from '../confidenceVectors/checkVectorFile.ts';
import { type OptionDescriptions, parseOptions } from '../parseOptions.ts';

const options: OptionDescriptions = {
  vectors: { type: 'string', value: 'FILE', help: 'file of reference figures; - reads standard input' },
};

export const confidenceCommand: Command = {
  usage: 'confidence --vectors FILE',
  description: `Recomputes a file of reference figures with Fixward's own arithmetic and prints
{"cases", "failed", "maxAbsError"}: how many cases it held, which figures came out otherwise, and the largest distance
of all that are to be equal to a billionth. Figures that the file itself gives less exactly, rounded ones and the
coefficients where another program's search ended, are told apart as "maxAbsErrorInexact".

Known are token confidence (top_logprobs), voting (traces), online stopping (warmup_token_confs) and calibration
(metrics, pava, isotonic, parametric, intervals, beta_binomial, conformal and others). Exit code 1: a figure differs.`,
  options,
  run: async (host, args) => {
    const parsed = parseOptions('confidence', args, options);
    const file = parsed.text('vectors');
    if (file === undefined || parsed.paths.length > 0) {
      throw new UsageError('confidence: give one file with --vectors FILE');
    }
    const outcome = checkVectorFile(await readText(host, file));
    if ('problem' in outcome) throw new UsageError(`confidence: ${file} cannot be used: ${outcome.problem}`);
    host.write(`${JSON.stringify(outcome.report)}\n`);
    return outcome.report.failed.length > 0 ? EXIT.findings : EXIT.done;
  },
};

async function readText(host: CliHost, file: string): Promise<string> {
  if (file === '-') return Buffer.from(await host.readStdin()).toString('utf8');
  try {
    return readFileSync(resolve(host.workingFolder, file), 'utf8');
  } catch {
    throw new UsageError(`confidence: ${file} cannot be read`);
  }
}
