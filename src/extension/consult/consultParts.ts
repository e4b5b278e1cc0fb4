import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer.ts';
import type { ConnectionStore } from '../connections/connectionStore.ts';
import type { FixwardService } from '../relay/fixwardService.ts';
import { ConsultDocuments } from './consultDocuments.ts';
import type { ConsultEditor } from './consultEditor.ts';
import { ConsultGateway } from './consultGateway.ts';
import { tellDocumentationNews } from './documentationNews.ts';
import { EditorModels } from './editorModels.ts';
import { keepFiles } from './keepFiles.ts';
import { signalOf } from './languageModelTools.ts';
import { ModelKeyStore } from './modelKeyStore.ts';
import { PlansView } from './plansView.ts';
import { readSelection } from './readSelection.ts';
import { SchemaKnowledge } from './schemaKnowledge.ts';
import { ServiceConfiguration } from './serviceConfiguration.ts';

/** Everything that consultations need of the editor. */
export interface ConsultParts {
  readonly consult: ConsultGateway;
  readonly consultEditor: ConsultEditor;
  readonly plansView: PlansView;
  readonly modelKeys: ModelKeyStore;
  readonly schemaKnowledge: SchemaKnowledge;
}

/** Wires consultations; nothing of the service is asked before somebody looks at them. */
export function createConsultParts(
  context: vscode.ExtensionContext,
  server: LanguageServer,
  service: FixwardService,
  connections: ConnectionStore,
  log: vscode.LogOutputChannel,
): ConsultParts {
  const modelKeys = new ModelKeyStore(context.secrets);
  const configuration = new ServiceConfiguration({ service, keys: modelKeys, connections, log });
  const editorModels = new EditorModels(service, log);
  let offered: Promise<void> | undefined;
  const ready = async (): Promise<void> => {
    offered ??= editorModels.offer();
    await Promise.all([configuration.ready(), offered]);
  };
  const consult = new ConsultGateway(service.ask, ready);
  const documents = new ConsultDocuments(consult);
  const plansView = new PlansView(service, consult, log);
  const schemaKnowledge = new SchemaKnowledge({ server, service, connections, ready, log });
  const news = tellDocumentationNews(service);
  context.subscriptions.push(configuration, editorModels, documents, plansView, schemaKnowledge, news);
  return { consult, consultEditor: vscodeConsultEditor(documents), plansView, modelKeys, schemaKnowledge };
}

function vscodeConsultEditor(documents: ConsultDocuments): ConsultEditor {
  const run = async (command: string): Promise<void> => {
    await vscode.commands.executeCommand(command);
  };
  return {
    openFile: (id, path, version) => documents.show(id, path, version),
    diffFile: (id, path, from, to) => documents.diff(id, path, from, to),
    keepFiles,
    withProgress: async (title, work) =>
      vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title, cancellable: true },
        (_, token) => work(signalOf(token)),
      ),
    selection: readSelection,
    configureModels: () => run('fixward.addModelKey'),
    configureConnection: () => run('fixward.addConnection'),
    manageMemories: () => run('fixward.manageMemories'),
  };
}
