import * as vscode from 'vscode';

/** Newest commits offered; an older one is named by its hash. */
const COMMITS_LISTED_MAX = 100;

/** The part of the editor's own git extension that is asked. */
interface GitApi {
  readonly repositories: readonly {
    readonly rootUri: vscode.Uri;
    log(options: { readonly maxEntries: number }): Promise<
      readonly {
        readonly hash: string;
        readonly message: string;
        readonly authorName?: string;
        readonly authorDate?: Date;
      }[]
    >;
  }[];
}

interface CommitItem extends vscode.QuickPickItem {
  readonly hash?: string;
}

/** Which commit to learn from; undefined when the user gives up. */
export async function askForCommit(project: string): Promise<string | undefined> {
  const items = await recentCommits(project);
  if (items.length === 0) return askForHash();
  const other: CommitItem = { label: vscode.l10n.t('Another commit …'), alwaysShow: true };
  const chosen = await vscode.window.showQuickPick([...items, other], {
    title: vscode.l10n.t('Learn from a Commit'),
    placeHolder: vscode.l10n.t('The commit that holds the fix'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!chosen) return undefined;
  return chosen.hash ?? askForHash();
}

async function recentCommits(project: string): Promise<readonly CommitItem[]> {
  const repository = (await gitApi())?.repositories
    .filter(({ rootUri }) => isWithin(project, rootUri.fsPath) || isWithin(rootUri.fsPath, project))
    // The innermost one is the project's.
    .toSorted((a, b) => b.rootUri.fsPath.length - a.rootUri.fsPath.length)[0];
  if (!repository) return [];
  try {
    const commits = await repository.log({ maxEntries: COMMITS_LISTED_MAX });
    return commits.map(({ hash, message, authorName, authorDate }) => ({
      label: message.split('\n', 1)[0] ?? hash,
      description: hash.slice(0, 10),
      detail: [authorName, authorDate?.toLocaleDateString()].filter((part) => part !== undefined).join(' · '),
      hash,
    }));
  } catch {
    // A repository without a commit yet.
    return [];
  }
}

function isWithin(folder: string, root: string): boolean {
  return folder === root || folder.startsWith(`${root}/`) || folder.startsWith(`${root}\\`);
}

async function gitApi(): Promise<GitApi | undefined> {
  const extension = vscode.extensions.getExtension('vscode.git');
  if (!extension) return undefined;
  try {
    const exported: unknown = await extension.activate();
    if (typeof exported !== 'object' || exported === null || !('getAPI' in exported)) return undefined;
    const { getAPI } = exported;
    // SAFETY: version 1 of the extension's interface, as its documentation names it.
    return typeof getAPI === 'function' ? (getAPI.call(exported, 1) as GitApi) : undefined;
  } catch {
    // Git is switched off or not installed: the server says so when it is asked.
    return undefined;
  }
}

function askForHash(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Learn from a Commit'),
    prompt: vscode.l10n.t('Its hash, or a name such as HEAD~2'),
    value: 'HEAD',
    validateInput: (text) =>
      /^[\w.^~/@{}-]{1,200}$/u.test(text) && !text.startsWith('-')
        ? undefined
        : vscode.l10n.t('Write a commit’s hash, or a name such as HEAD~2.'),
  });
}

/** Which commits to look through; undefined when the user gives up. */
export async function askForRange(): Promise<
  { readonly range?: string; readonly commitsMax?: number } | undefined
> {
  const items = [
    { label: vscode.l10n.t('The last 500 commits'), commitsMax: 500 },
    { label: vscode.l10n.t('The last 5,000 commits'), commitsMax: 5_000 },
    { label: vscode.l10n.t('The whole history'), commitsMax: 1_000_000 },
    { label: vscode.l10n.t('A range …'), commitsMax: undefined },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Learn from the History'),
    placeHolder: vscode.l10n.t('Edits that were made again and again are proposed as patterns'),
  });
  if (!chosen) return undefined;
  if (chosen.commitsMax !== undefined) return { commitsMax: chosen.commitsMax };
  const range = await vscode.window.showInputBox({
    title: vscode.l10n.t('Learn from the History'),
    prompt: vscode.l10n.t('Two commits, such as v1.0..HEAD'),
    validateInput: (text) =>
      /^[\w.^~/@{}-]{1,200}\.\.[\w.^~/@{}-]{1,200}$/u.test(text) && !text.startsWith('-')
        ? undefined
        : vscode.l10n.t('Write two commits with two dots between them, such as v1.0..HEAD.'),
  });
  return range === undefined ? undefined : { range };
}
