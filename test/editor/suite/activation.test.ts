import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { fixwardExtension } from '../support.ts';

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
    const registered = (await vscode.commands.getCommands(true)).filter((id) =>
      /^fixward\.(?!\w+\.(?:focus|open|resetViewLocation|removeView|toggleVisibility)$)/.test(id),
    );
    assert.deepEqual(registered.sort(), contributed.sort());
  });
});
