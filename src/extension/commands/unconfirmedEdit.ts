import type { WorkspaceEdit } from 'vscode-languageclient/node';

/** The same edit without the wish to be confirmed piece by piece, for a reader who has agreed to all of it. */
export function withoutConfirmation(edit: WorkspaceEdit): WorkspaceEdit {
  if (edit.changeAnnotations === undefined) return edit;
  const changeAnnotations = Object.fromEntries(
    Object.entries(edit.changeAnnotations).map(([id, annotation]) => [
      id,
      { ...annotation, needsConfirmation: false },
    ]),
  );
  return { ...edit, changeAnnotations };
}
