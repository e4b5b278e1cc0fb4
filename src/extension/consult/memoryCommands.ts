import * as vscode from 'vscode';
import type { Memory } from '../../protocol/consult.ts';
import type { ConsultGateway } from './consultGateway.ts';

const EDIT: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('edit'), tooltip: 'Edit' };
const DELETE: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('trash'), tooltip: 'Delete' };

/** What consultations remember: to be read, changed and thrown away. */
export async function manageMemories(consult: ConsultGateway): Promise<void> {
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly memory: Memory }>();
  pick.title = vscode.l10n.t('What consultations remember');
  pick.placeholder = vscode.l10n.t('Search; Enter edits');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  const load = async (): Promise<void> => {
    pick.busy = true;
    const memories = await consult.memories('').finally(() => {
      pick.busy = false;
    });
    pick.items = memories.map((memory) => ({
      label: memory.text,
      description: memory.kind,
      detail: new Date(memory.updatedAt).toLocaleDateString(),
      buttons: [EDIT, DELETE],
      memory,
    }));
    if (memories.length === 0) pick.placeholder = vscode.l10n.t('Nothing is remembered yet.');
  };
  const edit = async (memory: Memory): Promise<void> => {
    const text = await vscode.window.showInputBox({
      title: vscode.l10n.t('Edit what is remembered'),
      value: memory.text,
    });
    if (text !== undefined && text.trim() !== '') {
      await consult.saveMemory({ id: memory.id, kind: memory.kind, text: text.trim() });
    }
  };
  await new Promise<void>((resolve, reject) => {
    pick.onDidHide(() => resolve());
    pick.onDidTriggerItemButton(({ item, button }) => {
      const done = button === DELETE ? consult.deleteMemory(item.memory.id) : edit(item.memory);
      done.then(load).catch(reject);
    });
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      pick.hide();
      if (item) edit(item.memory).catch(reject);
    });
    pick.show();
    load().catch(reject);
  }).finally(() => pick.dispose());
}
