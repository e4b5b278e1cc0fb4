import { type CliHost, EXIT, UsageError } from '../cliHost.ts';
import type { OptionDescriptions, ParsedOptions } from '../parseOptions.ts';
import { learnFromFiles } from './learnFromFiles.ts';
import { learnFromRepository } from './learnFromRepository.ts';
import { writeAstGrepRules, writeDrafts } from './learnOut.ts';
import { jsonLearnReport, textLearnReport } from './learnReport.ts';

/** More suggestions than this are not read. */
const LIMIT_MAX = 500;

/** Ways to say what to learn from; one of them is given. */
const SOURCES = ['before', 'commit', 'range', 'working-tree', 'diff'] as const;

export const learnModeOptions: OptionDescriptions = {
  language: { type: 'string', value: 'L', help: 'language of the files; their names tell it otherwise' },
  before: { type: 'string', multiple: true, value: 'F', help: 'a file as it was; repeatable, with --after' },
  after: { type: 'string', multiple: true, value: 'F', help: 'what it became' },
  negative: {
    type: 'string',
    multiple: true,
    value: 'F',
    help: 'a file in which nothing may be found; repeatable',
  },
  commit: { type: 'string', value: 'SHA', help: 'learn from one commit' },
  range: {
    type: 'string',
    value: 'A..B',
    help: 'learn what repeats in these commits, or in all that lead to one',
  },
  'working-tree': { type: 'boolean', help: 'learn from the changes that are not committed' },
  diff: { type: 'string', value: 'F', help: 'learn from a unified diff; - reads standard input' },
  out: { type: 'string', value: 'P.yaml', help: 'write the patterns to this file' },
  'ast-grep': { type: 'string', value: 'R.yaml', help: 'write those that it can say as rules of ast-grep' },
  limit: { type: 'string', value: 'N', help: 'this many suggestions at most, best first (default 30)' },
  format: { type: 'string', choices: ['text', 'json'], help: 'of the report (default text)' },
};

export const LEARN_MODES_HELP = `With --before and --after it learns one pattern from pairs of files; with --commit, --working-tree or --diff,
what one change teaches; with --range, what a history repeats, and where the same problem still stands.
--out P.yaml writes a pattern file: read it, keep it below .fixward/patterns, and fixward check guards against
the old form. Exit code 1 says that nothing safe could be learned.`;

/** Every way to learn but line by line. */
export async function learnModes(host: CliHost, options: ParsedOptions): Promise<number> {
  if (options.paths.length > 0) {
    throw new UsageError(`learn: "${options.paths[0] ?? ''}" belongs to no option; see fixward learn --help`);
  }
  const given = SOURCES.filter((name) => options.flag(name));
  if (given.length !== 1) {
    const names = SOURCES.map((name) => `--${name}`).join(', ');
    throw new UsageError(
      given.length === 0
        ? `learn: give one of ${names} or --jsonl`
        : `learn: --${given.join(' and --')} do not go together`,
    );
  }
  const limit = readLimit(options.text('limit'));
  const started = host.now();
  const learned = options.flag('before')
    ? await learnFromFiles(host, options)
    : await learnFromRepository(host, options, limit);
  const out = options.text('out');
  if (out !== undefined && learned.drafts.length > 0) writeDrafts(host, out, learned.drafts);
  const rules = options.text('ast-grep');
  if (rules !== undefined) writeAstGrepRules(host, rules, learned.drafts);
  host.write(
    options.text('format') === 'json'
      ? jsonLearnReport(learned, Math.round(host.now() - started))
      : textLearnReport(learned),
  );
  if (learned.drafts.length === 0 && !options.flag('range')) return EXIT.findings;
  if (out !== undefined && learned.drafts.length > 0) host.log(`${learned.drafts.length} written to ${out}.`);
  return EXIT.done;
}

function readLimit(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) {
    throw new UsageError(`learn: --limit is a number from 1 to ${LIMIT_MAX}; got "${text}"`);
  }
  return limit;
}
