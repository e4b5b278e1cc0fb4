import type { CreateFile, TextDocumentEdit } from 'vscode-languageserver/node';

/** The parts of a workspace edit that write a file which is not there yet. */
export function newFileChanges(uri: string, text: string): readonly [CreateFile, TextDocumentEdit] {
  const start = { line: 0, character: 0 };
  return [
    // A file that is there after all is somebody's work: the edit fails instead of writing over it.
    { kind: 'create', uri, options: { overwrite: false, ignoreIfExists: false } },
    { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText: text }] },
  ];
}
