import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { discard, sampleUri, waitForRule } from '../support.ts';

describe('hover', () => {
  afterEach(() => discard());

  it('over a finding says why it matters, what to do and where to read on', async () => {
    const uri = sampleUri('worker/worker/invoices.py');
    await vscode.window.showTextDocument(uri);
    const { range } = await waitForRule(uri, 'mutable-default-argument');
    const text = await hoverText(uri, range.start.translate(0, 1));
    assert.match(text, /shared/i);
    assert.match(text, /\*\*Do:\*\*/);
    assert.match(text, /fixward\.showRuleDocumentation/);
  });

  it('over sound code says nothing', async () => {
    const uri = sampleUri('worker/worker/invoices.py');
    await vscode.window.showTextDocument(uri);
    await waitForRule(uri, 'mutable-default-argument');
    assert.doesNotMatch(await hoverText(uri, new vscode.Position(0, 5)), /fixward/i);
  });
});

async function hoverText(uri: vscode.Uri, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    uri,
    position,
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}
