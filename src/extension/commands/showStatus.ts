import * as vscode from 'vscode';
import type { CommandHandler, CommandId } from './commandIds.ts';
import type { Services } from './services.ts';

interface StatusChoice extends vscode.QuickPickItem {
  readonly run?: () => Thenable<unknown>;
}

/** What the status item opens: how Fixward is doing, problems to jump to, and the actions that help. */
export function showStatus({ statusItem }: Services): CommandHandler {
  return async () => {
    const problems = statusItem.configProblems.map(({ uri, message, line }): StatusChoice => {
      const place = new vscode.Range(line, 0, line, 0);
      return {
        label: `$(warning) ${message}`,
        description: `${vscode.workspace.asRelativePath(vscode.Uri.parse(uri))}:${line + 1}`,
        run: () => vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection: place }),
      };
    });
    const choices: readonly StatusChoice[] = [
      ...problems,
      ...(problems.length > 0 ? [{ label: '', kind: vscode.QuickPickItemKind.Separator }] : []),
      {
        label: `$(list-tree) ${vscode.l10n.t('Show Findings')}`,
        run: () => execute('fixward.findings.focus'),
      },
      action('search', vscode.l10n.t('Scan Workspace'), 'fixward.scanWorkspace'),
      action('library', vscode.l10n.t('Open Panel'), 'fixward.openPanel'),
      action('output', vscode.l10n.t('Show Log'), 'fixward.showLog'),
      action('debug-restart', vscode.l10n.t('Restart Server'), 'fixward.restartServer'),
      action('gear', vscode.l10n.t('Open Settings'), 'fixward.openSettings'),
    ];
    const chosen = await vscode.window.showQuickPick([...choices], {
      title: 'Fixward',
      placeHolder: statusItem.summary,
    });
    await chosen?.run?.();
  };
}

function action(icon: string, label: string, command: CommandId): StatusChoice {
  return { label: `$(${icon}) ${label}`, run: () => execute(command) };
}

function execute(command: string): Thenable<unknown> {
  return vscode.commands.executeCommand(command);
}
