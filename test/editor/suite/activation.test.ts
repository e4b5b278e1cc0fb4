import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { eventually, fixwardExtension } from '../support.ts';

describe('activation', () => {
  it('the extension activates in a folder', async () => {
    const extension = fixwardExtension();
    await extension.activate();
    assert.equal(extension.isActive, true);
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
