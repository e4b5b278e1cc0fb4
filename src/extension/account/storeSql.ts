import * as vscode from 'vscode';

export interface SqlFile {
  readonly name: string;
  /** The number that its name begins with. */
  readonly version: number;
  readonly uri: vscode.Uri;
}

/** The store's migrations as they ship with Fixward, in their order. */
export async function sqlFiles(extensionUri: vscode.Uri): Promise<readonly SqlFile[]> {
  const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'sql', 'migrations');
  const entries = await vscode.workspace.fs.readDirectory(folder);
  return entries
    .flatMap(([name]) => {
      const version = /^(\d+)_\w+\.sql$/u.exec(name)?.[1];
      return version === undefined
        ? []
        : [{ name, version: Number(version), uri: vscode.Uri.joinPath(folder, name) }];
    })
    .sort((a, b) => a.version - b.version);
}

export function newestVersion(files: readonly SqlFile[]): number {
  return files.at(-1)?.version ?? 0;
}

/** Says what is missing, and helps to bring it there: the guide, or the files one by one by way of the clipboard. */
export async function offerStoreSql(extensionUri: vscode.Uri, sentence: string, above = 0): Promise<void> {
  const guide = vscode.l10n.t('Open Guide');
  const copy = vscode.l10n.t('Copy SQL…');
  const chosen = await vscode.window.showWarningMessage(sentence, guide, copy);
  if (chosen === guide) {
    const readme = vscode.Uri.joinPath(extensionUri, 'dist', 'sql', 'README.md');
    await vscode.commands.executeCommand('markdown.showPreview', readme);
  }
  if (chosen === copy) await copyFiles(await sqlFiles(extensionUri), above);
}

/** The list stays until the last file, so that the next one is a keystroke away. */
async function copyFiles(files: readonly SqlFile[], above: number): Promise<void> {
  const wanted = files.filter(({ version }) => version > above);
  for (let index = 0; index < wanted.length; ) {
    const items = wanted.map((file, place) => ({
      label: `$(${place < index ? 'check' : 'file-code'}) ${file.name}`,
      description: place === index ? vscode.l10n.t('next') : '',
      place,
      file,
    }));
    const chosen = await pick(items, items[index], vscode.l10n.t('{0} of {1} copied', index, wanted.length));
    if (!chosen) return;
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(chosen.file.uri));
    await vscode.env.clipboard.writeText(text);
    index = chosen.place + 1;
  }
  void vscode.window.showInformationMessage(
    vscode.l10n.t('That was the last file. Run it, then set up the team store again to check.'),
  );
}

function pick<Item extends vscode.QuickPickItem>(
  items: readonly Item[],
  active: Item | undefined,
  progress: string,
): Promise<Item | undefined> {
  return new Promise((resolve) => {
    const box = vscode.window.createQuickPick<Item>();
    box.title = vscode.l10n.t('Copy SQL: {0}', progress);
    box.placeholder = vscode.l10n.t(
      'Copy a file, run it in the project’s SQL editor, come back for the next',
    );
    box.items = items;
    if (active) box.activeItems = [active];
    box.ignoreFocusOut = true;
    box.onDidAccept(() => {
      resolve(box.selectedItems[0]);
      box.hide();
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}
