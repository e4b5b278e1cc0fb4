import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionRequest,
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DidSaveTextDocumentNotification,
  DocumentDiagnosticRequest,
  ExitNotification,
  type FullDocumentDiagnosticReport,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type Range,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';

export interface ServerOptions {
  readonly program: string;
  /** Workspace folder; none when absent. */
  readonly folder?: string;
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Capabilities of a modern client that pulls diagnostics and resolves edits lazily. */
export const PULL_CLIENT: ClientCapabilities = {
  general: { positionEncodings: ['utf-16'] },
  textDocument: {
    diagnostic: { dynamicRegistration: false },
    codeAction: {
      dataSupport: true,
      isPreferredSupport: true,
      resolveSupport: { properties: ['edit'] },
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source.fixAll'] } },
    },
    publishDiagnostics: {},
  },
  workspace: { workspaceEdit: { documentChanges: true } },
};

/** A real language server process with a real client connection on its standard streams. */
export interface TestServer {
  readonly connection: ProtocolConnection;
  readonly process: ChildProcess;
  readonly initialized: InitializeResult;
  readonly home: string;
  open(uri: string, languageId: string, text: string, version?: number): Promise<void>;
  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): Promise<void>;
  save(uri: string): Promise<void>;
  close(uri: string): Promise<void>;
  pull(uri: string): Promise<readonly Diagnostic[]>;
  /** The next push for a document that satisfies the test. */
  pushed(
    uri: string,
    wanted?: (diagnostics: readonly Diagnostic[]) => boolean,
  ): Promise<readonly Diagnostic[]>;
  actions(uri: string, range: Range, only?: readonly string[]): Promise<readonly CodeAction[]>;
  stop(): Promise<number | null>;
}

const PUSH_TIMEOUT_MS = 10_000;

export async function startTestServer(options: ServerOptions): Promise<TestServer> {
  const home = await mkdtemp(join(tmpdir(), 'fixward-home-'));
  const child = spawn(process.execPath, [options.program, '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, FIXWARD_HOME: home, ...options.environment },
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const pushes = new Map<string, readonly Diagnostic[]>();
  const waiting = new Set<() => void>();
  connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
    pushes.set(uri, diagnostics);
    for (const wake of waiting) wake();
  });
  connection.listen();
  const initialized = await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: options.folder === undefined ? null : pathToFileURL(options.folder).href,
    capabilities: options.capabilities ?? PULL_CLIENT,
    initializationOptions: options.initializationOptions,
  });
  await connection.sendNotification(InitializedNotification.type, {});
  return {
    connection,
    process: child,
    initialized,
    home,
    open: (uri, languageId, text, version = 1) =>
      connection.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: { uri, languageId, version, text },
      }),
    change: (uri, version, contentChanges) =>
      connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version },
        contentChanges: [...contentChanges],
      }),
    save: (uri) =>
      connection.sendNotification(DidSaveTextDocumentNotification.type, { textDocument: { uri } }),
    close: (uri) =>
      connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } }),
    pull: async (uri) => {
      const report = await connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
      // SAFETY: the server answers with full reports only.
      return (report as FullDocumentDiagnosticReport).items;
    },
    pushed: (uri, wanted = () => true) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`no such push for ${uri}; last: ${JSON.stringify(pushes.get(uri))}`));
        }, PUSH_TIMEOUT_MS);
        const look = (): void => {
          const diagnostics = pushes.get(uri);
          if (!diagnostics || !wanted(diagnostics)) return;
          waiting.delete(look);
          clearTimeout(timer);
          pushes.delete(uri);
          resolve(diagnostics);
        };
        waiting.add(look);
        look();
      }),
    actions: async (uri, range, only) => {
      const diagnostics: Diagnostic[] = [];
      const found = await connection.sendRequest(CodeActionRequest.type, {
        textDocument: { uri },
        range,
        context: { diagnostics, ...(only && { only: [...only] }) },
      });
      return (found ?? []).filter(
        (action): action is CodeAction => !('arguments' in action) || 'kind' in action,
      );
    },
    stop: async () => {
      await connection.sendRequest(ShutdownRequest.type);
      await connection.sendNotification(ExitNotification.type);
      const code = await exited;
      connection.dispose();
      await rm(home, { recursive: true, force: true });
      return code;
    },
  };
}

/** Applies the edits for one document, by 0-based UTF-16 positions. */
export function applyWorkspaceEdit(text: string, uri: string, edit: WorkspaceEdit | undefined): string {
  const offsets = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) offsets.push(at + 1);
  const offsetOf = (line: number, character: number): number => (offsets[line] ?? text.length) + character;
  const edits = (edit?.documentChanges ?? []).flatMap((change) =>
    'textDocument' in change && change.textDocument.uri === uri ? change.edits : [],
  );
  return edits
    .flatMap((item) =>
      'newText' in item
        ? [
            {
              ...item,
              start: offsetOf(item.range.start.line, item.range.start.character),
              end: offsetOf(item.range.end.line, item.range.end.character),
            },
          ]
        : [],
    )
    .sort((a, b) => b.start - a.start)
    .reduce((result, item) => result.slice(0, item.start) + item.newText + result.slice(item.end), text);
}
