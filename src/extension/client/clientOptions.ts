import * as vscode from 'vscode';
import {
  CloseAction,
  DiagnosticPullMode,
  ErrorAction,
  type LanguageClientOptions,
  RevealOutputChannelOn,
} from 'vscode-languageclient/node';
import type { InitializationOptions, ServerSettings } from '../../protocol/lsp.ts';
import { DOCUMENT_SELECTOR } from './documentSelector.ts';

/** Commands that links in hovers may call; the server writes hovers from rules, also from a workspace's own. */
const HOVER_COMMANDS = ['fixward.showRuleDocumentation', 'fixward.explainFinding'];

/** A diagnostic's code links here, so that the page opens offline; the server fills in the rule. */
const RULE_DOCUMENTATION_LINK = 'command:fixward.showRuleDocumentation?%5B%22{ruleId}%22%5D';

export interface ClientOptionsInput {
  readonly log: vscode.LogOutputChannel;
  /** Undefined where no folder is open. */
  readonly storageFolder: string | undefined;
  /** The server's process ended without being asked to; true when it should be started again. */
  readonly onServerEnded: () => boolean;
  readonly onStartFailed: (error: unknown) => void;
}

export function createClientOptions(input: ClientOptionsInput): LanguageClientOptions {
  return {
    documentSelector: DOCUMENT_SELECTOR,
    outputChannel: input.log,
    traceOutputChannel: input.log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    diagnosticCollectionName: 'fixward',
    initializationOptions: () => initializationOptions(input.storageFolder),
    diagnosticPullOptions: {
      onChange: true,
      onSave: true,
      onTabs: false,
      filter: (_document, mode) => mode === DiagnosticPullMode.onType && checksOnSaveOnly(),
    },
    markdown: { isTrusted: { enabledCommands: HOVER_COMMANDS }, supportHtml: false },
    errorHandler: {
      error: (error) => {
        input.log.error(`connection to the language server: ${error.message}`);
        return { action: ErrorAction.Continue, handled: true };
      },
      closed: () => ({
        action: input.onServerEnded() ? CloseAction.Restart : CloseAction.DoNotRestart,
        handled: true,
      }),
    },
    initializationFailedHandler: (error) => {
      input.onStartFailed(error);
      return false;
    },
  };
}

/** Read again at each start, so that trust granted later reaches the next server. */
function initializationOptions(storageFolder: string | undefined): InitializationOptions {
  return {
    settings: vscode.workspace.getConfiguration().get<Partial<ServerSettings>>('fixward') ?? {},
    ruleDocumentationLink: RULE_DOCUMENTATION_LINK,
    trusted: vscode.workspace.isTrusted,
    fixwardClient: true,
    ...(storageFolder !== undefined && { storageFolder }),
  };
}

function checksOnSaveOnly(): boolean {
  return vscode.workspace.getConfiguration('fixward').get('run') === 'onSave';
}
