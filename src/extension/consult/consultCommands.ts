import * as vscode from 'vscode';
import type { CommandHandler, ConsultCommandId } from '../commands/commandIds.ts';
import type { Services } from '../commands/services.ts';
import type { TextPreview } from '../documentation/textPreview.ts';
import { isRow } from '../relay/wire.ts';
import { consultationMarkdown } from './consultationMarkdown.ts';
import { showDocumentationNews } from './documentationNews.ts';
import { manageMemories } from './memoryCommands.ts';
import { addModelKey, removeModelKey, showModelUsage } from './modelCommands.ts';

const NEW_QUESTION = { place: 'consult', query: '', limit: 50, events: 200 } as const;

/** The commands of consultations. */
export function consultCommands(
  services: Services,
  previews: TextPreview,
): Readonly<Record<ConsultCommandId, CommandHandler>> {
  const { panel, consult, plansView, modelKeys, schemaKnowledge } = services;
  const tool = (name: string) => () => panel.show(NEW_QUESTION, { ask: { tool: name } });
  return {
    'fixward.consult': async (text) => {
      await panel.show(NEW_QUESTION, { ask: { ...(typeof text === 'string' && { text }) } });
    },
    'fixward.consultAboutSelection': async () => {
      const attachment = services.consultEditor.selection();
      await panel.show(NEW_QUESTION, { ask: { ...(attachment && { attachments: [attachment] }) } });
    },
    'fixward.openConsultation': async (target) => {
      const id = typeof target === 'string' ? target : undefined;
      await panel.show(id === undefined ? NEW_QUESTION : { ...NEW_QUESTION, consultation: id });
    },
    'fixward.exportConsultation': async () => {
      const chosen = await chooseConsultation(services);
      if (chosen === undefined) return;
      const consultation = await consult.get(chosen);
      await services.editor.openText('consultation.md', consultationMarkdown(consultation));
    },
    'fixward.refreshPlans': () => plansView.refresh(),
    'fixward.addModelKey': () => addModelKey(modelKeys),
    'fixward.removeModelKey': () => removeModelKey(modelKeys),
    'fixward.showModelUsage': () => showModelUsage(consult, previews),
    'fixward.setVaultToken': async () => {
      const token = await vscode.window.showInputBox({
        title: vscode.l10n.t('Token for HashiCorp Vault'),
        prompt: vscode.l10n.t('It is kept in the editor’s secret storage; empty removes it.'),
        password: true,
        ignoreFocusOut: true,
      });
      if (token !== undefined) await modelKeys.setVaultToken(token.trim() === '' ? undefined : token.trim());
    },
    'fixward.setServerSecret': async () => {
      const title = vscode.l10n.t('Secret for another server');
      const name = await vscode.window.showInputBox({
        title,
        prompt: vscode.l10n.t('Its name, as settings refer to it: ${secret:name}'),
        ignoreFocusOut: true,
      });
      if (name === undefined || name.trim() === '') return;
      const value = await vscode.window.showInputBox({ title, password: true, ignoreFocusOut: true });
      if (value !== undefined) await modelKeys.setServerSecret(name.trim(), value);
    },
    'fixward.manageMemories': () => manageMemories(consult),
    'fixward.showSchemaMap': tool('relationship_map'),
    'fixward.showSchemaChanges': async () => {
      const title = vscode.l10n.t('Looking at the schema');
      const text = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title },
        () => schemaKnowledge.history(),
      );
      await vscode.commands.executeCommand('markdown.showPreview', previews.show('/schema-changes.md', text));
    },
    'fixward.documentationRound': (options) =>
      showDocumentationNews(consult, previews, !(isRow(options) && options.ask === false)),
    'fixward.explainPlan': tool('read_explain'),
    'fixward.slowQueries': tool('slow_queries'),
    'fixward.adviseIndexes': tool('advise_indexes'),
  };
}

async function chooseConsultation({ consult }: Services): Promise<string | undefined> {
  const { consultations } = await consult.list({ limit: 50 });
  const chosen = await vscode.window.showQuickPick(
    consultations.map(({ id, title, state }) => ({ label: title, description: state, id })),
    { placeHolder: vscode.l10n.t('Which consultation?') },
  );
  return chosen?.id;
}
