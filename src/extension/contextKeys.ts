import * as vscode from 'vscode';

/** Values that menus, enablement and welcome texts of package.json ask for. */
export interface ContextValues {
  readonly 'fixward.serverState': 'starting' | 'running' | 'stopped' | 'failed';
  readonly 'fixward.scanning': boolean;
  readonly 'fixward.scanned': boolean;
  readonly 'fixward.proving': boolean;
  readonly 'fixward.findings.groupBy': 'severity' | 'layer' | 'rule' | 'file';
  readonly 'fixward.findings.filtered': boolean;
  readonly 'fixward.patterns.state': LibraryState;
  readonly 'fixward.patterns.filtered': boolean;
  readonly 'fixward.audit.state': LibraryState;
  readonly 'fixward.signedIn': boolean;
}

/** What a view of the store knows of it: nothing before it was first asked. */
export type LibraryState = 'unknown' | 'none' | 'some' | 'failed';

export function setContextValue<Key extends keyof ContextValues>(key: Key, value: ContextValues[Key]): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
