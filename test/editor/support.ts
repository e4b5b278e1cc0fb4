import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';

/** A first diagnostic includes starting the server and loading its grammars. */
const waitTimeoutMs = 20_000;

/** The extension under test, as the editor knows it. */
export function fixwardExtension(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension('fixward.fixward');
  assert.ok(extension, 'the editor does not know fixward.fixward');
  return extension;
}

/** A file of the sample workspace that the suite runs in. */
export function sampleUri(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'the suite runs with a folder open');
  return vscode.Uri.joinPath(folder.uri, path);
}

/** Waits until a question has an answer that is not undefined; the reason tells what was missing when it never had. */
export async function eventually<T>(
  ask: () => T | undefined | Promise<T | undefined>,
  reason: () => string,
): Promise<T> {
  const deadline = Date.now() + waitTimeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${waitTimeoutMs / 1000} s in vain: ${reason()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Fixward's own diagnostics of a document, without those of the editor's language extensions. */
export function fixwardDiagnostics(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter((diagnostic) => diagnostic.source?.toLowerCase() === 'fixward');
}

/** Waits until Fixward's diagnostics of a document are as wanted, and gives them back. */
export function waitForDiagnostics(
  uri: vscode.Uri,
  wanted: (diagnostics: readonly vscode.Diagnostic[]) => boolean,
): Promise<vscode.Diagnostic[]> {
  return eventually(
    () => {
      const diagnostics = fixwardDiagnostics(uri);
      return wanted(diagnostics) ? diagnostics : undefined;
    },
    () => `diagnostics of ${uri.path} are ${JSON.stringify(fixwardDiagnostics(uri).map(ruleIdOf))}`,
  );
}

/** The rule that a diagnostic comes from. */
export function ruleIdOf(diagnostic: vscode.Diagnostic): string {
  const { code } = diagnostic;
  return String(typeof code === 'object' ? code.value : code);
}
