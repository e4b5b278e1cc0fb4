import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import {
  discard,
  fixwardDiagnostics,
  openFile,
  ruleIdOf,
  sampleUri,
  scratchPath,
  type,
  waitForDiagnostics,
  waitForRule,
  waitUntilGone,
} from '../support.ts';

/** What a reader of the sample workspace sees first in each of its parts. */
const expectedInSample: readonly (readonly [path: string, ruleIds: readonly string[]])[] = [
  ['api/src/services/paymentGateway.ts', ['no-eval']],
  ['worker/worker/invoices.py', ['mutable-default-argument', 'naive-utc-datetime']],
  ['worker/worker/suppliers.py', ['mutable-default-argument', 'bare-except', 'no-eval']],
  ['supabase/migrations/20260115090000_deliveries.sql', ['require-concurrent-index-creation']],
];

describe('diagnostics', () => {
  afterEach(() => discard());

  for (const [path, ruleIds] of expectedInSample) {
    it(`show in ${path} of the sample: ${ruleIds.join(', ')}`, async () => {
      const uri = sampleUri(path);
      await vscode.window.showTextDocument(uri);
      await waitForDiagnostics(uri, (found) =>
        ruleIds.every((id) => found.some((one) => ruleIdOf(one) === id)),
      );
    });
  }

  it('stay away from sound code', async () => {
    const sound = sampleUri('web/lib/money.ts');
    const faulty = sampleUri('worker/worker/suppliers.py');
    await vscode.window.showTextDocument(sound);
    // The server answers in order, so findings of a file opened later prove that this one was checked.
    await vscode.window.showTextDocument(faulty);
    await waitForRule(faulty, 'bare-except');
    assert.deepEqual(fixwardDiagnostics(sound), []);
  });

  it('carry a stable code that leads to the documentation', async () => {
    const uri = sampleUri('worker/worker/invoices.py');
    await vscode.window.showTextDocument(uri);
    const { code, source, message } = await waitForRule(uri, 'mutable-default-argument');
    assert.ok(typeof code === 'object');
    assert.equal(code.target.scheme, 'command');
    assert.match(code.target.toString(true), /fixward\.showRuleDocumentation.*mutable-default-argument/);
    assert.equal(source, 'Fixward');
    assert.match(message, /already_reminded/);
  });

  it('come and go while a file is typed', async () => {
    const path = scratchPath();
    const editor = await openFile(path, 'def total(lines):\n    return sum(lines)\n');
    const { document } = editor;
    await type(editor, (edit) =>
      edit.insert(new vscode.Position(2, 0), '\n\ndef add(item, basket=[]):\n    basket.append(item)\n'),
    );
    await waitForRule(document.uri, 'mutable-default-argument');
    const place = document.positionAt(document.getText().indexOf('=[]'));
    await type(editor, (edit) => edit.replace(new vscode.Range(place, place.translate(0, 3)), ''));
    await waitUntilGone(document.uri, 'mutable-default-argument');
    await discard(path);
  });

  it('show in a file that was never saved', async () => {
    const content = 'def add(item, basket=[]):\n    basket.append(item)\n';
    const document = await vscode.workspace.openTextDocument({ language: 'python', content });
    await vscode.window.showTextDocument(document);
    await waitForRule(document.uri, 'mutable-default-argument');
  });

  it('show in the finished statements of a half-typed SQL file', async () => {
    const content =
      'create table (\n\nselect from where;\n\ncreate index orders_label_idx on public.orders (label);\n\nalter table public.or';
    const document = await vscode.workspace.openTextDocument({ language: 'sql', content });
    await vscode.window.showTextDocument(document);
    const { range } = await waitForRule(document.uri, 'require-concurrent-index-creation');
    assert.equal(range.start.line, 4);
  });

  it('show in the finished functions of a half-typed Python file', async () => {
    const content = 'def add(item, basket=[]):\n    basket.append(item)\n\n\ndef next_(\n    if x ==\n';
    const document = await vscode.workspace.openTextDocument({ language: 'python', content });
    await vscode.window.showTextDocument(document);
    await waitForRule(document.uri, 'mutable-default-argument');
  });

  it('point at the right characters behind CRLF and text outside the basic plane', async () => {
    const path = scratchPath();
    const text =
      '# 😀 Grüße\r\nname = "😀😀"\r\n\r\ndef add(item, note="😀", basket=[]):\r\n    basket.append(item)\r\n';
    const { document } = await openFile(path, text);
    assert.equal(document.eol, vscode.EndOfLine.CRLF);
    const { range } = await waitForRule(document.uri, 'mutable-default-argument');
    assert.equal(document.getText(range), 'basket=[]');
    await discard(path);
  });

  it('are cleared when the file is deleted', async () => {
    const path = scratchPath();
    const { document } = await openFile(path, 'def add(item, basket=[]):\n    basket.append(item)\n');
    await waitForRule(document.uri, 'mutable-default-argument');
    await discard(path);
    await waitForDiagnostics(document.uri, (found) => found.length === 0);
  });
});
