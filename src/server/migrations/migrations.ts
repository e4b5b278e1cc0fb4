import { CodeLensRefreshRequest, InlayHintRefreshRequest } from 'vscode-languageserver/node';
import type { CancellationSignal } from '../../core/cancellation.ts';
import type { Certificate } from '../../core/proof/certificate.ts';
import type { ServerContext } from '../server.ts';
import { FinalSchemaRuns } from './finalSchemaRuns.ts';
import { type MeasuredStatement, measuredStatements } from './lockHints.ts';
import { MigrationCatalog, type ProjectHistory } from './migrationCatalog.ts';
import { Proofs } from './proofs.ts';
import { reportedFindings, ScriptChecks } from './scriptChecks.ts';

/** A proof of a whole folder changes a state many times a second. */
const ANNOUNCE_DELAY_MS = 150;

/** What one connection knows about the migrations of its workspace. */
export class Migrations {
  readonly catalog: MigrationCatalog;
  readonly proofs: Proofs;
  readonly checks: ScriptChecks;
  readonly finalSchemaRuns: FinalSchemaRuns;
  readonly #context: ServerContext;
  #announcing: NodeJS.Timeout | undefined;

  constructor(context: ServerContext) {
    const { projects, documents, parts } = context;
    this.#context = context;
    this.catalog = new MigrationCatalog(projects, () => documents.all());
    this.checks = new ScriptChecks(parts.nowMs, (checked) => context.finalSchema.join(checked));
    this.finalSchemaRuns = new FinalSchemaRuns(context, this);
    this.proofs = new Proofs({
      store: parts.certificates,
      shadow: context.shadow,
      now: parts.now,
      withFindings: (of, certificate) => this.#withFindings(of, certificate),
      changed: () => this.changed(),
    });
  }

  /** Something shown about migrations may be different now: clients ask again. */
  changed(): void {
    this.#announcing ??= setTimeout(() => {
      this.#announcing = undefined;
      this.#announce();
    }, ANNOUNCE_DELAY_MS);
  }

  /** A document was saved: what is on disk is read again, and other windows' programs see the same text. */
  saved(uri: string): void {
    if (!uri.endsWith('.sql')) return;
    this.filesChanged();
    this.finalSchemaRuns.saved(uri);
  }

  /** Configuration and rules were read again. */
  async reloaded(): Promise<void> {
    this.filesChanged();
    await this.finalSchemaRuns.reloaded();
  }

  /** Scripts were added, removed or written outside the editor, or by its save. */
  changedOnDisk(uris: readonly string[]): void {
    this.filesChanged();
    this.finalSchemaRuns.changedOnDisk(uris);
  }

  /** Files of migration folders were added, removed or written. */
  filesChanged(): void {
    this.catalog.forget();
    // What a script means depends on its neighbours, too.
    this.checks.outdate();
    this.changed();
  }

  /** Statements of an open document that still read as they were proven. */
  async measured(uri: string, cancellation: CancellationSignal): Promise<readonly MeasuredStatement[]> {
    const { live, parts } = this.#context;
    const located = await this.catalog.find(uri);
    if (!located) return [];
    const { root, history, migration } = located;
    const proof = await parts.certificates.get(root, history.folder, migration.name);
    if (!proof) return [];
    const checked = await live.check(uri, cancellation);
    return checked ? measuredStatements(checked, proof.certificate) : [];
  }

  async dispose(): Promise<void> {
    clearTimeout(this.#announcing);
    this.finalSchemaRuns.dispose();
    await this.#context.parts.certificates.flush();
    await this.#context.shadow.dispose();
  }

  async #withFindings({ project, history }: ProjectHistory, certificate: Certificate): Promise<Certificate> {
    const script = history.migrations.find(({ name }) => name === certificate.name)?.up;
    const checked = script && (await this.checks.check(project, script));
    return checked ? { ...certificate, findings: reportedFindings(checked, script) } : certificate;
  }

  #announce(): void {
    const { connection, session } = this.#context;
    const { fixwardClient, canRefreshCodeLenses, canRefreshInlayHints } = session();
    if (fixwardClient) void connection.sendNotification('fixward/migrationsChanged');
    // A client that is shutting down may refuse; there is nothing left to refresh then.
    if (canRefreshCodeLenses) connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
    if (canRefreshInlayHints) connection.sendRequest(InlayHintRefreshRequest.type).catch(() => undefined);
  }
}
