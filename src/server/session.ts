import { type Connection, DiagnosticRefreshRequest, type InitializeParams } from 'vscode-languageserver/node';
import type { InitializationOptions, ServerSettings } from '../protocol/lsp.ts';
import { createPositionCodec, type PositionCodec, type PositionEncoding } from './positions.ts';
import { parseSettings } from './settings.ts';

/** What the client said about itself, and the settings in force; the same for all documents of one connection. */
export interface Session {
  readonly codec: PositionCodec;
  readonly trusted: boolean;
  readonly fixwardClient: boolean;
  readonly pullsDiagnostics: boolean;
  readonly lazyEdits: boolean;
  readonly createsFiles: boolean;
  readonly supportsAnnotations: boolean;
  readonly canRefreshDiagnostics: boolean;
  readonly canRefreshCodeLenses: boolean;
  readonly canRefreshInlayHints: boolean;
  readonly canPullSettings: boolean;
  readonly canWatchFiles: boolean;
  readonly documentationLink: (ruleId: string) => string;
  readonly hasWorkspaceFolders: boolean;
  /** The client's own folder for this workspace; undefined where it has none. */
  readonly storageFolder: string | undefined;
  settings: ServerSettings;
}

const ENCODINGS: readonly PositionEncoding[] = ['utf-16', 'utf-8', 'utf-32'];

/**
 * @param rulePage address of a rule's bundled page, for clients that show no documentation themselves
 */
export function createSession(params: InitializeParams, rulePage: (ruleId: string) => string): Session {
  const options = initializationOptionsOf(params.initializationOptions);
  const { capabilities } = params;
  const offered = capabilities.general?.positionEncodings ?? ['utf-16'];
  const encoding = ENCODINGS.find((known) => offered.includes(known)) ?? 'utf-16';
  const link = options.ruleDocumentationLink;
  const codeAction = capabilities.textDocument?.codeAction;
  return {
    codec: createPositionCodec(encoding),
    trusted: options.trusted ?? true,
    fixwardClient: options.fixwardClient ?? false,
    storageFolder: options.storageFolder,
    pullsDiagnostics: capabilities.textDocument?.diagnostic !== undefined,
    lazyEdits:
      codeAction?.dataSupport === true && (codeAction.resolveSupport?.properties.includes('edit') ?? false),
    createsFiles: capabilities.workspace?.workspaceEdit?.resourceOperations?.includes('create') ?? false,
    supportsAnnotations: capabilities.workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    canRefreshDiagnostics: capabilities.workspace?.diagnostics?.refreshSupport === true,
    canRefreshCodeLenses: capabilities.workspace?.codeLens?.refreshSupport === true,
    canRefreshInlayHints: capabilities.workspace?.inlayHint?.refreshSupport === true,
    canPullSettings: capabilities.workspace?.configuration === true,
    canWatchFiles: capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    documentationLink: (ruleId) =>
      link === undefined ? rulePage(ruleId) : link.replaceAll('{ruleId}', encodeURIComponent(ruleId)),
    hasWorkspaceFolders: capabilities.workspace?.workspaceFolders === true,
    settings: parseSettings(options.settings),
  };
}

/** Asks the client for the `fixward` section, where it can answer. */
export async function pullSettings(connection: Connection, session: Session): Promise<void> {
  if (!session.canPullSettings) return;
  session.settings = parseSettings(await connection.workspace.getConfiguration('fixward'));
}

export function refreshDiagnostics(connection: Connection, session: Session): void {
  if (!session.pullsDiagnostics || !session.canRefreshDiagnostics) return;
  // A client that is shutting down may refuse; there is nothing left to refresh then.
  connection.sendRequest(DiagnosticRefreshRequest.type).catch(() => undefined);
}

function initializationOptionsOf(value: unknown): InitializationOptions {
  if (typeof value !== 'object' || value === null) return {};
  const { settings, ruleDocumentationLink, trusted, fixwardClient, storageFolder } = value as Record<
    string,
    unknown
  >;
  return {
    // SAFETY: parseSettings checks every part.
    ...(typeof settings === 'object' &&
      settings !== null && { settings: settings as Partial<ServerSettings> }),
    ...(typeof ruleDocumentationLink === 'string' && { ruleDocumentationLink }),
    ...(typeof trusted === 'boolean' && { trusted }),
    ...(typeof fixwardClient === 'boolean' && { fixwardClient }),
    ...(typeof storageFolder === 'string' && storageFolder !== '' && { storageFolder }),
  };
}
