import type { WorkspaceEdit } from 'vscode-languageclient/node';

/** The files that an edit changes, with the number of places in each. */
export function changedFiles(
  edit: Pick<WorkspaceEdit, 'changes' | 'documentChanges'>,
): readonly { readonly uri: string; readonly sites: number }[] {
  const sites = new Map<string, number>();
  const add = (uri: string, count: number): void => {
    sites.set(uri, (sites.get(uri) ?? 0) + count);
  };
  for (const [uri, edits] of Object.entries(edit.changes ?? {})) add(uri, edits.length);
  for (const change of edit.documentChanges ?? []) {
    if ('textDocument' in change) add(change.textDocument.uri, change.edits.length);
  }
  return [...sites].map(([uri, count]) => ({ uri, sites: count }));
}
