import * as vscode from 'vscode';
import type { WorkspaceEdit } from 'vscode-languageclient/node';
import type { LearnAcceptParams, LearnOffer, LearnParams, LearnResult } from '../../protocol/learn.ts';
import type { LearnAccepted, LearnFrom, LearnReview } from '../../protocol/learnPanel.ts';
import type { LanguageServer } from '../client/languageServer.ts';
import { withoutConfirmation } from '../commands/unconfirmedEdit.ts';
import { ServiceProblem } from '../relay/serviceProblem.ts';
import { askForCommit, askForRange } from './askForCommits.ts';
import { LearnGateway, type RunLong } from './learnGateway.ts';
import type { LearnPort } from './learnPort.ts';

/** What is learned now, and what waits for its reader; one for a window. */
export class Learning implements LearnPort, vscode.Disposable {
  readonly gateway: LearnGateway;
  readonly #server: LanguageServer;
  readonly #changed = new vscode.EventEmitter<void>();
  #declined: LearnResult['declined'] = [];
  #busy: LearnReview['busy'];
  #stop: vscode.CancellationTokenSource | undefined;

  readonly onChanged = this.#changed.event;

  constructor(server: LanguageServer) {
    this.#server = server;
    this.gateway = new LearnGateway(server);
  }

  /** What the place for learned patterns shows. */
  async review(): Promise<LearnReview> {
    const project = projectFolder();
    const drafts = project === undefined ? [] : await this.gateway.drafts(project);
    return { drafts, declined: this.#declined, ...(this.#busy && { busy: this.#busy }) };
  }

  /** Looks for edits to learn from, asking the user for what it needs to know; undefined when the user gives up. */
  async learn(from: LearnFrom): Promise<LearnResult | undefined> {
    const project = neededFolder();
    const params = { project, trusted: vscode.workspace.isTrusted };
    switch (from) {
      case 'workingTree':
        return this.run(vscode.l10n.t('Looking at your changes'), (run) =>
          this.gateway.fromWorkingTree(params, run),
        );
      case 'commit': {
        const commit = await askForCommit(project);
        if (commit === undefined) return undefined;
        return this.run(vscode.l10n.t('Learning from {0}', commit.slice(0, 10)), (run) =>
          this.gateway.fromCommit({ ...params, commit }, run),
        );
      }
      case 'history': {
        const range = await askForRange();
        if (!range) return undefined;
        return this.run(vscode.l10n.t('Learning from the history'), (run) =>
          this.gateway.history({ ...params, ...range }, run),
        );
      }
      case 'clipboard': {
        const diff = await vscode.env.clipboard.readText();
        if (!/^(?:diff |--- |@@ )/mu.test(diff)) {
          throw new ServiceProblem({
            code: 'invalid',
            message: vscode.l10n.t('The clipboard holds no diff: copy one as git writes it.'),
          });
        }
        return this.run(vscode.l10n.t('Learning from a diff'), (run) =>
          this.gateway.fromDiff({ ...params, diff }, run),
        );
      }
    }
  }

  learnFromProposal(proposed: NonNullable<LearnParams['proposed']>): Promise<LearnResult> {
    const params = { project: neededFolder(), trusted: vscode.workspace.isTrusted, proposed };
    return this.run(vscode.l10n.t('Learning from a proposal'), (run) =>
      this.gateway.fromProposal(params, run),
    );
  }

  /** Runs one long piece of work at a time, with progress in the window and in the panel. */
  async run<Result extends object>(title: string, work: (run: RunLong) => Promise<Result>): Promise<Result> {
    if (this.#stop) {
      throw new ServiceProblem({
        code: 'conflict',
        message: vscode.l10n.t('Fixward is still learning; stop that first or wait for it.'),
      });
    }
    const stop = new vscode.CancellationTokenSource();
    this.#stop = stop;
    this.#tell({ text: title });
    try {
      const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title };
      const result = await vscode.window.withProgress(options, (progress, token) => {
        token.onCancellationRequested(() => stop.cancel());
        return work((method, params) =>
          this.#server.requestWithProgress(method, params, stop.token, ({ message, percentage }) => {
            progress.report({ ...(message !== undefined && { message }) });
            this.#tell({ text: message ?? title, ...(percentage !== undefined && { percentage }) });
          }),
        );
      });
      if ('declined' in result && Array.isArray(result.declined)) this.#declined = result.declined;
      return result;
    } catch (error) {
      if (!stop.token.isCancellationRequested) throw error;
      throw new ServiceProblem({ code: 'cancelled', message: vscode.l10n.t('Stopped.') });
    } finally {
      stop.dispose();
      this.#stop = undefined;
      this.#tell(undefined);
    }
  }

  stop(): void {
    this.#stop?.cancel();
  }

  async setCondition(draftId: string, conditionId: string, on: boolean): Promise<void> {
    await this.gateway.setCondition(neededFolder(), draftId, conditionId, on);
    this.#changed.fire();
  }

  /** Writes the pattern file and mends the sites that were chosen; what the reader saw is what is applied. */
  async accept(params: Omit<LearnAcceptParams, 'project'>): Promise<LearnAccepted> {
    const accepted = await this.gateway.accept({ ...params, project: neededFolder() });
    const { edit, path, key, mended = 0, leftOut = [] } = accepted;
    const isApplied = edit !== undefined && mended > 0 && (await this.#apply(edit));
    this.#changed.fire();
    if (leftOut.length > 0) void vscode.window.showWarningMessage(leftOutText(leftOut));
    return { path, key, mended: isApplied ? mended : 0, leftOut };
  }

  async reject(draftId: string): Promise<void> {
    await this.gateway.reject(neededFolder(), draftId);
    this.#changed.fire();
  }

  /** Only files of the open folders: the address came back from a page. */
  async openSite(address: string, line: number, character: number): Promise<boolean> {
    const uri = vscode.Uri.parse(address);
    if (!vscode.workspace.getWorkspaceFolder(uri)) return false;
    const at = new vscode.Position(line, character);
    await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at), preview: true });
    return true;
  }

  /** An edit of the server, shown in the refactor preview or applied as it is. */
  async preview(edit: unknown): Promise<boolean> {
    // SAFETY: the language server's edit, which the protocol leaves to the Language Server Protocol's own type.
    const converted = await this.#server.toEditorEdit(edit as WorkspaceEdit);
    return converted !== undefined && vscode.workspace.applyEdit(converted, { isRefactoring: true });
  }

  /** A draft that came after a save. */
  hear(_offer: LearnOffer): void {
    this.#changed.fire();
  }

  dispose(): void {
    this.#stop?.cancel();
    this.#changed.dispose();
  }

  #tell(busy: LearnReview['busy']): void {
    this.#busy = busy;
    this.#changed.fire();
  }

  #apply(edit: unknown): Promise<boolean> {
    // SAFETY: as in `preview`.
    return this.preview(withoutConfirmation(edit as WorkspaceEdit));
  }
}

/** Of many places the first are named. */
const LEFT_OUT_NAMED_MAX = 3;

function leftOutText(leftOut: readonly string[]): string {
  const named = leftOut.slice(0, LEFT_OUT_NAMED_MAX).join('; ');
  return leftOut.length > LEFT_OUT_NAMED_MAX
    ? vscode.l10n.t('{0} places were not mended: {1}; …', leftOut.length, named)
    : vscode.l10n.t('Not mended: {0}', named);
}

/** Absolute path of the folder that is worked in; undefined when none is open. */
function projectFolder(): string | undefined {
  const active = vscode.window.activeTextEditor?.document.uri;
  const folder =
    (active && vscode.workspace.getWorkspaceFolder(active)) ?? vscode.workspace.workspaceFolders?.[0];
  return folder?.uri.fsPath;
}

export function neededFolder(): string {
  const project = projectFolder();
  if (project === undefined) {
    throw new ServiceProblem({
      code: 'invalid',
      message: vscode.l10n.t('Open a folder to learn from its changes.'),
    });
  }
  return project;
}
