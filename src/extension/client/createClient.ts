import {
  LanguageClient,
  State,
  type StateChangeEvent,
  TransportKind,
  WorkDoneProgress,
  type WorkDoneProgressBegin,
  type WorkDoneProgressReport,
} from 'vscode-languageclient/node';
import { type ClientOptionsInput, createClientOptions } from './clientOptions.ts';

export type ClientState = 'starting' | 'running' | 'stopped';

/**
 * The client for a server module, not yet started. This file is loaded after activation: evaluating the client
 * library costs more time than everything else the extension does at its start.
 */
export function createClient(serverModule: string, input: ClientOptionsInput): LanguageClient {
  const run = { module: serverModule, transport: TransportKind.ipc };
  const debug = { ...run, options: { execArgv: ['--nolazy', '--inspect=6019'] } };
  return new LanguageClient('fixward', 'Fixward', { run, debug }, createClientOptions(input));
}

export function clientStateOf({ newState }: StateChangeEvent): ClientState {
  if (newState === State.Running) return 'running';
  return newState === State.Starting ? 'starting' : 'stopped';
}

/** Listens to the progress of one request until disposed. */
export function onWorkProgress(
  client: LanguageClient,
  token: string,
  listener: (value: WorkDoneProgressBegin | WorkDoneProgressReport) => void,
): { dispose(): void } {
  return client.onProgress(WorkDoneProgress.type, token, (value) => {
    if (value.kind !== 'end') listener(value);
  });
}
