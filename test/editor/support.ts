import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';

/** A first diagnostic includes starting the server and loading its grammars. */
const waitTimeoutMs = 10_000;

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
    () =>
      `diagnostics of ${uri.path} are ${JSON.stringify(fixwardDiagnostics(uri).map((one) => [ruleIdOf(one), one.message]))}`,
  );
}

/** The rule that a diagnostic comes from. */
export function ruleIdOf(diagnostic: vscode.Diagnostic): string {
  const { code } = diagnostic;
  return String(typeof code === 'object' ? code.value : code);
}

/** A path in the worker's layer that no other test uses, so that the editor holds no older text of it. */
export function scratchPath(): string {
  return `worker/worker/scratch_${randomUUID().slice(0, 8)}.py`;
}

/** Writes a file into the workspace and shows it, as a user who opens it would. */
export async function openFile(path: string, text: string): Promise<vscode.TextEditor> {
  const uri = sampleUri(path);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const document = await vscode.workspace.openTextDocument(uri);
  assert.equal(document.getText(), text, 'the editor shows what was written');
  return vscode.window.showTextDocument(document);
}

/** Changes the text of an editor; an edit that the editor refuses is a failure of the test, not of Fixward. */
export async function type(
  editor: vscode.TextEditor,
  change: (edit: vscode.TextEditorEdit) => void,
): Promise<void> {
  assert.equal(await editor.edit(change), true, 'the editor refused the edit');
}

/** Closes every editor without saving and removes files that a test wrote. */
export async function discard(...paths: readonly string[]): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.files.revert');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  for (const path of paths) await vscode.workspace.fs.delete(sampleUri(path), { useTrash: false });
}

/** The diagnostic of one rule, once it is there. */
export async function waitForRule(uri: vscode.Uri, ruleId: string): Promise<vscode.Diagnostic> {
  const diagnostics = await waitForDiagnostics(uri, (found) => found.some((one) => ruleIdOf(one) === ruleId));
  const diagnostic = diagnostics.find((one) => ruleIdOf(one) === ruleId);
  assert.ok(diagnostic);
  return diagnostic;
}

/** Waits until no diagnostic of a rule is left in a document. */
export async function waitUntilGone(uri: vscode.Uri, ruleId: string): Promise<void> {
  await waitForDiagnostics(uri, (found) => found.every((one) => ruleIdOf(one) !== ruleId));
}

/** The code actions the editor would list at a place, with their edits resolved. */
export async function codeActionsAt(
  uri: vscode.Uri,
  range: vscode.Range,
  kind: vscode.CodeActionKind,
): Promise<vscode.CodeAction[]> {
  const resolvedMax = 30;
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    kind.value,
    resolvedMax,
  );
  return actions ?? [];
}

/** Fixward's light bulb for one diagnostic, without what other extensions offer there. */
export function quickFixesFor(uri: vscode.Uri, diagnostic: vscode.Diagnostic): Promise<vscode.CodeAction[]> {
  // The editor drops an answer that crosses a newer version of the document, and asks again, as this does.
  return eventually(
    async () => {
      const actions = await codeActionsAt(uri, diagnostic.range, vscode.CodeActionKind.QuickFix);
      const own = actions.filter(({ command }) => command?.command.startsWith('fixward.'));
      return own.length > 0 ? own : undefined;
    },
    () => `no code action of ${ruleIdOf(diagnostic)}`,
  );
}

/** Chooses an action the way the editor does: its edit first, then its command. */
export async function choose(action: vscode.CodeAction): Promise<void> {
  if (action.edit) assert.equal(await vscode.workspace.applyEdit(action.edit), true);
  if (action.command) {
    await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
  }
}
