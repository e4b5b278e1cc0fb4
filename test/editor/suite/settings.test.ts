import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import {
  discard,
  eventually,
  fixwardDiagnostics,
  ruleIdOf,
  sampleUri,
  waitForRule,
  waitUntilGone,
} from '../support.ts';

describe('settings', () => {
  const uri = () => sampleUri('worker/worker/invoices.py');

  beforeEach(async () => {
    await vscode.window.showTextDocument(uri());
    await waitForRule(uri(), 'mutable-default-argument');
  });
  afterEach(async () => {
    for (const name of ['rules', 'severities', 'enable']) await set(name, undefined);
    await discard();
  });

  it('turn one rule off and on again without a restart', async () => {
    await set('rules', { 'mutable-default-argument': 'off' });
    await waitUntilGone(uri(), 'mutable-default-argument');
    await waitForRule(uri(), 'naive-utc-datetime');
    await set('rules', undefined);
    await waitForRule(uri(), 'mutable-default-argument');
  });

  it('give one rule another severity', async () => {
    assert.equal(
      (await waitForRule(uri(), 'mutable-default-argument')).severity,
      vscode.DiagnosticSeverity.Warning,
    );
    await set('rules', { 'mutable-default-argument': 'CRITICAL' });
    await untilSeverity(vscode.DiagnosticSeverity.Error);
  });

  it('show a whole severity in another way', async () => {
    await set('severities', { MEDIUM: 'hint' });
    await untilSeverity(vscode.DiagnosticSeverity.Hint);
  });

  it('turn everything off', async () => {
    await set('enable', false);
    await eventually(
      () => (fixwardDiagnostics(uri()).length === 0 ? true : undefined),
      () => `${fixwardDiagnostics(uri()).length} diagnostics are left`,
    );
  });

  it('of the project take effect when its file changes, and when it is mended', async () => {
    const file = sampleUri('.fixward/config.yaml');
    const before = await vscode.workspace.fs.readFile(file);
    try {
      const text = `${new TextDecoder().decode(before)}\nrules:\n  mutable-default-argument: off\n`;
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
      await waitUntilGone(uri(), 'mutable-default-argument');
    } finally {
      await vscode.workspace.fs.writeFile(file, before);
    }
    await waitForRule(uri(), 'mutable-default-argument');
  });

  it('every setting has a title, an order and a description', () => {
    const { configuration } =
      vscode.extensions.getExtension('fixward.fixward')?.packageJSON.contributes ?? {};
    const properties = configuration.flatMap((category: { properties: object }) =>
      Object.entries(category.properties),
    );
    assert.ok(properties.length > 0);
    for (const [name, property] of properties) {
      assert.equal(typeof property.order, 'number', name);
      assert.ok(String(property.markdownDescription ?? property.description).length > 10, name);
    }
  });

  async function untilSeverity(wanted: vscode.DiagnosticSeverity): Promise<void> {
    await eventually(
      () => (severity() === wanted ? true : undefined),
      () => `the severity is ${severity()}`,
    );
  }

  function severity(): vscode.DiagnosticSeverity | undefined {
    return fixwardDiagnostics(uri()).find((one) => ruleIdOf(one) === 'mutable-default-argument')?.severity;
  }
});

async function set(name: string, value: unknown): Promise<void> {
  await vscode.workspace
    .getConfiguration('fixward')
    .update(name, value, vscode.ConfigurationTarget.Workspace);
}
