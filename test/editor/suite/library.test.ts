import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import {
  choose,
  discard,
  eventually,
  fixwardExtension,
  openFile,
  quickFixesFor,
  sampleUri,
  scratchPath,
  waitForRule,
  waitUntilGone,
} from '../support.ts';

/** The first question makes the store and brings the shipped patterns into it. */
const STORE_TIMEOUT_MS = 150_000;
const SHIPPED_KEY = 'timeout-on-requests';
const CALL = 'import requests\n\n\ndef send(url):\n    return requests.post(url)\n';

describe('the library', function () {
  this.timeout(STORE_TIMEOUT_MS);
  before(() => fixwardExtension().activate());

  it('has its views and the panel', async () => {
    const commands = await vscode.commands.getCommands(true);
    for (const view of ['fixward.patterns', 'fixward.audit', 'fixward.panel']) {
      assert.ok(commands.includes(`${view}.focus`), view);
    }
  });

  it('hands out a pattern that ships with Fixward, by its key', async () => {
    await vscode.commands.executeCommand('fixward.copyPattern', SHIPPED_KEY);
    assert.match(await vscode.env.clipboard.readText(), /^# .*timeout/iu);
  });

  it('inserts a pattern’s code at the cursor', async () => {
    const path = scratchPath();
    const editor = await openFile(path, '');
    await vscode.commands.executeCommand('fixward.insertPatternCode', SHIPPED_KEY);
    assert.match(editor.document.getText(), /timeout/u);
    await discard(path);
  });

  it('shows a pattern in the tab that is open', async () => {
    await vscode.commands.executeCommand('fixward.openPanelInEditor');
    const path = scratchPath();
    await openFile(path, CALL);
    assert.equal(activeTab()?.label.startsWith('scratch'), true);
    await vscode.commands.executeCommand('fixward.showPattern', SHIPPED_KEY);
    await eventually(
      () => (activeTab()?.label === 'Fixward' ? true : undefined),
      () => `the active tab is ${activeTab()?.label}`,
    );
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await discard(path);
  });

  it('opens what a search has found', async () => {
    await vscode.commands.executeCommand('fixward.openPanelInEditor');
    const path = scratchPath();
    await openFile(path, CALL);
    await accepted(vscode.commands.executeCommand('fixward.searchPatterns', 'requests timeout'));
    await eventually(
      () => (activeTab()?.label === 'Fixward' ? true : undefined),
      () => `the active tab is ${activeTab()?.label}`,
    );
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await discard(path);
  });

  it('knows patterns like a finding', async () => {
    await vscode.commands.executeCommand('fixward.openPanelInEditor');
    const path = scratchPath();
    const editor = await openFile(path, CALL);
    const { range } = await waitForRule(sampleUri(path), 'network-call-without-timeout');
    editor.selection = new vscode.Selection(range.start, range.end);
    await accepted(vscode.commands.executeCommand('fixward.similarPatterns'));
    await eventually(
      () => (activeTab()?.label === 'Fixward' ? true : undefined),
      () => `the active tab is ${activeTab()?.label}`,
    );
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await discard(path);
  });

  it('audits files from a scan, and a file is complete when its last finding was fixed', async () => {
    const path = scratchPath();
    const editor = await openFile(path, CALL);
    const finding = await waitForRule(sampleUri(path), 'network-call-without-timeout');
    await vscode.commands.executeCommand('fixward.startFileAudit');
    assert.match(await auditLine(path), /Not Started/u);
    await vscode.window.showTextDocument(editor.document);
    const fix = (await quickFixesFor(sampleUri(path), finding)).find(({ title }) =>
      title.includes('10 seconds'),
    );
    assert.ok(fix);
    await choose(fix);
    await waitUntilGone(sampleUri(path), 'network-call-without-timeout');
    let line = '';
    await eventually(
      async () => {
        line = await auditLine(path);
        return /Complete/u.test(line) ? line : undefined;
      },
      () => `the audit says ${line}`,
    );
    await vscode.window.showTextDocument(editor.document);
    await discard(path);
  });
});

function activeTab(): vscode.Tab | undefined {
  return vscode.window.tabGroups.activeTabGroup.activeTab;
}

/** Presses Enter in the list that a command shows, until the command is done. */
async function accepted(command: Thenable<unknown>): Promise<void> {
  let done = false;
  const ended = Promise.resolve(command).finally(() => {
    done = true;
  });
  while (!done) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    if (!done) await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
  }
  await ended;
}

/** What the audit's report says of a file. */
async function auditLine(path: string): Promise<string> {
  await vscode.commands.executeCommand('fixward.reportFileAudit');
  const text = vscode.window.activeTextEditor?.document.getText() ?? '';
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  const place = text.split('\n').find((line) => line.includes(path.split('/').at(-1) ?? path));
  return place ?? `no line of ${path} in:\n${text}`;
}
