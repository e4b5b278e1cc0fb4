import * as vscode from 'vscode';
import type { LearnTemplateStep } from '../../protocol/learn.ts';
import type { CommandHandler } from '../commands/commandIds.ts';
import type { Services } from '../commands/services.ts';
import { patternNameIn } from '../library/libraryArguments.ts';

/** New code from a pattern: what it needs first, in order, then itself. */
export function insertTemplate(services: Services): CommandHandler {
  const { learning } = services;
  return async (target) => {
    const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
    if (!editor) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Open a file to insert code into.'));
      return;
    }
    const key = patternNameIn(target) ?? (await chooseTemplate(services, editor.document.languageId));
    if (key === undefined) return;
    const uri = editor.document.uri.toString();
    const { steps, notes } = await learning.gateway.template({ key, uri });
    const wanted = await chooseSteps(steps);
    if (wanted.length === 0) return;
    const snippet = new vscode.SnippetString(wanted.map((step) => step.snippet.trimEnd()).join('\n\n'));
    await vscode.window.showTextDocument(editor.document, editor.viewColumn);
    await editor.insertSnippet(snippet);
    if (notes.length > 0) void vscode.window.showInformationMessage(notes.join(' '));
  };
}

async function chooseTemplate({ learning }: Services, language: string): Promise<string | undefined> {
  const templates = await learning.gateway.templates({ language });
  if (templates.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('No pattern of the library has code to insert into this kind of file.'),
    );
    return undefined;
  }
  const items = templates.map(({ key, title }) => ({ label: title, description: key, key }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Insert Code of a Pattern'),
    matchOnDescription: true,
  });
  return chosen?.key;
}

/** One step is inserted as it is; of several the reader ticks what is missing. */
async function chooseSteps(steps: readonly LearnTemplateStep[]): Promise<readonly LearnTemplateStep[]> {
  if (steps.length <= 1) return steps;
  const items = steps.map((step, index) => ({
    label: `${index + 1}. ${step.title}`,
    ...(step.present && { description: vscode.l10n.t('is there already') }),
    picked: !step.present,
    step,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Insert Code of a Pattern'),
    placeHolder: vscode.l10n.t('What it needs comes first'),
    canPickMany: true,
  });
  return chosen?.map(({ step }) => step) ?? [];
}
