import type { CreateFile, TextDocumentEdit } from 'vscode-languageserver/node';

/**
 * The parts of a workspace edit that write a file.
 *
 * @param replaces the file is there and is written anew; any other that is there is somebody's work, and the edit fails
 */
export function newFileChanges(
  uri: string,
  text: string,
  replaces = false,
): readonly [CreateFile, TextDocumentEdit] {
  const start = { line: 0, character: 0 };
  return [
    { kind: 'create', uri, options: { overwrite: replaces, ignoreIfExists: false } },
    { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText: text }] },
  ];
}
