import * as vscode from 'vscode';
import type { ProjectParams, ProjectResult } from '../../protocol/lsp.ts';
import type { PanelCommand } from '../../protocol/panel.ts';
import type { LanguageServer } from '../client/languageServer.ts';
import { METHODS } from '../client/methods.ts';
import { askForRelation } from '../library/askForRelation.ts';
import type { LibraryGateway } from '../library/libraryGateway.ts';
import { openBeside } from '../library/openBeside.ts';
import { insertAtCursor } from './insertAtCursor.ts';
import type { PanelEditor } from './panelPorts.ts';
import { setRule } from './setRule.ts';

/** The editor's commands behind the panel's short names. */
const COMMANDS: Readonly<Record<PanelCommand, string | readonly [command: string, argument: string]>> = {
  newPattern: 'fixward.newPattern',
  importPatterns: 'fixward.importPatterns',
  exportPatterns: 'fixward.exportPatterns',
  openInEditor: 'fixward.openPanelInEditor',
  showLog: 'fixward.showLog',
  restartServer: 'fixward.restartServer',
  openSettings: 'fixward.openSettings',
  confidenceSettings: ['workbench.action.openSettings', 'fixward.confidence'],
  signIn: 'fixward.signIn',
  syncNow: 'fixward.syncNow',
  showRejected: 'fixward.showRejectedChanges',
  openFolder: 'vscode.openFolder',
  manageTrust: 'workbench.trust.manage',
};

export interface AuditStarter {
  start(from: 'scan' | 'csv', project: string): Promise<boolean>;
}

/** What the panel needs, as VS Code does it. */
export function workspaceEditor(
  server: LanguageServer,
  library: LibraryGateway,
  starter: AuditStarter,
): PanelEditor {
  return {
    l10n: { t: (text, ...values) => vscode.l10n.t(text, ...values) },
    get folder() {
      return currentFolder()?.uri.fsPath;
    },
    get trusted() {
      return vscode.workspace.isTrusted;
    },
    copy: async (text) => vscode.env.clipboard.writeText(text),
    insertAtCursor,
    openText: openBeside,
    saveText,
    saveBytes,
    openFile,
    openLink: async (url) => {
      await vscode.env.openExternal(vscode.Uri.parse(url, true));
    },
    run: async (command) => {
      const [id, ...rest] = [COMMANDS[command]].flat();
      if (id !== undefined) await vscode.commands.executeCommand(id, ...rest);
    },
    showRule: async (ruleId) => {
      await vscode.commands.executeCommand('fixward.showRuleDocumentation', ruleId);
    },
    quietRule: (ruleId, setting) => setRule(server, currentFolder(), ruleId, setting),
    confirm,
    askForRelation: (title) => askForRelation(library, title),
    askForTask,
    project: () => projectOf(server, currentFolder()),
    startAudit: (from, project) => starter.start(from, project),
  };
}

/** The name of a folder's repository; undefined when no folder is open. */
export async function projectOf(
  server: LanguageServer,
  folder: vscode.WorkspaceFolder | undefined,
): Promise<string | undefined> {
  if (!folder) return undefined;
  const params: ProjectParams = { folderUri: folder.uri.toString() };
  return (await server.request<ProjectResult>(METHODS.project, params)).project;
}

/** The folder of the active file, else the first. */
export function currentFolder(): vscode.WorkspaceFolder | undefined {
  const active = vscode.window.activeTextEditor?.document.uri;
  return (active && vscode.workspace.getWorkspaceFolder(active)) ?? vscode.workspace.workspaceFolders?.[0];
}

async function saveText(name: string, text: string): Promise<string | undefined> {
  const target = await askWhere(name);
  if (!target) return undefined;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  await vscode.window.showTextDocument(target);
  return target.fsPath;
}

async function saveBytes(name: string, bytes: Uint8Array): Promise<string | undefined> {
  const target = await askWhere(name);
  if (!target) return undefined;
  await vscode.workspace.fs.writeFile(target, bytes);
  await vscode.commands.executeCommand('vscode.open', target);
  return target.fsPath;
}

async function askWhere(name: string): Promise<vscode.Uri | undefined> {
  const folder = currentFolder();
  return vscode.window.showSaveDialog(folder ? { defaultUri: vscode.Uri.joinPath(folder.uri, name) } : {});
}

/** Only files inside the open folders: the path comes from the store, which others write into. */
async function openFile(path: string): Promise<boolean> {
  if (path === '' || path.startsWith('/') || path.split(/[\\/]/u).includes('..')) return false;
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const uri = vscode.Uri.joinPath(folder.uri, path);
    try {
      await vscode.workspace.fs.stat(uri);
    } catch {
      // Not in this folder; another one may have it.
      continue;
    }
    await vscode.window.showTextDocument(uri, { preview: true });
    return true;
  }
  return false;
}

async function confirm(question: string, detail: string, yes: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}

async function askForTask(): Promise<{ readonly id: string; readonly url?: string } | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Link a task'),
    prompt: vscode.l10n.t('Its id in your tracker, or its address.'),
    placeHolder: 'ORD-17',
    validateInput: (text) =>
      text.trim() === '' || text.length > TASK_LENGTH_MAX
        ? vscode.l10n.t('An id or an address of at most {0} characters.', TASK_LENGTH_MAX)
        : undefined,
  });
  const id = typed?.trim();
  if (id === undefined || id === '') return undefined;
  return /^https?:\/\//iu.test(id) ? { id, url: id } : { id };
}

/** As the store limits it. */
const TASK_LENGTH_MAX = 500;
