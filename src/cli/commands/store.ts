import { join, resolve } from 'node:path';
import { nearestName } from '../../core/rules/nearestName.ts';
import { packageRegistry } from '../../engines/embedders/onnx/packageRegistry.ts';
import { fixwardHome } from '../../engines/workspace/projectRoot.ts';
import type { ExportResult, ImportReport } from '../../protocol/libraryService.ts';
import { ServiceFailure } from '../../store/client/serviceClient.ts';
import { MigrationFailure } from '../../store/migrations/migrationFailure.ts';
import { findSqlFolder } from '../../store/migrations/sqlFolder.ts';
import { postgresAddress } from '../../store/postgres/postgresAddress.ts';
import { PostgresError } from '../../store/postgres/postgresErrors.ts';
import type { StoreTransport } from '../../store/store.ts';
import { type CliHost, EXIT, UsageError } from '../cliHost.ts';
import type { Command } from '../commandLine.ts';
import { type OptionDescriptions, type ParsedOptions, parseOptions } from '../parseOptions.ts';
import { importLegacy } from '../store/legacy/importLegacy.ts';
import { legacyRecords } from '../store/legacy/legacyRecords.ts';
import { sqliteOpener } from '../store/legacy/openSqlite.ts';
import {
  EXPORT_FORMATS,
  exportFormat,
  importParams,
  writeLibraryFile,
  writeLibraryFiles,
} from '../store/libraryPaths.ts';
import { openPostgresLibrary, postgresLibrary } from '../store/postgresLibrary.ts';
import { postgresSide } from '../store/postgresSide.ts';
import { recount } from '../store/recount.ts';
import { serviceSide } from '../store/serviceSide.ts';
import type { StoreSide } from '../store/storeSide.ts';

const options: OptionDescriptions = {
  url: {
    type: 'string',
    value: 'URL',
    help: 'a Postgres database instead of the embedded store: postgresql://user:password@host/name',
  },
  again: {
    type: 'boolean',
    help: 'migrate: run the migrations that are installed as well; mends what was dropped',
  },
  to: { type: 'string', value: 'VERSION', help: 'rollback: the version to go back to; 0 removes the store' },
  format: {
    type: 'string',
    choices: EXPORT_FORMATS,
    help: 'export: how; default json, or by the ending of --out',
  },
  out: {
    type: 'string',
    value: 'PATH',
    help: 'export: file for json, jsonl and csv, folder for yaml and markdown',
  },
  project: { type: 'string', value: 'NAME', help: 'the repository that a file audit (csv) is about' },
  'dry-run': { type: 'boolean', help: 'import: count what would happen, change nothing' },
  legacy: {
    type: 'string',
    value: 'FILE',
    help: 'import: confidence that another program kept: a SQLite database, confidence_backup.json, or their folder',
  },
};

const ACTIONS: Readonly<Record<string, (call: Call) => Promise<number>>> = {
  migrate: async ({ host, side, parsed }) => {
    const report = await side.migrate(parsed.flag('again'));
    host.log(
      report.ran.length === 0
        ? `The store is at version ${report.to} already.`
        : `The store is at version ${report.to}.`,
    );
    return print(host, report);
  },
  validate: async ({ host, side }) => {
    const report = await side.validate();
    for (const problem of report.problems) host.log(problem);
    print(host, report);
    return report.problems.length > 0 ? EXIT.findings : EXIT.done;
  },
  rollback: async ({ host, side, parsed }) => print(host, await side.rollback(versionOf(parsed))),
  status: async ({ host, side }) => {
    const status = await side.status();
    print(host, status);
    const problem = problemOf(status);
    if (problem === undefined) return EXIT.done;
    host.log(`fixward store: ${problem}`);
    return EXIT.badInput;
  },
  snapshot: async ({ host, service }) => print(host, await service().request('store/snapshot', {})),
  snapshots: async ({ host, service }) => print(host, await service().request('store/snapshots', {})),
  restore: async ({ host, service, argument }) => {
    const name = argument ?? (await newestSnapshot(service()));
    host.log(`Going back to the snapshot ${name}; what the store holds now is kept beside it.`);
    return print(host, await service().request('store/restore', { name }));
  },
  export: exportLibrary,
  import: importLibrary,
  recount: async ({ host, store }) => {
    const { transport, close } = await store();
    try {
      return print(host, await recount(transport));
    } finally {
      await close();
    }
  },
};

