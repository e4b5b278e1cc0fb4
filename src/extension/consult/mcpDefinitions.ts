import * as vscode from 'vscode';

/** Lets the editor's own agents reach Fixward; forks of the editor that know no such servers are left alone. */
export function registerMcpServer(context: vscode.ExtensionContext): vscode.Disposable {
  if (typeof vscode.lm.registerMcpServerDefinitionProvider !== 'function')
    return new vscode.Disposable(() => {});
  const version: unknown = context.extension.packageJSON.version;
  return vscode.lm.registerMcpServerDefinitionProvider('fixward.mcp', {
    provideMcpServerDefinitions: () => [
      new vscode.McpStdioServerDefinition(
        'Fixward',
        process.execPath,
        [vscode.Uri.joinPath(context.extensionUri, 'dist', 'mcp.mjs').fsPath],
        // The editor's own program is one of Node's only when told so.
        { ELECTRON_RUN_AS_NODE: '1' },
        typeof version === 'string' ? version : undefined,
      ),
    ],
    resolveMcpServerDefinition: (server) => server,
  });
}
