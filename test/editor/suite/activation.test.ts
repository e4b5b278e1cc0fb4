import { strict as assert } from 'node:assert';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { eventually, fixwardExtension } from '../support.ts';

describe('activation', () => {
  it('the extension activates in a folder', async () => {
    const extension = fixwardExtension();
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('starts nothing of the store', async () => {
    await fixwardExtension().activate();
    await eventually(
      async () =>
        (await vscode.commands.getCommands(true)).includes('fixward.recordFix') ? true : undefined,
      () => 'the language server is not up',
    );
    const home = process.env.FIXWARD_HOME;
    assert.ok(home, 'the suite has a library of its own');
    assert.equal(existsSync(join(home, 'service')), false, 'the service was started');
    assert.equal(existsSync(join(home, 'store')), false, 'the store was made');
  });

  it('says how long loading and activating took', async () => {
    const { loadMs, activateMs } = (await fixwardExtension().activate()) as Record<string, number>;
    assert.ok(loadMs !== undefined && loadMs > 0);
    assert.ok(activateMs !== undefined && activateMs > 0);
    // For the figures: a duration is printed, never judged.
    writeFileSync(join(__dirname, '..', 'activation.json'), JSON.stringify({ loadMs, activateMs }));
  });

  it('every contributed command is registered and every registered one contributed', async () => {
    const extension = fixwardExtension();
    await extension.activate();
    const contributed: string[] = extension.packageJSON.contributes.commands.map(
      (command: { command: string }) => command.command,
    );
    // The server's own commands are there once it runs.
    await eventually(
      async () => ((await registeredCommands()).length >= contributed.length ? true : undefined),
      () => 'not every command is registered',
    );
    assert.deepEqual((await registeredCommands()).sort(), contributed.sort());
  });
});

/** Without those that the editor itself registers for each view. */
async function registeredCommands(): Promise<string[]> {
  const ofViews = /^fixward\.\w+\.(focus|open|resetViewLocation|removeView|toggleVisibility)$/;
  return (await vscode.commands.getCommands(true)).filter(
    (id) => id.startsWith('fixward.') && !ofViews.test(id),
  );
}