const WITH_ARGUMENT: ReadonlySet<string> = new Set(['restore', 'import']);

export const storeCommand: Command = {
  usage:
    'store (migrate | validate | rollback | export | import | recount | status | snapshot | snapshots | restore) [options]',
  description: `Looks after the store of patterns, rules and audits: the embedded one of this user, or one in a Postgres
database with --url.

  migrate              bring the store to the newest version
  validate             look whether all of it is there; exit code 1 when not
  rollback --to N      undo the migrations above a version, with what their tables hold
  export [--out PATH]  the library as a JSON dump, pattern files, a table or pages
  import PATH          a dump, pattern files (a folder or a file), patterns by line, a file audit
  import --legacy FILE confidence of answers as another program kept it; invalid rows are listed and left out
  recount              make the sums of confidence anew from your records of it
  status               where it is, its version, size and last snapshot
  snapshot, snapshots  take one; list them
  restore [NAME]       go back to a snapshot, the newest when none is named

Results are JSON on stdout.`,
  options,
  run: runStore,
};

interface Call {
  readonly host: CliHost;
  readonly parsed: ParsedOptions;
  readonly side: StoreSide;
  readonly argument: string | undefined;
  /** The embedded store's service, for what a database server has its own tools for. */
  readonly service: () => ReturnType<CliHost['connectService']>;
  /** The functions of the store that the command works on. */
  readonly store: () => Promise<{ readonly transport: StoreTransport; close(): Promise<void> }>;
}

async function runStore(host: CliHost, args: readonly string[]): Promise<number> {
  const parsed = parseOptions('store', args, options);
  const [name, argument, ...more] = parsed.paths;
  const action = name !== undefined && Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (name === undefined || action === undefined) throw unknownAction(name);
  if (more.length > 0 || (argument !== undefined && !WITH_ARGUMENT.has(name))) {
    throw new UsageError(`store: ${name} does not take "${more[0] ?? argument}"`);
  }
  const url = parsed.text('url');
  const service = host.connectService();
  const side = url === undefined ? serviceSide(service) : addressSide(host, url);
  const only = (): typeof service => {
    if (url === undefined) return service;
    throw new UsageError(
      `store: ${name} is for the embedded store; a database server has backups of its own`,
    );
  };
  const store: Call['store'] = async () => {
    if (url !== undefined) return openPostgresLibrary(host, url);
    const transport = service.transport;
    return { transport, close: () => Promise.resolve() };
  };
  try {
    return await action({ host, parsed, side, argument, service: only, store });
  } catch (error) {
    if (
      error instanceof ServiceFailure ||
      error instanceof MigrationFailure ||
      error instanceof PostgresError
    ) {
      host.log(`fixward store: ${error.message}`);
      return error instanceof ServiceFailure && error.code === 'internal' ? EXIT.internal : EXIT.badInput;
    }
    throw error;
  } finally {
    await side.close();
    await service.close();
  }
}

function addressSide(host: CliHost, url: string): StoreSide {
  try {
    postgresAddress(url);
  } catch (error) {
    throw new UsageError(`store: --url: ${error instanceof Error ? error.message : String(error)}`);
  }
  return postgresSide({
    url,
    sqlFolder: findSqlFolder(host.programModule),
    onScript: host.log,
    library: () => postgresLibrary(host, url),
  });
}

function unknownAction(name: string | undefined): UsageError {
  const known = Object.keys(ACTIONS);
  if (name === undefined) return new UsageError(`store: say what to do: ${known.join(', ')}`);
  const near = nearestName(name, known);
  return new UsageError(
    `store: unknown action "${name}"; ${near === undefined ? `known: ${known.join(', ')}` : `did you mean ${near}?`}`,
  );
}

