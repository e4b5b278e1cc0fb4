import * as vscode from 'vscode';

/** Calls back once nobody has typed for a while, or at last after the longest wait; disposing calls it off. */
export function whenIdle(idleMs: number, waitMsMax: number, callback: () => void): vscode.Disposable {
  let timer = setTimeout(done, idleMs);
  const last = setTimeout(done, waitMsMax);
  const typing = vscode.workspace.onDidChangeTextDocument(() => {
    clearTimeout(timer);
    timer = setTimeout(done, idleMs);
  });
  return new vscode.Disposable(stop);

  function stop(): void {
    clearTimeout(timer);
    clearTimeout(last);
    typing.dispose();
  }
  function done(): void {
    stop();
    callback();
  }
}
