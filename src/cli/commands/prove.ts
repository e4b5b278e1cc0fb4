import { resolve } from 'node:path';
import type { Certificate, Verdict } from '../../core/proof/certificate.ts';
import { certificateMarkdown } from '../../core/proof/certificateMarkdown.ts';
import { certificateText, summaryOfProofs, verdictCounts } from '../../core/proof/certificateText.ts';
import { ShadowError, type ShadowService } from '../../engines/shadow/shadowService.ts';
import { readSourceFile } from '../../engines/workspace/sourceFile.ts';
import { FileChecker } from '../checkFiles.ts';
import { type CliHost, EXIT, UsageError } from '../cliHost.ts';
import type { Command } from '../commandLine.ts';
import { type OptionDescriptions, type ParsedOptions, parseOptions } from '../parseOptions.ts';
import { Projects } from '../projects.ts';
import { fileTask, folderTask, type ProofTask } from '../proofRequest.ts';
import { writeDowns } from '../writeDowns.ts';

const FORMATS = ['text', 'json', 'markdown'] as const;
const FAILING = [
  'NOT_IDENTICAL',
  'IRREVERSIBLE',
  'UNPROVABLE',
  'FAILED',
] as const satisfies readonly Verdict[];
/** As shells report a process that an interrupt ended. */
const EXIT_INTERRUPTED = 130;

const options: OptionDescriptions = {
  migrations: { type: 'string', value: 'DIR', help: 'prove the migrations of this folder' },
  up: { type: 'string', value: 'FILE', help: 'prove this one migration' },
  down: { type: 'string', value: 'FILE', help: 'its way back, unless the file has it' },
  schema: { type: 'string', value: 'FILE', help: 'SQL that stands before the first migration' },
  only: { type: 'string', multiple: true, value: 'NAME', help: 'prove only this migration; repeatable' },
  since: { type: 'string', value: 'NAME', help: 'prove only the migrations after this one' },
  last: { type: 'string', value: 'N', help: 'prove only the last so many' },
  format: { type: 'string', choices: FORMATS, help: 'how certificates are printed; default text' },
  'fail-on': {
    type: 'string',
    multiple: true,
    choices: FAILING,
    help: 'verdict that makes the exit code 1; repeatable; default all but PROVEN',
  },
  'allow-missing-down': {
    type: 'boolean',
    help: 'a migration without a way back is no failure while its up runs',
  },
  'propose-down': { type: 'boolean', help: 'write and prove a way back where there is none' },
  write: {
    type: 'boolean',
    help: 'with --propose-down: write each proposed way back where its tool looks for it; nothing is overwritten',
  },
  platform: {
    type: 'string',
    choices: ['auto', 'supabase', 'postgres'],
    help: 'roles and schemas that are there from the start; default auto',
  },
  engine: {
    type: 'string',
    value: 'embedded|DIR',
    help: 'where to prove: the embedded Postgres (default), or a folder with initdb and postgres',
  },
};

export const proveCommand: Command = {
  usage: 'prove (--migrations DIR | --up FILE [--down FILE]) [options]',
  description: `Runs migrations up, down and up again on a throw-away Postgres, with rows in every table they touch,
and tells what down leaves behind, what it loses, and what each statement locks. No database in use is ever reached.
Exit code 0 means every migration is proven, 1 that one is not. A migration without a way back counts as not proven;
--allow-missing-down lets it pass.`,
  options,
  run: runProve,
};

async function runProve(host: CliHost, args: readonly string[]): Promise<number> {
  const parsed = parseOptions('prove', args, options);
  requireSense(parsed);
  const projects = new Projects(host, []);
  const folder = parsed.text('migrations');
  const task =
    folder === undefined
      ? await fileTask(projects, parsed, parsed.text('up') ?? '')
      : await folderTask(projects, parsed, folder);
  for (const problem of task.problems) host.log(problem);
  const interrupt = new AbortController();
  const onInterrupt = (): void => interrupt.abort();
  process.once('SIGINT', onInterrupt);
  const shadow = host.connectShadow();
  try {
    const certificates = await prove(host, projects, task, shadow, interrupt.signal);
    print(host, parsed, task, certificates);
    hint(host, parsed, certificates);
    if (parsed.flag('write')) writeDowns(host, projects, task, certificates);
    return exitCodeOf(parsed, task, certificates);
  } catch (error) {
    if (!(error instanceof ShadowError)) throw error;
    host.log(`fixward prove: ${error.message}`);
    return error.reason === 'cancelled' ? EXIT_INTERRUPTED : EXIT.internal;
  } finally {
    process.removeListener('SIGINT', onInterrupt);
    await shadow.dispose();
  }
}