function versionOf(parsed: ParsedOptions): number {
  const text = parsed.text('to');
  if (text === undefined)
    throw new UsageError('store: rollback needs --to VERSION; 0 removes the store and all it holds');
  const version = Number(text);
  if (Number.isInteger(version) && version >= 0) return version;
  throw new UsageError(`store: --to is a version: 0, 1, 2 …; got "${text}"`);
}

async function newestSnapshot(service: ReturnType<CliHost['connectService']>): Promise<string> {
  // SAFETY: the service answers with this list, newest first.
  const { snapshots } = (await service.request('store/snapshots', {})) as { snapshots: { name: string }[] };
  const [newest] = snapshots;
  if (newest === undefined)
    throw new UsageError('store: there is no snapshot yet; the store takes one by itself when it is idle');
  return newest.name;
}

async function exportLibrary({ host, parsed, side }: Call): Promise<number> {
  const out = parsed.text('out');
  const project = parsed.text('project');
  const format = exportFormat(parsed.text('format'), out);
  if (format === 'csv' && project === undefined)
    throw new UsageError('store: say which repository’s file audit to export: --project NAME');
  const params = { format, ...(project !== undefined && { project }) };
  // SAFETY: the library answers an export with its result.
  const { files, notes } = (await side.library('library/export', params)) as ExportResult;
  for (const note of notes) host.log(note);
  if (out === undefined) {
    const [only] = files;
    if (files.length === 1 && only !== undefined) host.write(only.text);
    else print(host, { files });
    return EXIT.done;
  }
  const path = resolve(host.workingFolder, out);
  const [only] = files;
  if (format === 'yaml' || format === 'markdown' || only === undefined || files.length > 1)
    writeLibraryFiles(path, files);
  else writeLibraryFile(path, only.text);
  host.log(`${files.length} ${files.length === 1 ? 'file' : 'files'} written to ${out}`);
  return EXIT.done;
}

async function importLibrary(call: Call): Promise<number> {
  const { host, parsed, side, argument } = call;
  const legacy = parsed.text('legacy');
  if (legacy !== undefined) return importConfidence(call, legacy);
  if (argument === undefined)
    throw new UsageError('store: import needs a file or folder: fixward store import PATH');
  const params = importParams(argument, host.workingFolder, {
    project: parsed.text('project'),
    dryRun: parsed.flag('dry-run'),
  });
  // SAFETY: the library answers an import with its report.
  const report = (await side.library('library/import', params)) as ImportReport;
  for (const { place, message } of report.problems) host.log(`${place}: ${message}`);
  for (const note of report.notes) host.log(note);
  print(host, report);
  return report.problems.length > 0 ? EXIT.findings : EXIT.done;
}

async function importConfidence({ host, parsed, argument, store }: Call, legacy: string): Promise<number> {
  if (argument !== undefined)
    throw new UsageError(`store: import --legacy takes one file; what is "${argument}"?`);
  const openSqlite = sqliteOpener({
    folder: join(fixwardHome(host.environment), 'readers'),
    registry: () => packageRegistry(host.environment),
    onFetch: host.log,
  });
  const records = await legacyRecords(resolve(host.workingFolder, legacy), openSqlite);
  const { transport, close } = await store();
  try {
    const report = await importLegacy(transport, records, {
      dryRun: parsed.flag('dry-run'),
      now: new Date(host.now()),
    });
    for (const { place, problem } of report.quarantine) host.log(`${place}: ${problem}`);
    print(host, report);
    return report.quarantined > 0 ? EXIT.findings : EXIT.done;
  } finally {
    await close();
  }
}

/** A store that works may have something to tell as well; only one that does not is a failure. */
function problemOf(status: unknown): string | undefined {
  if (typeof status !== 'object' || status === null || !('problem' in status && 'state' in status))
    return undefined;
  return status.state === 'ready' ? undefined : String(status.problem);
}

function print(host: CliHost, value: unknown): number {
  host.write(`${JSON.stringify(value, undefined, 2)}\n`);
  return EXIT.done;
}
