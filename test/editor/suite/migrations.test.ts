import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { discard, eventually, ruleIdOf, sampleUri, waitForDiagnostics } from '../support.ts';

/** A first proof starts the throw-away database. */
const proofTimeoutMs = 60_000;

const HOLDS = 'worker/migrations/0001_labels.up.sql';
const LEAVES_A_TYPE = 'worker/migrations/0002_label_status.up.sql';
const HAS_NO_WAY_BACK = 'worker/migrations/0003_label_weight.up.sql';

describe('migrations', function () {
  this.timeout(proofTimeoutMs);
  afterEach(() => discard());

  it('offer a proof above their first statement, and a way back where there is none', async () => {
    const uri = sampleUri(HAS_NO_WAY_BACK);
    await vscode.window.showTextDocument(uri);
    const titles = await lensTitles(uri, (found) => found.includes('Propose a down migration'));
    assert.deepEqual(titles, ['Not proven yet: no down migration', 'Prove up', 'Propose a down migration']);
  });

  it('are proven, and say so above, beside each statement and in a certificate', async () => {
    const uri = sampleUri(LEAVES_A_TYPE);
    await vscode.window.showTextDocument(uri);
    await vscode.commands.executeCommand('fixward.proveMigration', { uri: uri.toString() });
    const titles = await lensTitles(uri, (found) => found.includes('Prove again'));
    assert.match(titles[0] ?? '', /Not identical: left behind .*label_status.* · show certificate/);
    const hints = await eventually(
      async () => {
        const labels = await hintLabels(uri);
        return labels.length > 0 ? labels : undefined;
      },
      () => 'no statement says what it locks',
    );
    assert.match(hints.join('\n'), /ACCESS EXCLUSIVE on labels: blocks reads and writes/);
    await vscode.commands.executeCommand('fixward.copyCertificate', { uri: uri.toString() });
    const markdown = await vscode.env.clipboard.readText();
    assert.match(markdown, /^# Not identical: 0002/);
    assert.match(markdown, /label\\_status/);
    await vscode.commands.executeCommand('fixward.showCertificate', { uri: uri.toString() });
  });

  it('are proven as they stand in the editor, saved or not', async () => {
    const uri = sampleUri(HOLDS);
    const editor = await vscode.window.showTextDocument(uri);
    const end = editor.document.positionAt(editor.document.getText().length);
    await editor.edit((edit) => edit.insert(end, '\ncreate table unsaved (id bigint primary key);\n'));
    await vscode.commands.executeCommand('fixward.proveMigration', { uri: uri.toString() });
    const [unsaved] = await lensTitles(uri, (found) => /Not identical/u.test(found[0] ?? ''));
    assert.match(unsaved ?? '', /left behind table public\.unsaved/);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    const [stale] = await lensTitles(uri, (found) => /Changed since/u.test(found[0] ?? ''));
    assert.match(stale ?? '', /Changed since: Not identical/);
    await vscode.commands.executeCommand('fixward.proveMigration', { uri: uri.toString() });
    await lensTitles(uri, (found) => /Proven on Postgres \d+/u.test(found[0] ?? ''));
  });

  it('bring what their final schema lacks to the file where it stands', async () => {
    const uri = sampleUri('supabase/migrations/20251102080000_invoices.sql');
    await vscode.window.showTextDocument(uri);
    await vscode.commands.executeCommand('fixward.checkFinalSchema');
    await waitForDiagnostics(uri, (found) => found.some((one) => ruleIdOf(one) === 'fk-missing-index'));
  });

  it('have a view of their own', async () => {
    await vscode.commands.executeCommand('fixward.migrations.focus');
    await vscode.commands.executeCommand('fixward.refreshMigrations');
  });
});

async function lensTitles(
  uri: vscode.Uri,
  wanted: (titles: readonly string[]) => boolean,
): Promise<readonly string[]> {
  const resolvedMax = 20;
  let seen: readonly string[] = [];
  return eventually(
    async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        uri,
        resolvedMax,
      );
      seen = lenses.map(({ command }) => command?.title ?? '');
      return wanted(seen) ? seen : undefined;
    },
    () => `the lenses read ${JSON.stringify(seen)}`,
  );
}

async function hintLabels(uri: vscode.Uri): Promise<readonly string[]> {
  const document = await vscode.workspace.openTextDocument(uri);
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
    'vscode.executeInlayHintProvider',
    uri,
    whole,
  );
  return hints.map(({ label }) =>
    typeof label === 'string' ? label : label.map(({ value }) => value).join(''),
  );
}