function requireSense(parsed: ParsedOptions): void {
  const [path] = parsed.paths;
  if (path !== undefined) {
    throw new UsageError(`prove: ${path}: give a folder with --migrations or a file with --up`);
  }
  const hasFolder = parsed.text('migrations') !== undefined;
  const hasFile = parsed.text('up') !== undefined;
  if (hasFolder === hasFile) throw new UsageError('prove: give either --migrations DIR or --up FILE');
  if (parsed.flag('write') && !parsed.flag('propose-down'))
    throw new UsageError('prove: --write goes with --propose-down');
  if (hasFolder && parsed.text('down') !== undefined) {
    throw new UsageError('prove: --down goes with --up; a folder brings its own');
  }
  for (const name of ['only', 'since', 'last']) {
    if (hasFile && parsed.texts(name).length > 0)
      throw new UsageError(`prove: --${name} goes with --migrations`);
  }
}

async function prove(
  host: CliHost,
  projects: Projects,
  { request, project }: ProofTask,
  shadow: ShadowService,
  signal: AbortSignal,
): Promise<readonly Certificate[]> {
  let told = '';
  const certificates = await shadow.prove(request, {
    signal,
    onProgress: ({ done, total, message }) => {
      const line = `${message} (${done + 1} of ${total})`;
      if (line !== told) host.log(line);
      told = line;
    },
  });
  const checker = new FileChecker(projects, { useBaseline: true, withFixes: false, withFingerprints: false });
  const complete: Certificate[] = [];
  for (const certificate of certificates) {
    const source = await readSourceFile(
      resolve(project.rootFolder, certificate.path),
      project.limits.fileSizeMaxBytes,
    );
    const { findings } = await checker.checkSource(project, certificate.path, 'sql', source);
    complete.push({ ...certificate, findings });
  }
  return complete;
}

function print(
  host: CliHost,
  parsed: ParsedOptions,
  { problems }: ProofTask,
  certificates: readonly Certificate[],
): void {
  const provenAt = new Date().toISOString();
  if (parsed.text('format') === 'markdown') {
    host.write(
      certificates.map((certificate) => certificateMarkdown(certificate, provenAt, false)).join('\n'),
    );
    return;
  }
  if (parsed.text('format') !== 'json') {
    host.write(certificates.map(certificateText).join('\n'));
    host.log(summaryOfProofs(certificates));
    return;
  }
  const [only] = certificates;
  const report =
    parsed.text('migrations') === undefined
      ? only
      : { version: 1, migrations: certificates, summary: verdictCounts(certificates), problems };
  host.write(`${JSON.stringify(report, undefined, 2)}\n`);
}

/** One file alone often stands on tables that others make, and a folder on a schema that was there before it. */
function hint(host: CliHost, parsed: ParsedOptions, certificates: readonly Certificate[]): void {
  if (parsed.text('schema') !== undefined) return;
  const isMissing = certificates.some(
    ({ verdict, reasons }) =>
      verdict === 'FAILED' && /(?:relation|type|schema) ".*" does not exist/u.test(reasons[0] ?? ''),
  );
  if (!isMissing) return;
  host.log(
    parsed.text('up') === undefined
      ? 'If the migrations start from a schema that is not among them, give it with --schema FILE.'
      : 'Give the schema the migration starts from with --schema FILE.',
  );
}

function exitCodeOf(
  parsed: ParsedOptions,
  { problems }: ProofTask,
  certificates: readonly Certificate[],
): number {
  const failing = parsed.texts('fail-on');
  const fails = certificates.some(({ verdict, downPath }) => {
    if (verdict === 'PROVEN') return false;
    if (verdict === 'UNPROVABLE' && downPath === undefined && parsed.flag('allow-missing-down')) return false;
    return failing.length === 0 || failing.includes(verdict);
  });
  if (fails) return EXIT.findings;
  return problems.length > 0 ? EXIT.badInput : EXIT.done;
}
