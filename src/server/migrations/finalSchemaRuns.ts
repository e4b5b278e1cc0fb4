import { type CancellationToken, CancellationTokenSource } from 'vscode-languageserver/node';
import { errorMessage } from '../../core/errorMessage.ts';
import type { FinalSchemaParams, FinalSchemaResult } from '../../protocol/lsp.ts';
import type { ServerContext } from '../server.ts';
import { refreshDiagnostics } from '../session.ts';
import { pathOfUri, uriOfPath } from '../uris.ts';
import { abortSignalOf } from './abortSignal.ts';
import type { ProjectHistory } from './migrationCatalog.ts';
import type { Migrations } from './migrations.ts';
import { historyKey } from './proofKeys.ts';
import { pathOfFolder } from './prove.ts';
import { RESTRICTED } from './restricted.ts';

/** Saving several files at once, as an editor or a checkout does, is one change. */
const SAVE_DELAY_MS = 400;

/** Replays migration folders: when asked to, and after a save. A later run ends the one before. */
export class FinalSchemaRuns {
  readonly #context: ServerContext;
  readonly #migrations: Migrations;
  readonly #saved = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #running: CancellationTokenSource | undefined;
  /** What the run under way is of. */
  #runningKeys = new Set<string>();

  constructor(context: ServerContext, migrations: Migrations) {
    this.#context = context;
    this.#migrations = migrations;
  }

  /** A file was saved; when it belongs to a migration folder, that folder is replayed soon. */
  saved(uri: string): void {
    const { settings, trusted } = this.#context.session();
    if (!uri.endsWith('.sql') || !trusted || !settings.enable || settings.finalSchema !== 'onSave') return;
    this.#saved.add(uri);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const uris = [...this.#saved];
      this.#saved.clear();
      this.#runForSaved(uris).catch((error: unknown) =>
        this.#context.connection.console.error(errorMessage(error)),
      );
    }, SAVE_DELAY_MS);
  }

  /** Another program wrote files, a checkout for one: folders whose final schema is shown are replayed soon. */
  changedOnDisk(uris: readonly string[]): void {
    const folders = [...this.#context.finalSchema.folders()].map(({ root, history }) =>
      pathOfFolder(root, history.folder),
    );
    for (const uri of uris) {
      if (folders.some((folder) => pathOfUri(uri).startsWith(`${folder}/`))) this.saved(uri);
    }
  }

  /** Rules or folders have changed: what was found before says nothing any more. */
  async reloaded(): Promise<void> {
    const { finalSchema } = this.#context;
    const checked = [...finalSchema.folders()];
    if (checked.length === 0) return;
    finalSchema.clear();
    const { settings } = this.#context.session();
    if (settings.finalSchema === 'onSave') await this.run({}, undefined);
    else await this.#publish();
  }

  /** Checks the final schema of one folder, or of all. */
  async run(params: FinalSchemaParams, token: CancellationToken | undefined): Promise<FinalSchemaResult> {
    const { session } = this.#context;
    const nothing = { findings: 0, cancelled: false, notes: [] };
    if (!session().trusted) return { ...nothing, problems: [RESTRICTED] };
    if (session().settings.finalSchema === 'off') {
      const problem = 'Checking the final schema is off: see the setting fixward.finalSchema.';
      return { ...nothing, problems: [problem] };
    }
    const folder = params.folderUri === undefined ? undefined : pathOfUri(params.folderUri);
    const wanted = (await this.#migrations.catalog.histories()).filter(
      ({ root, history }) => folder === undefined || pathOfFolder(root, history.folder) === folder,
    );
    if (wanted.length === 0) return { ...nothing, problems: ['No migrations were found.'] };
    return this.#replay(wanted, params.workDoneToken, token);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#running?.cancel();
  }

  async #runForSaved(uris: readonly string[]): Promise<void> {
    const wanted: ProjectHistory[] = [];
    for (const uri of uris) {
      const located = await this.#migrations.catalog.find(uri);
      if (!located || this.#isKnown(located)) continue;
      const { root, history } = located;
      if (!wanted.some((known) => known.root === root && known.history === history)) wanted.push(located);
    }
    if (wanted.length === 0) return;
    const { notes, problems } = await this.#replay(wanted, undefined, undefined);
    const { console } = this.#context.connection;
    for (const note of notes) console.info(`final schema: ${note}`);
    for (const problem of problems) console.warn(`final schema: ${problem}`);
  }

  /** A save is told twice, by the editor and by the disk. */
  #isKnown(of: ProjectHistory): boolean {
    return this.#runningKeys.has(historyKey(of.history)) || this.#context.finalSchema.isCurrent(of);
  }

  async #replay(
    wanted: readonly ProjectHistory[],
    workDoneToken: string | number | undefined,
    token: CancellationToken | undefined,
  ): Promise<FinalSchemaResult> {
    const { connection, finalSchema } = this.#context;
    this.#running?.cancel();
    const source = new CancellationTokenSource();
    this.#running = source;
    this.#runningKeys = new Set(wanted.map(({ history }) => historyKey(history)));
    const listening = token?.onCancellationRequested(() => source.cancel());
    const { signal, dispose } = abortSignalOf(source.token);
    const reporter =
      workDoneToken === undefined ? undefined : connection.window.attachWorkDoneProgress(workDoneToken);
    reporter?.begin('Checking the final schema', 0, undefined, true);
    const notes: string[] = [];
    const problems: string[] = [];
    let findings = 0;
    let cancelled = false;
    try {
      for (const of of wanted) {
        const outcome = await finalSchema.check(of, {
          signal,
          onProgress: ({ done, total, message }) =>
            reporter?.report(total > 0 ? Math.round((100 * done) / total) : 0, message),
        });
        findings += outcome.findings;
        notes.push(...outcome.notes);
        problems.push(...outcome.problems);
        cancelled ||= outcome.cancelled;
        if (cancelled) break;
      }
      if (!cancelled) await this.#publish();
    } finally {
      if (this.#running === source) {
        this.#running = undefined;
        this.#runningKeys.clear();
      }
      listening?.dispose();
      dispose();
      source.dispose();
      reporter?.done();
    }
    return { findings, cancelled, notes, problems };
  }

  /** Brings what is shown of every file up to date with what is known of the final schema. */
  async #publish(): Promise<void> {
    const { connection, documents, finalSchema, live, scanned, session, checker } = this.#context;
    checker.rejoin();
    this.#migrations.checks.outdate();
    scanned.rejoin((checked) => finalSchema.join(checked));
    for (const { uri } of documents.all()) live.rejoined(uri);
    refreshDiagnostics(connection, session());
    for (const located of await this.#unopened()) {
      const checked = await this.#migrations.checks.check(located.project, located.script);
      if (checked) scanned.add(checked);
    }
    this.#migrations.changed();
  }

  /** Scripts with findings that nobody has opened or scanned. */
  async #unopened() {
    const { documents, finalSchema, scanned } = this.#context;
    const wanted = new Set(finalSchema.pathsWithFindings());
    const open = new Set(documents.all().map(({ uri }) => pathOfUri(uri)));
    return (await this.#migrations.catalog.histories()).flatMap(({ root, project, history }) =>
      history.migrations.flatMap(({ up }) => {
        const path = `${root}/${up.path}`;
        if (!wanted.has(path) || open.has(path) || scanned.files.has(uriOfPath(path))) return [];
        return [{ project, script: up }];
      }),
    );
  }
}
