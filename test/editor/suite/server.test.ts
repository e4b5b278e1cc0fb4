import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import {
  discard,
  fixwardExtension,
  openFile,
  sampleUri,
  scratchPath,
  type,
  waitForRule,
} from '../support.ts';

describe('the language server', () => {
  afterEach(() => discard());

  it('finds again after a restart, also in what was never saved', async () => {
    const path = scratchPath();
    const editor = await openFile(path, 'def total(lines):\n    return sum(lines)\n');
    await type(editor, (edit) =>
      edit.insert(new vscode.Position(0, 0), 'def add(item, basket=[]):\n    basket.append(item)\n\n\n'),
    );
    await waitForRule(editor.document.uri, 'mutable-default-argument');
    await vscode.commands.executeCommand('fixward.restartServer');
    await waitForRule(editor.document.uri, 'mutable-default-argument');
    await discard(path);
  });

  it('scans the workspace without opening its files', async () => {
    const uri = sampleUri('worker/worker/shipping.py');
    const openBefore = vscode.workspace.textDocuments.map(({ uri: open }) => open.toString());
    assert.ok(!openBefore.includes(uri.toString()));
    await vscode.commands.executeCommand('fixward.scanWorkspace');
    const openAfter = vscode.workspace.textDocuments.map(({ uri: open }) => open.toString());
    assert.ok(!openAfter.includes(uri.toString()));
  });

  it('writes each rule’s page, which opens without a network', async () => {
    const page = await vscode.workspace.openTextDocument(
      vscode.Uri.from({ scheme: 'fixward-rule', path: '/mutable-default-argument.md' }),
    );
    assert.match(page.getText(), /^# /);
    assert.match(page.getText(), /basket/);
  });

  it('the extension offers its log, its view and its walkthrough', async () => {
    await vscode.commands.executeCommand('fixward.showLog');
    await vscode.commands.executeCommand('fixward.findings.focus');
    const { contributes } = fixwardExtension().packageJSON;
    assert.deepEqual(
      contributes.views.fixward.map(({ id }: { id: string }) => id),
      [
        'fixward.findings',
        'fixward.migrations',
        'fixward.plans',
        'fixward.patterns',
        'fixward.audit',
        'fixward.rules',
      ],
    );
    assert.equal(contributes.walkthroughs.length, 1);
  });
});
