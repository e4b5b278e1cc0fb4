import * as vscode from 'vscode';
import type { WorkspaceEdit } from 'vscode-languageclient/node';
import type { LearnApplyResult } from '../../protocol/learn.ts';
import type { RuleSummary } from '../../protocol/lsp.ts';
import { METHODS } from '../client/methods.ts';
import type { CommandHandler } from '../commands/commandIds.ts';
import type { Services } from '../commands/services.ts';
import { withoutConfirmation } from '../commands/unconfirmedEdit.ts';
import { filesCount } from '../findings/findingLabels.ts';
import { isAborted } from '../relay/serviceProblem.ts';
import { isRow, optionalText } from '../relay/wire.ts';
import { changedFiles } from './changedFiles.ts';
import { neededFolder } from './learning.ts';

type Answer = 'review' | 'all' | 'tested';

/** Applies one learned pattern everywhere: previewed, at once, or in batches with the tests between. */
export function applyPattern(services: Services): CommandHandler {
  const { learning } = services;
  return async (target) => {
    const key = keyOf(target) ?? (await choosePattern(services));
    if (key === undefined) return;
    const project = neededFolder();
    try {
      const prepared = await learning.run(vscode.l10n.t('Looking for places of {0}', key), (run) =>
        learning.gateway.applySites({ project, key }, run),
      );
      if (prepared.sites === 0) {
        void vscode.window.showInformationMessage(nowhere(key, prepared));
        return;
      }
      const answer = await ask(key, prepared);
      if (answer === 'review') await learning.preview(prepared.edit);
      // SAFETY: the language server's edit, whose type the protocol leaves to the Language Server Protocol.
      else if (answer === 'all') await applyAll(services, project, key, prepared.edit as WorkspaceEdit);
      else if (answer === 'tested') await applyTested(services, project, key);
    } catch (error) {
      if (!isAborted(error)) throw error;
    }
  };
}

function keyOf(target: unknown): string | undefined {
  if (typeof target === 'string') return target === '' ? undefined : target;
  if (!isRow(target)) return undefined;
  return optionalText(target.key) ?? (isRow(target.pattern) ? optionalText(target.pattern.key) : undefined);
}

async function choosePattern({ server }: Services): Promise<string | undefined> {
  const rules = await server.request<readonly RuleSummary[]>(METHODS.rules, {});
  const items = rules
    .filter(({ origin }) => origin === 'learned')
    .map(({ id, title, languages }) => ({
      label: title,
      description: `${id} · ${languages.join(', ')}`,
      id,
    }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('No pattern has been learned here yet. Mend something by hand and learn from it.'),
    );
    return undefined;
  }
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Apply a Pattern in the Workspace'),
    matchOnDescription: true,
  });
  return chosen?.id;
}

function nowhere(key: string, { leftOut }: LearnApplyResult): string {
  const [first] = leftOut;
  return first === undefined
    ? vscode.l10n.t('No place is left that {0} would mend.', key)
    : vscode.l10n.t('{0} mends no place safely; {1} need a look: {2}', key, leftOut.length, first);
}

async function ask(key: string, { sites, files, leftOut }: LearnApplyResult): Promise<Answer | undefined> {
  const review = vscode.l10n.t('Review Changes');
  const all = vscode.l10n.t('Apply All');
  const tested = vscode.l10n.t('Apply in Tested Batches');
  const canTest =
    vscode.workspace.isTrusted &&
    vscode.workspace.getConfiguration('fixward').get('learn.testCommand', '').trim() !== '';
  const places =
    sites === 1
      ? vscode.l10n.t('Mend 1 place in {0} as {1} does?', filesCount(files), key)
      : vscode.l10n.t('Mend {0} places in {1} as {2} does?', sites, filesCount(files), key);
  const detail =
    leftOut.length === 0 ? undefined : vscode.l10n.t('Left out: {0}', leftOut.slice(0, 5).join('; '));
  const answer = await vscode.window.showInformationMessage(
    places,
    { modal: true, ...(detail !== undefined && { detail }) },
    review,
    all,
    ...(canTest ? [tested] : []),
  );
  if (answer === review) return 'review';
  if (answer === tested) return 'tested';
  return answer === all ? 'all' : undefined;
}

/** What is previewed may be applied in part, so only what was applied as a whole is counted for the pattern. */
async function applyAll(
  { learning }: Services,
  project: string,
  key: string,
  edit: WorkspaceEdit,
): Promise<void> {
  if (!(await learning.preview(withoutConfirmation(edit)))) return;
  const files = changedFiles(edit).map(({ uri, sites }) => ({
    path: vscode.workspace.asRelativePath(vscode.Uri.parse(uri), false).replaceAll('\\', '/'),
    sites,
  }));
  await learning.gateway.applied({ project, key, files });
}

async function applyTested({ learning, log }: Services, project: string, key: string): Promise<void> {
  const { kept, reverted, stopped, testRuns } = await learning.run(
    vscode.l10n.t('Applying {0} and testing', key),
    (run) => learning.gateway.applyTested({ project, key }, run),
  );
  if (stopped === undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0} changed; the tests held {1} times.', filesCount(kept.length), testRuns),
    );
    return;
  }
  log.warn(`the tests failed while ${key} was applied:\n${stopped}`);
  void vscode.window.showWarningMessage(
    vscode.l10n.t(
      'The tests failed: {0} taken back, {1} stay changed. The log holds what the tests said.',
      filesCount(reverted.length),
      filesCount(kept.length),
    ),
  );
}
