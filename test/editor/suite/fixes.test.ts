import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import {
  choose,
  codeActionsAt,
  discard,
  openFile,
  quickFixesFor,
  sampleUri,
  scratchPath,
  type,
  waitForRule,
  waitUntilGone,
} from '../support.ts';

const typed = 'def add(item, basket=[]):\n    basket.append(item)\n    return basket\n';
const fixed =
  'def add(item, basket=None):\n    if basket is None:\n        basket = []\n    basket.append(item)\n    return basket\n';

describe('fixes', () => {
  let path: string;
  beforeEach(() => {
    path = scratchPath();
  });
  afterEach(() => discard(path));

  it('one fix of a finding is preferred, and applying it mends the file', async () => {
    const { document } = await openFile(path, typed);
    const diagnostic = await waitForRule(document.uri, 'mutable-default-argument');
    const preferred = (await quickFixesFor(document.uri, diagnostic)).filter(
      ({ isPreferred }) => isPreferred,
    );
    assert.equal(preferred.length, 1);
    await choose(preferred[0] as vscode.CodeAction);
    assert.equal(document.getText(), fixed);
    await waitUntilGone(document.uri, 'mutable-default-argument');
  });

  it('a fix that also adds an import is undone in one step', async () => {
    const text = 'from datetime import datetime\n\n\ndef stamp():\n    return datetime.utcnow()\n';
    const { document } = await openFile(path, text);
    const diagnostic = await waitForRule(document.uri, 'naive-utc-datetime');
    const [action] = await quickFixesFor(document.uri, diagnostic);
    assert.ok(action?.edit);
    assert.ok(action.edit.get(document.uri).length > 1, 'the fix edits two places');
    await choose(action);
    assert.match(document.getText(), /timezone\.utc/);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), text);
    await waitForRule(document.uri, 'naive-utc-datetime');
  });

  it('line ends, indentation and comments around a fix stay as they are', async () => {
    const text =
      'class Box:\r\n\t# keeps parcels 📦\r\n\tdef add(self, item, parcels={}):  # by weight\r\n\t\tparcels[item] = 1\r\n';
    const { document } = await openFile(path, text);
    const diagnostic = await waitForRule(document.uri, 'mutable-default-argument');
    const [action] = await quickFixesFor(document.uri, diagnostic);
    assert.ok(action);
    await choose(action);
    const after = document.getText();
    assert.match(after, /\t# keeps parcels 📦\r\n\tdef add\(self, item, parcels=None\): {2}# by weight\r\n/);
    assert.equal(after.replaceAll('\r\n', '').includes('\n'), false);
  });

  it('every fix of the file is one source action', async () => {
    const { document } = await openFile(path, `${typed}\n\n${typed.replace('add', 'put')}`);
    await waitForRule(document.uri, 'mutable-default-argument');
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const kind = vscode.CodeActionKind.SourceFixAll.append('fixward');
    const [action, ...others] = await codeActionsAt(document.uri, whole, kind);
    assert.ok(action);
    assert.deepEqual(others, []);
    await choose(action);
    assert.equal(document.getText(), `${fixed}\n\n${fixed.replace('add', 'put')}`);
    await waitUntilGone(document.uri, 'mutable-default-argument');
  });

  it('fixing on save happens only when the user asked for it', async () => {
    const editor = await openFile(path, typed);
    await waitForRule(editor.document.uri, 'mutable-default-argument');
    const touch = () => type(editor, (edit) => edit.insert(new vscode.Position(0, 0), '# basket\n'));
    await touch();
    await editor.document.save();
    assert.equal(editor.document.getText(), `# basket\n${typed}`);
    const configuration = vscode.workspace.getConfiguration('editor', editor.document.uri);
    await configuration.update(
      'codeActionsOnSave',
      { 'source.fixAll.fixward': 'explicit' },
      vscode.ConfigurationTarget.Workspace,
    );
    try {
      await touch();
      await editor.document.save();
      assert.equal(editor.document.getText(), `# basket\n# basket\n${fixed}`);
    } finally {
      await configuration.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('the light bulb also offers to suppress, to explain and to read on', async () => {
    const { document } = await openFile(path, typed);
    const diagnostic = await waitForRule(document.uri, 'mutable-default-argument');
    const actions = await quickFixesFor(document.uri, diagnostic);
    const commands = actions.map(({ command }) => command?.command);
    for (const wanted of [
      'suppressWithReason',
      'explainFinding',
      'showRuleDocumentation',
      'fixAllInWorkspace',
    ]) {
      assert.ok(commands.includes(`fixward.${wanted}`), `${wanted} is not among ${commands.join(', ')}`);
    }
  });

  it('a suppression comment with a reason hides the finding, and one that hides nothing is reported', async () => {
    const comment = '# fixward-ignore-next-line mutable-default-argument: the list is meant to be shared\n';
    const { document } = await openFile(path, `${comment}${typed}`);
    const other = sampleUri('worker/worker/suppliers.py');
    await vscode.window.showTextDocument(other);
    await waitForRule(other, 'mutable-default-argument');
    await waitUntilGone(document.uri, 'mutable-default-argument');
    const editor = await vscode.window.showTextDocument(document);
    await type(editor, (edit) =>
      edit.replace(new vscode.Range(1, 0, document.lineCount, 0), 'def add(item):\n    return item\n'),
    );
    await waitForRule(document.uri, 'unused-suppression');
  });

  it('no fix is offered for text that has changed in the meantime', async () => {
    const editor = await openFile(path, typed);
    const { document } = editor;
    const diagnostic = await waitForRule(document.uri, 'mutable-default-argument');
    await type(editor, (edit) =>
      edit.replace(new vscode.Range(0, 0, document.lineCount, 0), 'def add(item):\n    return item\n'),
    );
    const actions = await codeActionsAt(document.uri, diagnostic.range, vscode.CodeActionKind.QuickFix);
    assert.deepEqual(
      actions.filter(({ edit }) => edit?.has(document.uri)).map(({ title }) => title),
      [],
    );
  });
});
