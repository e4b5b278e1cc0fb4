import * as vscode from 'vscode';
import type { LearnResult } from '../../protocol/learn.ts';
import type { LearnFrom } from '../../protocol/learnPanel.ts';
import type { CommandHandler, LearnCommandId } from '../commands/commandIds.ts';
import type { Services } from '../commands/services.ts';
import { isAborted } from '../relay/serviceProblem.ts';
import { isRow, optionalNumber, optionalText } from '../relay/wire.ts';
import { applyPattern } from './applyPattern.ts';
import { insertTemplate } from './insertTemplate.ts';
import { neededFolder } from './learning.ts';

/** Of the edits from which nothing was learned, so many are named. */
const DECLINED_TOLD_MAX = 3;

/** The commands of learning. */
export function learnCommands(services: Services): Readonly<Record<LearnCommandId, CommandHandler>> {
  const from = (place: LearnFrom): CommandHandler => {
    return () => unlessStopped(async () => tell(services, await services.learning.learn(place)));
  };
  return {
    'fixward.learnFromFix': (target) =>
      unlessStopped(async () => tell(services, await fromFix(services, target))),
    'fixward.learnFromChanges': from('workingTree'),
    'fixward.learnFromCommit': from('commit'),
    'fixward.learnFromHistory': from('history'),
    'fixward.learnFromDiff': from('clipboard'),
    'fixward.reviewLearned': () => services.panel.show({ place: 'learn' }),
    'fixward.applyPattern': applyPattern(services),
    'fixward.insertTemplate': insertTemplate(services),
  };
}

/** Who stopped it knows. */
async function unlessStopped(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isAborted(error)) throw error;
  }
}

/** The edit at the cursor, or all edits of a file: from the light bulb, the title bar or the source-control view. */
async function fromFix({ learning }: Services, target: unknown): Promise<LearnResult | undefined> {
  const place = placeOf(target);
  if (!place) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a file that you have mended.'));
    return undefined;
  }
  const { uri, line } = place;
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const project = folder?.uri.fsPath ?? neededFolder();
  const path = vscode.workspace.asRelativePath(uri, false).replaceAll('\\', '/');
  const params = {
    project,
    trusted: vscode.workspace.isTrusted,
    path,
    ...(line !== undefined && { line }),
  };
  return learning.run(vscode.l10n.t('Learning from this fix'), (run) =>
    learning.gateway.fromWorkingTree(params, run),
  );
}

function placeOf(target: unknown): { readonly uri: vscode.Uri; readonly line?: number } | undefined {
  if (target instanceof vscode.Uri) return { uri: target };
  if (isRow(target)) {
    // An entry of the source-control view.
    if (target.resourceUri instanceof vscode.Uri) return { uri: target.resourceUri };
    const uri = optionalText(target.uri);
    const line = optionalNumber(target.line);
    if (uri !== undefined) return { uri: vscode.Uri.parse(uri), ...(line !== undefined && { line }) };
  }
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri && { uri };
}

/** Leads to the drafts, or says why there are none. */
async function tell({ panel }: Services, result: LearnResult | undefined): Promise<void> {
  if (!result) return;
  const { drafts, declined } = result;
  const [first] = drafts;
  if (first) {
    await panel.show({ place: 'learn', draft: first.id });
    return;
  }
  const why = declined
    .slice(0, DECLINED_TOLD_MAX)
    .map(({ path, line, why: reason }) => `${path}:${line + 1}: ${reason}`)
    .join(' ');
  void vscode.window.showInformationMessage(
    why === ''
      ? vscode.l10n.t('Nothing was found to learn from: no code differs from the last commit.')
      : vscode.l10n.t('Nothing was learned, since nothing safe could be. {0}', why),
  );
}
