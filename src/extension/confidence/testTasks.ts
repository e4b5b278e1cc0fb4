import * as vscode from 'vscode';
import type { TestsEndedParams } from '../../protocol/lsp.ts';

/**
 * Tells of tests that ran as a task of the test group and ended by themselves: whether they passed, and when they began.
 * One that was ended, or belongs to no folder for certain, says nothing.
 */
export function watchTestTasks(tell: (ended: TestsEndedParams) => void): vscode.Disposable {
  const started = new Map<vscode.TaskExecution, string>();
  return vscode.Disposable.from(
    vscode.tasks.onDidStartTaskProcess(({ execution }) => {
      if (isTest(execution.task)) started.set(execution, new Date().toISOString());
    }),
    vscode.tasks.onDidEndTask(({ execution }) => started.delete(execution)),
    vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      const startedAt = started.get(execution);
      started.delete(execution);
      const folder = folderOf(execution.task);
      if (startedAt === undefined || exitCode === undefined || !folder) return;
      const { name } = execution.task;
      tell({ folderUri: folder.uri.toString(), name, passed: exitCode === 0, startedAt });
    }),
  );
}

/** The editor makes groups anew for what it hands out; their ids are the same. */
function isTest({ group }: vscode.Task): boolean {
  return group?.id === vscode.TaskGroup.Test.id;
}

function folderOf({ scope }: vscode.Task): vscode.WorkspaceFolder | undefined {
  if (typeof scope === 'object') return scope;
  const [only, ...others] = vscode.workspace.workspaceFolders ?? [];
  return others.length === 0 ? only : undefined;
}
